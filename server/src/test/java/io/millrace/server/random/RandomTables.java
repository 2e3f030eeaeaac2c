package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Four small tables whose values meet often: with equal rows, with columns that are never NULL or mostly NULL, with arrays and rows,
 * one with a key.
 * Gives their definitions and random rows for them.
 */
final class RandomTables {
    /** The one with a PRIMARY KEY, which is {@code k}. */
    static final String KEYED = "w";

    /** The one with arrays, which are in {@code l}. */
    static final String LISTS = "v";

    static final List<String> NAMES = List.of("t", "u", "v", KEYED);

    static final int KEYS = 30;

    /** A column; of a hundred values so many are NULL. */
    private record Column(String name, Kind kind, int nulls) {}

    private static final Map<String, List<Column>> COLUMNS = Map.of(
            "t",
            List.of(
                    new Column("k", Kind.INT, 5),
                    new Column("a", Kind.INT, 0),
                    new Column("s", Kind.TEXT, 15),
                    new Column("b", Kind.INT, 20),
                    new Column("d", Kind.DOUBLE, 15),
                    new Column("m", Kind.DECIMAL, 15),
                    new Column("f", Kind.BOOLEAN, 25)),
            "u",
            List.of(
                    new Column("k", Kind.INT, 0),
                    new Column("a", Kind.INT, 15),
                    new Column("s", Kind.TEXT, 15),
                    new Column("m", Kind.DECIMAL, 0),
                    new Column("dt", Kind.DATE, 15),
                    new Column("ts", Kind.TIMESTAMP, 15),
                    new Column("r", Kind.ROW, 15)),
            "v",
            List.of(
                    new Column("k", Kind.INT, 15),
                    new Column("a", Kind.INT, 70),
                    new Column("s", Kind.TEXT, 0),
                    new Column("f", Kind.BOOLEAN, 60),
                    new Column("l", Kind.LIST, 15)),
            KEYED,
            List.of(
                    new Column("k", Kind.INT, 0),
                    new Column("a", Kind.INT, 20),
                    new Column("s", Kind.TEXT, 20),
                    new Column("ts", Kind.TIMESTAMP, 0),
                    new Column("d", Kind.DOUBLE, 60)));

    private final Random random;

    RandomTables(Random random) {
        this.random = random;
    }

    /** The columns of a table under an alias. */
    static List<Field> columns(String table, String alias) {
        return columns(table).stream()
                .map(column -> new Field(alias + "." + column.name(), column.kind()))
                .toList();
    }

    /** The columns of a table under an alias, and the fields of those that are rows in place of these. */
    static List<Field> fields(String table, String alias) {
        return columns(table, alias).stream()
                .flatMap(field -> field.kind() == Kind.ROW
                        ? Stream.of(
                                new Field("(" + field.name() + ").x", Kind.INT),
                                new Field("(" + field.name() + ").y", Kind.TEXT))
                        : Stream.of(field))
                .toList();
    }

    private static List<Column> columns(String table) {
        return COLUMNS.getOrDefault(table, List.of());
    }

    /** Whether a column is declared NOT NULL. */
    static boolean isNotNull(String table, String column) {
        return columns(table).stream().anyMatch(found -> found.name().equals(column) && found.nulls() == 0);
    }

    static List<String> definitions() {
        List<String> statements = new ArrayList<>();
        for (String table : NAMES) {
            String columns = columns(table).stream()
                    .map(column ->
                            column.name() + " " + column.kind().type() + (column.nulls() == 0 ? " NOT NULL" : ""))
                    .collect(Collectors.joining(", "));
            statements.add(
                    "CREATE TABLE " + table + " (" + columns + (table.equals(KEYED) ? ", PRIMARY KEY (k))" : ")"));
        }
        return statements;
    }

    /** Rows for a table, some of them twice; for the one with a key, those with some keys. */
    String rows(String table, int count) {
        List<String> rows = new ArrayList<>();
        if (table.equals(KEYED)) {
            int first = random.nextInt(KEYS);
            IntStream.range(first, first + count).forEach(key -> rows.add(row(table, String.valueOf(key))));
            return String.join(", ", rows);
        }
        for (int row = 0; row < count; row++) {
            String next = row(table, null);
            rows.add(next);
            if (random.nextInt(5) == 0) {
                rows.add(next);
            }
        }
        return String.join(", ", rows);
    }

    private String row(String table, @Nullable String key) {
        List<String> values = new ArrayList<>();
        for (Column column : columns(table)) {
            boolean isKey = column.name().equals("k");
            if (isKey && key != null) {
                values.add(key);
            } else if (random.nextInt(100) < column.nulls()) {
                values.add("NULL");
            } else {
                values.add(isKey ? String.valueOf(random.nextInt(KEYS)) : value(column.kind()));
            }
        }
        return "(" + String.join(", ", values) + ")";
    }

    private String value(Kind kind) {
        return switch (kind) {
            case INT -> String.valueOf(random.nextInt(10) - 2);
            case DECIMAL -> String.valueOf(random.nextInt(40) / 4.0);
            case DOUBLE -> String.valueOf(random.nextInt(80) / 8.0);
            case TEXT -> List.of("'a'", "'b'", "'ab'", "'Ba'", "''", "'abc'").get(random.nextInt(6));
            case BOOLEAN -> random.nextBoolean() ? "TRUE" : "FALSE";
            case DATE -> date();
            case LIST ->
                "ARRAY["
                        + IntStream.rangeClosed(0, random.nextInt(3))
                                .mapToObj(i -> random.nextInt(6) == 0 ? "NULL" : value(Kind.INT))
                                .collect(Collectors.joining(", "))
                        + "]";
            case ROW -> "ROW(" + value(Kind.INT) + ", " + (random.nextInt(4) == 0 ? "NULL" : value(Kind.TEXT)) + ")";
            case TIMESTAMP ->
                "TIMESTAMP '2026-0" + (1 + random.nextInt(2)) + "-0" + (1 + random.nextInt(4)) + " 0"
                        + random.nextInt(4) + ":" + (random.nextBoolean() ? "00" : "30") + ":00'";
        };
    }

    private String date() {
        return "DATE '2026-0" + (1 + random.nextInt(2)) + "-0" + (1 + random.nextInt(4)) + "'";
    }
}
