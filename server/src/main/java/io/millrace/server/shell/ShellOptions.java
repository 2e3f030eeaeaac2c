package io.millrace.server.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a user says when opening a shell.
 *
 * @param url the server
 * @param statements what to run before ending, in this order; empty: the shell is interactive
 * @param interactive whether to read statements from standard input
 * @param plain whether there is no terminal
 */
record ShellOptions(String url, List<String> statements, boolean interactive, boolean plain) {
    static final String DEFAULT_URL = "jdbc:millrace://127.0.0.1:8765/";

    ShellOptions {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the command line, and the file that it may name.
     *
     * @throws IllegalArgumentException with a message for the user if it is wrong
     */
    static ShellOptions parse(List<String> arguments) throws IOException {
        String url = DEFAULT_URL;
        boolean plain = false;
        List<String> given = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--url" -> url = value(option, rest);
                case "--plain" -> plain = true;
                case "-e" -> given.add(value(option, rest));
                case "-f" -> files.add(Path.of(value(option, rest)));
                default -> throw new IllegalArgumentException("'" + option + "' is not an option of sql");
            }
        }
        if (!given.isEmpty() && !files.isEmpty()) {
            throw new IllegalArgumentException("-e and -f exclude each other");
        }
        List<String> statements = new ArrayList<>();
        for (String text : given) {
            statements.addAll(statements(text));
        }
        for (Path file : files) {
            try {
                statements.addAll(statements(Files.readString(file)));
            } catch (NoSuchFileException missing) {
                throw new IllegalArgumentException("The file '" + file + "' does not exist", missing);
            }
        }
        return new ShellOptions(url, statements, given.isEmpty() && files.isEmpty(), plain);
    }

    /** One of the shell's own commands, or any number of statements. */
    private static List<String> statements(String text) {
        return text.startsWith("!") ? List.of(text) : SqlScript.parse(text).statements();
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }
}
