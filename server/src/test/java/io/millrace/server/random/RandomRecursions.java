package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.List;
import java.util.Random;

/**
 * Relations computed from themselves, over the tables as graphs whose nodes are small numbers and which have circles: what can be
 * reached, in how many steps, on which way. Those that end of themselves take only values that are there; others count their steps.
 */
final class RandomRecursions {
    /** Steps of those that count them. Every one of them may multiply the rows. */
    private static final int MOST_STEPS = 3;

    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;

    RandomRecursions(
            Random random, RandomExpressions expressions, RandomRelations relations, RandomSubqueries subqueries) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
        this.subqueries = subqueries;
    }

    RandomQuery query() {
        String name = relations.alias("r");
        return switch (random.nextInt(4)) {
            case 0 -> steps(name);
            case 1 -> ways(name);
            default -> reachable(name);
        };
    }

    /** Pairs of nodes of which the second can be reached from the first. */
    private RandomQuery reachable(String name) {
        Relation edges = relations.table();
        String recursive = "SELECT " + name + ".c0, " + column(Kind.INT, edges, "2") + " FROM " + joined(name, edges)
                + condition(name, edges, Kind.INT);
        return query(name, false, " UNION ", recursive, Kind.INT);
    }

    /** Nodes with the number of steps that lead there, as often as there are ways or once. */
    private RandomQuery steps(String name) {
        Relation edges = relations.table();
        String recursive = "SELECT " + column(Kind.INT, edges, "3") + ", " + name + ".c1 + 1 FROM "
                + joined(name, edges) + condition(name, edges, Kind.INT) + " AND " + name + ".c1 < " + MOST_STEPS;
        String operation = random.nextBoolean() ? " UNION ALL " : " UNION ";
        return query(name, true, operation, recursive, Kind.INT);
    }

    /** Nodes with the texts on the way to them. */
    private RandomQuery ways(String name) {
        Relation edges = relations.table();
        String recursive = "SELECT " + column(Kind.INT, edges, "1") + ", " + name + ".c1 || COALESCE("
                + column(Kind.TEXT, edges, "'-'") + ", '/') FROM " + joined(name, edges)
                + condition(name, edges, Kind.TEXT) + " AND CHAR_LENGTH(" + name + ".c1) < 5";
        return query(name, false, " UNION ", recursive, Kind.TEXT);
    }

    /**
     * @param counts whether the second column begins with 1
     * @param second what the second column is
     */
    private RandomQuery query(String name, boolean counts, String operation, String recursive, Kind second) {
        Relation start = relations.table();
        String begin = "SELECT " + number(start) + ", "
                + (counts ? "1" : second == Kind.TEXT ? text(start) : number(start)) + " FROM " + start.sql()
                + subqueries.where(start, 0);
        List<Kind> kinds = List.of(Kind.INT, second);
        String alias = relations.alias("q");
        List<Field> fields = RandomRelations.fields(kinds, alias);
        String outside = random.nextBoolean() ? " WHERE " + expressions.condition(fields, 1) : "";
        return RandomQuery.of(
                "WITH RECURSIVE " + name + " (c0, c1) AS (" + begin + operation + recursive + ") SELECT "
                        + RandomQueries.named(fields.stream().map(Field::name).toList()) + " FROM " + name + " AS "
                        + alias + outside,
                kinds);
    }

    private String number(Relation from) {
        return "CAST(" + column(Kind.INT, from, "1") + " AS INT)";
    }

    private String text(Relation from) {
        return "CAST(COALESCE(" + column(Kind.TEXT, from, "'.'") + ", '') || '.' AS VARCHAR(100))";
    }

    private String column(Kind kind, Relation from, String other) {
        List<Field> columns =
                from.fields().stream().filter(field -> field.kind() == kind).toList();
        return columns.isEmpty()
                ? other
                : columns.get(random.nextInt(columns.size())).name();
    }

    /** The relation and a table, or a table and the relation. */
    private String joined(String name, Relation edges) {
        return random.nextBoolean() ? name + " CROSS JOIN " + edges.sql() : edges.sql() + " CROSS JOIN " + name;
    }

    /** That an edge begins where a way ends, and perhaps more. */
    private String condition(String name, Relation edges, Kind second) {
        List<Field> way = List.of(new Field(name + ".c0", Kind.INT), new Field(name + ".c1", second));
        String reached = second == Kind.INT && random.nextBoolean() ? name + ".c1" : name + ".c0";
        String where = " WHERE " + reached + " = " + column(Kind.INT, edges, "1");
        return where
                + switch (random.nextInt(5)) {
                    case 0 -> " AND " + expressions.condition(RandomRelations.concat(edges.fields(), way), 1);
                    case 1 -> " AND " + subqueries.condition(edges.fields(), 0);
                    default -> "";
                };
    }
}
