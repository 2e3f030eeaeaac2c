package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Three small tables whose values meet often, and random changes of them as statements for any engine. */
final class RandomTables {
    static final List<String> NAMES = List.of("t", "u", "v");

    private static final int KEYS = 30;

    private final Random random;

    RandomTables(Random random) {
        this.random = random;
    }

    static List<Field> columns(String table) {
        List<Field> common = List.of(new Field("k", Kind.INT), new Field("a", Kind.INT), new Field("s", Kind.TEXT));
        List<Field> columns = new ArrayList<>(common);
        switch (table) {
            case "t" -> {
                columns.add(new Field("b", Kind.INT));
                columns.add(new Field("d", Kind.DOUBLE));
                columns.add(new Field("m", Kind.DECIMAL));
                columns.add(new Field("f", Kind.BOOLEAN));
            }
            case "u" -> {
                columns.add(new Field("m", Kind.DECIMAL));
                columns.add(new Field("dt", Kind.DATE));
            }
            default -> columns.add(new Field("f", Kind.BOOLEAN));
        }
        return columns;
    }

    static String type(Kind kind) {
        return switch (kind) {
            case INT -> "INT";
            case DECIMAL -> "DECIMAL(12, 2)";
            case DOUBLE -> "DOUBLE PRECISION";
            case TEXT -> "VARCHAR(100)";
            case BOOLEAN -> "BOOLEAN";
            case DATE -> "DATE";
        };
    }

    static List<String> definitions() {
        List<String> statements = new ArrayList<>();
        for (String table : NAMES) {
            List<String> columns = columns(table).stream()
                    .map(column -> column.name() + " " + type(column.kind()))
                    .toList();
            statements.add("CREATE TABLE " + table + " (" + String.join(", ", columns) + ")");
        }
        return statements;
    }

    /** The next change. */
    String change() {
        String table = NAMES.get(random.nextInt(NAMES.size()));
        int key = random.nextInt(KEYS);
        return switch (random.nextInt(5)) {
            case 0, 1, 2 -> insert(table, 1 + random.nextInt(6));
            case 3 -> "DELETE FROM " + table + " WHERE k BETWEEN " + key + " AND " + (key + 2);
            default ->
                "UPDATE " + table + " SET a = " + value(Kind.INT) + ", s = " + value(Kind.TEXT) + " WHERE k = " + key;
        };
    }

    String insert(String table, int count) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            List<String> values = new ArrayList<>();
            for (Field column : columns(table)) {
                values.add(column.name().equals("k") ? String.valueOf(random.nextInt(KEYS)) : value(column.kind()));
            }
            rows.add("(" + String.join(", ", values) + ")");
        }
        return "INSERT INTO " + table + " VALUES " + String.join(", ", rows);
    }

    private String value(Kind kind) {
        if (random.nextInt(6) == 0) {
            return "NULL";
        }
        return switch (kind) {
            case INT -> String.valueOf(random.nextInt(10) - 2);
            case DECIMAL -> String.valueOf(random.nextInt(40) / 4.0);
            case DOUBLE -> String.valueOf(random.nextInt(80) / 8.0);
            case TEXT -> List.of("'a'", "'b'", "'ab'", "'Ba'", "''", "'abc'").get(random.nextInt(6));
            case BOOLEAN -> random.nextBoolean() ? "TRUE" : "FALSE";
            case DATE -> "DATE '2026-0" + (1 + random.nextInt(3)) + "-0" + (1 + random.nextInt(9)) + "'";
        };
    }
}
