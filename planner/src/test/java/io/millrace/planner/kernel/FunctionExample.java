package io.millrace.planner.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of functions.txt.
 *
 * @param name of the function
 * @param sql a call of it
 * @param answer the value as text
 * @param rewritten whether the call becomes another expression before a kernel is generated
 */
record FunctionExample(String name, String sql, String answer, boolean rewritten) {
    static final List<FunctionExample> ALL = read();

    static Optional<FunctionExample> of(String name) {
        return ALL.stream()
                .filter(example -> example.name.equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<FunctionExample> read() {
        InputStream file = Objects.requireNonNull(FunctionExample.class.getResourceAsStream("functions.txt"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(FunctionExample::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FunctionExample parse(String line) {
        int first = line.indexOf(" | ");
        int last = line.lastIndexOf(" | ");
        String sql = line.substring(first + 3, last);
        boolean rewritten = sql.startsWith("-> ");
        return new FunctionExample(
                line.substring(0, first), rewritten ? sql.substring(3) : sql, line.substring(last + 3), rewritten);
    }

    @Override
    public String toString() {
        return sql + " is " + answer;
    }
}
