package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random queries over the tables of {@link RandomTables}: filters, joins of all kinds, aggregates, DISTINCT, set operations, grouping
 * sets, subqueries, LATERAL, WITH, WITH RECURSIVE, VALUES, arrays and their elements, rows, PIVOT, windows of time, window functions,
 * QUALIFY and top-n, nested in each other.
 */
final class RandomQueries {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;
    private final RandomGroups groups;
    private final RandomWindows windows;
    private final RandomPartitions partitions;
    private final RandomOwnForms ownForms;
    private final RandomRecursions recursions;

    RandomQueries(Random random) {
        this.random = random;
        this.expressions = new RandomExpressions(random, true);
        this.relations = new RandomRelations(random, expressions, this);
        this.subqueries = new RandomSubqueries(random, expressions, relations);
        this.groups = new RandomGroups(random, expressions, relations, subqueries);
        this.windows = new RandomWindows(random, expressions, relations);
        this.partitions = new RandomPartitions(random, expressions, relations, subqueries);
        this.ownForms = new RandomOwnForms(random, expressions, relations, subqueries);
        this.recursions = new RandomRecursions(random, expressions, relations, subqueries);
    }

    /** The next query; one of four with others that must be equal, one of eight with expressions that may fail. */
    RandomQuery next() {
        relations.restartAliases();
        boolean mayFail = random.nextInt(8) == 0;
        expressions.mayFail(mayFail);
        RandomQuery query = random.nextInt(mayFail ? 2 : 4) == 0 ? partitions.query(1) : top(2);
        return mayFail ? query.thatMayFail() : query;
    }

    /** A query of a kind that need not be the same in all engines, and so cannot stand within another. */
    private RandomQuery top(int depth) {
        return random.nextInt(16) == 0 ? ownForms.next() : query(depth);
    }

    RandomQuery query(int depth) {
        return switch (random.nextInt(depth > 0 ? 18 : 8)) {
            case 0, 1, 2 -> projection(depth);
            case 3, 4, 5 -> groups.aggregate(depth);
            case 6 -> groups.groupingSets(depth);
            case 7 -> distinct(depth);
            case 8, 9 -> setOperation(depth);
            case 10, 11 -> windows.calls(depth);
            case 12 -> windows.qualify(depth);
            case 13 -> first(depth);
            case 14 -> with(depth);
            case 15 -> recursions.query();
            default -> windows.firstOfEach(depth);
        };
    }

    private RandomQuery projection(int depth) {
        Relation from = relations.any(depth);
        List<Kind> kinds = kinds();
        List<String> columns = columns(kinds, from);
        if (depth > 0 && random.nextInt(4) == 0) {
            kinds = new ArrayList<>(kinds);
            kinds.add(Kind.INT);
            columns.add("CAST(" + subqueries.number(from.fields(), depth - 1) + " AS INT)");
        }
        return select("", columns, kinds, from, subqueries.where(from, depth));
    }

    private RandomQuery distinct(int depth) {
        Relation from = relations.any(depth);
        List<Kind> kinds = kinds();
        return select("DISTINCT ", columns(kinds, from), kinds, from, subqueries.where(from, depth));
    }

    static RandomQuery select(String head, List<String> columns, List<Kind> kinds, Relation from, String rest) {
        return RandomQuery.of("SELECT " + head + named(columns) + " FROM " + from.sql() + rest, kinds);
    }

    static String named(List<String> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    private List<Kind> kinds() {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> expressions.anyKind())
                .toList();
    }

    private List<String> columns(List<Kind> kinds, Relation from) {
        return kinds.stream()
                .map(kind -> "CAST(" + expressions.of(kind, from.fields(), 2) + " AS " + kind.type() + ")")
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private RandomQuery setOperation(int depth) {
        List<Kind> kinds = kinds();
        String first = branch(kinds, depth - 1);
        String two = first + operation() + branch(kinds, depth - 1);
        return RandomQuery.of(
                switch (random.nextInt(6)) {
                    case 0 -> "(" + two + ")" + operation() + branch(kinds, 0);
                    case 1 -> branch(kinds, 0) + operation() + "(" + two + ")";
                    case 2 -> two + operation() + branch(kinds, 0);
                    default -> two;
                },
                kinds);
    }

    private String operation() {
        return List.of(" UNION ALL ", " UNION ", " INTERSECT ", " EXCEPT ", " INTERSECT ALL ", " EXCEPT ALL ")
                .get(random.nextInt(6));
    }

    private String branch(List<Kind> kinds, int depth) {
        Relation from = relations.any(depth);
        return select("", columns(kinds, from), kinds, from, subqueries.where(from, depth))
                .sql();
    }

    /** A query with a name, used twice. */
    private RandomQuery with(int depth) {
        RandomQuery named = query(depth - 1);
        String name = relations.alias("w");
        String left = relations.alias("q");
        String right = relations.alias("q");
        List<Field> fields = RandomRelations.concat(
                RandomRelations.fields(named.kinds(), left), RandomRelations.fields(named.kinds(), right));
        List<Kind> kinds = kinds();
        String from = random.nextBoolean()
                ? name + " AS " + left + List.of(" JOIN ", " LEFT JOIN ").get(random.nextInt(2)) + name + " AS " + right
                        + " ON " + left + ".c0 = " + right + ".c0 AND " + expressions.condition(fields, 1)
                : null;
        String body = from == null
                ? "SELECT * FROM " + name + " AS " + left + operation() + "SELECT * FROM " + name + " AS " + right
                        + " WHERE " + expressions.condition(RandomRelations.fields(named.kinds(), right), 1)
                : select("", columns(kinds, new Relation(from, fields)), kinds, new Relation(from, fields), "")
                        .sql();
        return RandomQuery.of(
                "WITH " + name + " AS (" + named.sql() + ") " + body, from == null ? named.kinds() : kinds);
    }

    /** The first rows in an order of all columns. */
    private RandomQuery first(int depth) {
        RandomQuery inner = query(depth - 1);
        String alias = relations.alias("q");
        List<Field> fields = RandomRelations.fields(inner.kinds(), alias);
        String limit =
                " LIMIT " + (1 + random.nextInt(5)) + (random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(4) : "");
        String columns = named(fields.stream().map(Field::name).toList());
        return RandomQuery.of(
                "SELECT * FROM (SELECT " + columns + " FROM (" + inner.sql() + ") AS " + alias + " "
                        + windows.order(fields) + limit + ") AS " + relations.alias("q"),
                inner.kinds());
    }
}
