package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random changes of the tables of {@link RandomTables}, as statements for all engines: INSERT of rows and of queries, UPDATE and
 * DELETE with conditions and subqueries, MERGE.
 */
final class RandomChanges {
    private final Random random;
    private final RandomTables tables;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;

    RandomChanges(Random random) {
        this.random = random;
        this.tables = new RandomTables(random);
        this.expressions = new RandomExpressions(random, false);
        this.relations = new RandomRelations(random, expressions, new RandomQueries(random));
        this.subqueries = new RandomSubqueries(random, expressions, relations);
    }

    /** Statements that leave a table with a few rows. */
    List<String> fill(String table) {
        return List.of("DELETE FROM " + table, insert(table, 1 + random.nextInt(12)));
    }

    /** Makes a table smaller. */
    static String shrink(String table) {
        return "DELETE FROM " + table + " WHERE k IS NULL OR k % 3 <> 0";
    }

    /** The next change. */
    String next() {
        relations.restartAliases();
        String table = RandomTables.NAMES.get(random.nextInt(RandomTables.NAMES.size()));
        boolean isKeyed = table.equals(RandomTables.KEYED);
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> isKeyed ? merge() : insert(table, 1 + random.nextInt(6));
            case 4 -> isKeyed ? merge() : insertQuery(table);
            case 5, 6 -> delete(table);
            case 7 -> "DELETE FROM " + table + " WHERE " + subqueries.condition(RandomTables.fields(table, table), 0);
            case 8 ->
                update(table, expressions.of(Kind.INT, RandomTables.fields(table, table), 1))
                        + subqueries.condition(RandomTables.fields(table, table), 0);
            case 9 ->
                update(table, subqueries.value(RandomTables.fields(table, table), 0))
                        + expressions.condition(RandomTables.fields(table, table), 1);
            default ->
                update(table, expressions.of(Kind.INT, RandomTables.fields(table, table), 2))
                        + expressions.condition(RandomTables.fields(table, table), 1);
        };
    }

    private String delete(String table) {
        int key = random.nextInt(RandomTables.KEYS);
        return "DELETE FROM " + table + " WHERE k BETWEEN " + key + " AND " + (key + 3);
    }

    private String insert(String table, int count) {
        return "INSERT INTO " + table + " VALUES " + tables.rows(table, count);
    }

    /** Sets a number, which stays small, and a text, which stays short; the condition is missing. */
    private String update(String table, String number) {
        List<Field> fields = RandomTables.fields(table, table);
        String small = "CAST(" + number + " AS INT) % 12";
        String text = "SUBSTRING(" + expressions.of(Kind.TEXT, fields, 1) + " FROM 1 FOR 6)";
        String set = "a = " + (RandomTables.isNotNull(table, "a") ? "COALESCE(" + small + ", 0)" : small);
        if (random.nextBoolean()) {
            set += ", s = " + (RandomTables.isNotNull(table, "s") ? "COALESCE(" + text + ", '')" : text);
        }
        return "UPDATE " + table + " SET " + set + " WHERE ";
    }

    /** A few rows of other tables. */
    private String insertQuery(String table) {
        Relation from = relations.table();
        List<String> columns = new ArrayList<>();
        for (Field field : RandomTables.columns(table, table)) {
            String column = field.name().substring(table.length() + 1);
            String value = "CAST(" + expressions.of(field.kind(), from.fields(), 1) + " AS "
                    + field.kind().type() + ")";
            columns.add(
                    RandomTables.isNotNull(table, column)
                            ? "COALESCE(" + value + ", " + zero(field.kind()) + ")"
                            : value);
        }
        return "INSERT INTO " + table + " SELECT " + String.join(", ", columns) + " FROM " + from.sql() + " WHERE "
                + from.fields().get(0).name() + " BETWEEN " + random.nextInt(RandomTables.KEYS) + " AND "
                + random.nextInt(RandomTables.KEYS) + " AND " + expressions.condition(from.fields(), 1);
    }

    private static String zero(Kind kind) {
        return switch (kind) {
            case INT, DECIMAL, DOUBLE -> "0";
            case TEXT -> "''";
            case BOOLEAN -> "FALSE";
            case DATE -> "DATE '2026-01-01'";
            case TIMESTAMP -> "TIMESTAMP '2026-01-01 00:00:00'";
            case LIST -> "ARRAY[0]";
            case ROW -> "ROW(0, '')";
        };
    }

    private String merge() {
        Relation from = relations.table();
        String key = expressions.of(Kind.INT, from.fields(), 0);
        String source = "SELECT " + key + " AS k, MAX(" + expressions.of(Kind.INT, from.fields(), 1) + ") AS a, MIN("
                + expressions.of(Kind.TEXT, from.fields(), 0) + ") AS s FROM " + from.sql() + " WHERE " + key
                + " IS NOT NULL AND " + expressions.condition(from.fields(), 1) + " GROUP BY " + key;
        return "MERGE INTO w USING (" + source + ") AS x ON w.k = x.k"
                + " WHEN MATCHED THEN UPDATE SET a = (COALESCE(w.a, 0) + COALESCE(x.a, 1)) % 12, s = SUBSTRING(x.s FROM 1 FOR 6)"
                + " WHEN NOT MATCHED THEN INSERT (k, a, s, ts, d) VALUES (x.k, x.a, x.s, TIMESTAMP '2026-01-01 00:00:00', NULL)";
    }
}
