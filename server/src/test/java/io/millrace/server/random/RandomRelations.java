package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What stands behind FROM: tables, subqueries, VALUES, LATERAL, elements of arrays, windows of time, and joins of them. */
final class RandomRelations {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomQueries queries;
    private final RandomNested nested;
    private int aliases;

    RandomRelations(Random random, RandomExpressions expressions, RandomQueries queries) {
        this.random = random;
        this.expressions = expressions;
        this.queries = queries;
        this.nested = new RandomNested(random, expressions, this);
    }

    /** FROM and what it offers. */
    record Relation(String sql, List<Field> fields) {}

    /** A name that nothing else in this query has. */
    String alias(String start) {
        return start + aliases++;
    }

    void restartAliases() {
        aliases = 0;
    }

    Relation any(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 2)) {
            case 0, 1 -> table();
            case 8 -> random.nextBoolean() ? nested.elements() : random.nextBoolean() ? timeWindows() : table();
            case 2 -> derived(depth - 1);
            case 3 -> random.nextInt(3) == 0 ? values() : table();
            case 4 -> random.nextBoolean() ? lateral(depth - 1) : table();
            default -> join(depth - 1);
        };
    }

    Relation table() {
        String table = RandomTables.NAMES.get(random.nextInt(RandomTables.NAMES.size()));
        String alias = alias("t");
        return new Relation(table + " AS " + alias, RandomTables.fields(table, alias));
    }

    /** The rows of a table with the windows that their times are in. */
    private Relation timeWindows() {
        TimeWindows windows = TimeWindows.any(random);
        String alias = alias("t");
        List<Field> fields = new ArrayList<>(RandomTables.fields(windows.table(), alias));
        fields.add(1, new Field(alias + ".window_start", Kind.TIMESTAMP));
        fields.add(2, new Field(alias + ".window_end", Kind.TIMESTAMP));
        fields.add(new Field(alias + ".window_time", Kind.TIMESTAMP));
        return new Relation(windows.ours() + " AS " + alias, fields);
    }

    Relation derived(int depth) {
        RandomQuery query = queries.query(Math.min(depth, 1));
        String alias = alias("q");
        return new Relation("(" + query.sql() + ") AS " + alias, fields(query.kinds(), alias));
    }

    /** The columns of a query under an alias. */
    static List<Field> fields(List<Kind> kinds, String alias) {
        return IntStream.range(0, kinds.size())
                .mapToObj(i -> new Field(alias + ".c" + i, kinds.get(i)))
                .toList();
    }

    private Relation values() {
        String alias = alias("x");
        List<String> rows = new ArrayList<>(List.of("(1, 'a')"));
        for (int row = random.nextInt(4); row > 0; row--) {
            rows.add("(" + random.nextInt(6) + ", "
                    + List.of("'b'", "'ab'", "''", "NULL").get(random.nextInt(4)) + ")");
        }
        return new Relation(
                "(VALUES " + String.join(", ", rows) + ") AS " + alias + " (c0, c1)",
                fields(List.of(Kind.INT, Kind.TEXT), alias));
    }

    /** A relation, and for each of its rows what a subquery gives that knows it. */
    private Relation lateral(int depth) {
        Relation left = any(depth);
        Relation inner = table();
        String alias = alias("l");
        String where = " WHERE " + correlated(inner, left.fields());
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String both = expressions.of(Kind.INT, concat(inner.fields(), left.fields()), 1);
        String query = switch (random.nextInt(4)) {
            case 0 -> "SELECT COUNT(*) AS c0, MAX(" + column + ") AS c1 FROM " + inner.sql() + where;
            case 1 -> "SELECT " + column + " AS c0, COUNT(*) AS c1 FROM " + inner.sql() + where + " GROUP BY " + column;
            case 2 -> {
                String order = inner.fields().stream()
                        .map(Field::name)
                        .reduce((a, b) -> a + ", " + b)
                        .orElseThrow();
                yield "SELECT " + column + " AS c0, " + inner.fields().get(0).name() + " AS c1 FROM " + inner.sql()
                        + where + " ORDER BY " + order + " LIMIT " + (1 + random.nextInt(2));
            }
            default -> "SELECT " + column + " AS c0, " + both + " AS c1 FROM " + inner.sql() + where;
        };
        boolean outer = random.nextBoolean();
        String sql = left.sql() + (outer ? " LEFT" : " CROSS") + " JOIN LATERAL (" + query + ") AS " + alias
                + (outer ? " ON TRUE" : "");
        return new Relation(sql, concat(left.fields(), fields(List.of(Kind.INT, Kind.INT), alias)));
    }

    /** That some number of an inner row equals one of an outer row, and perhaps more. */
    String correlated(Relation inner, List<Field> outer) {
        String equality = expressions.of(Kind.INT, inner.fields(), 0) + " = " + expressions.of(Kind.INT, outer, 0);
        return random.nextInt(3) == 0
                ? equality + " AND " + expressions.condition(concat(inner.fields(), outer), 1)
                : equality;
    }

    private Relation join(int depth) {
        Relation left = any(depth);
        Relation right = switch (random.nextInt(6)) {
            case 0, 1 -> derived(depth);
            case 2 -> values();
            default -> table();
        };
        List<Field> fields = concat(left.fields(), right.fields());
        String kind = List.of(" JOIN ", " JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ")
                .get(random.nextInt(5));
        String equality =
                expressions.of(Kind.INT, left.fields(), 0) + " = " + expressions.of(Kind.INT, right.fields(), 0);
        String on = random.nextInt(5) == 0 && !kind.equals(" FULL JOIN ")
                ? expressions.condition(fields, 1)
                : equality + (random.nextInt(3) == 0 ? " AND " + expressions.condition(fields, 1) : "");
        return new Relation(left.sql() + kind + right.sql() + " ON " + on, fields);
    }

    static List<Field> concat(List<Field> first, List<Field> second) {
        List<Field> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
