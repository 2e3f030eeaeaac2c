package io.millrace.server.slt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sqllogictest file: records separated by empty lines, each {@code statement ok}, {@code statement error
 * SQLSTATE} or {@code query TYPES [nosort|rowsort] [LABEL]} and its SQL; a query may state its rows after a line
 * {@code ----}. {@code skipif ENGINE} and {@code onlyif ENGINE} in front say who takes a record.
 */
final class SltFile {
    private final List<String> lines;
    private int at;

    private SltFile(List<String> lines) {
        this.lines = lines;
    }

    static List<SltRecord> read(Path file) throws IOException {
        try {
            return new SltFile(Files.readAllLines(file)).records();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private List<SltRecord> records() {
        List<SltRecord> records = new ArrayList<>();
        while (true) {
            while (at < lines.size()
                    && (lines.get(at).isBlank() || lines.get(at).startsWith("#"))) {
                at++;
            }
            if (at == lines.size()) {
                return records;
            }
            records.add(record());
        }
    }

    private SltRecord record() {
        Set<String> engines = new HashSet<>(SltRecord.ENGINES);
        String[] words = words();
        while (words[0].equals("skipif") || words[0].equals("onlyif")) {
            String engine = words[1];
            if (!SltRecord.ENGINES.contains(engine)) {
                throw new IllegalArgumentException("line " + (at + 1) + ": there is no engine " + engine);
            }
            if (words[0].equals("skipif")) {
                engines.remove(engine);
            } else {
                engines.removeIf(
                        other -> !other.equals(engine) && !(engine.equals("millrace") && other.equals("view")));
            }
            at++;
            words = words();
        }
        int line = at + 1;
        at++;
        return switch (words[0]) {
            case "statement" -> change(line, engines, words);
            case "query" -> query(line, engines, words);
            default -> throw new IllegalArgumentException("line " + line + ": '" + words[0] + "' is no record");
        };
    }

    private String[] words() {
        return lines.get(at).strip().split("\\s+");
    }

    private SltRecord change(int line, Set<String> engines, String[] words) {
        if (words.length == 2 && words[1].equals("ok")) {
            return new SltRecord.Change(line, engines, sql(), null);
        }
        if (words.length == 3 && words[1].equals("error")) {
            return new SltRecord.Change(line, engines, sql(), words[2]);
        }
        throw new IllegalArgumentException("line " + line + ": a statement is 'ok' or 'error SQLSTATE'");
    }

    private SltRecord query(int line, Set<String> engines, String[] words) {
        if (words.length < 2) {
            throw new IllegalArgumentException("line " + line + ": a query has a letter for each column");
        }
        boolean ordered = words.length > 2 && words[2].equals("nosort");
        if (words.length > 2 && !ordered && !words[2].equals("rowsort")) {
            throw new IllegalArgumentException("line " + line + ": '" + words[2] + "' is neither nosort nor rowsort");
        }
        String label = words.length > 3 ? words[3] : null;
        String sql = sql();
        return new SltRecord.Query(line, engines, sql, words[1].length(), ordered, label, rows());
    }

    private String sql() {
        List<String> sql = new ArrayList<>();
        while (at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).equals("----")) {
            sql.add(lines.get(at++));
        }
        return String.join("\n", sql);
    }

    private @Nullable List<String> rows() {
        if (at == lines.size() || !lines.get(at).equals("----")) {
            return null;
        }
        at++;
        List<String> rows = new ArrayList<>();
        while (at < lines.size() && !lines.get(at).isBlank()) {
            rows.add(lines.get(at++));
        }
        return rows;
    }
}
