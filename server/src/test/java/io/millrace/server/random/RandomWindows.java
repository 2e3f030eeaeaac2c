package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Queries with window functions, and the first rows of each key. Where ties would matter, all columns are ordered by. */
final class RandomWindows {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;

    RandomWindows(Random random, RandomExpressions expressions, RandomRelations relations) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
    }

    RandomQuery calls(int depth) {
        Relation from = source(depth);
        List<Field> fields = from.fields();
        List<String> columns = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (Field field : fields.subList(0, Math.min(3, fields.size()))) {
            columns.add(field.name());
            kinds.add(field.kind());
        }
        String partition = partition(fields);
        switch (random.nextInt(3)) {
            case 0 -> RandomGroups.call(columns, kinds, aggregate(fields, partition), Kind.INT);
            case 1 -> RandomGroups.call(columns, kinds, number(fields, partition), Kind.INT);
            default -> RandomGroups.call(columns, kinds, neighbour(fields, partition), Kind.INT);
        }
        if (random.nextBoolean()) {
            // The same for equal rows: which of them is first for one call and which for another is open.
            RandomGroups.call(columns, kinds, part(fields, partition(fields)), Kind.DOUBLE);
        }
        String where = random.nextInt(3) == 0 ? " WHERE " + expressions.condition(fields, 1) : "";
        return RandomQueries.select("", columns, kinds, from, where);
    }

    private Relation source(int depth) {
        return random.nextBoolean() ? relations.table() : relations.derived(depth - 1);
    }

    private String partition(List<Field> fields) {
        return random.nextInt(4) == 0
                ? ""
                : "PARTITION BY " + fields.get(random.nextInt(fields.size())).name() + " ";
    }

    private String aggregate(List<Field> fields, String partition) {
        String argument = expressions.of(Kind.INT, fields, 1);
        String call = List.of("SUM(", "COUNT(", "MAX(", "MIN(", "COUNT(DISTINCT ", "BIT_OR(")
                        .get(random.nextInt(6))
                + argument + ")"
                + (random.nextInt(4) == 0 ? " FILTER (WHERE " + expressions.condition(fields, 1) + ")" : "");
        String exclude = random.nextInt(4) == 0
                ? List.of(" EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES", " EXCLUDE NO OTHERS")
                        .get(random.nextInt(4))
                : "";
        List<Field> numbers =
                fields.stream().filter(field -> field.kind() == Kind.INT).toList();
        List<Field> times =
                fields.stream().filter(field -> field.kind() == Kind.TIMESTAMP).toList();
        if (!times.isEmpty() && random.nextInt(3) == 0) {
            return call + " OVER (" + partition + "ORDER BY "
                    + times.get(random.nextInt(times.size())).name() + (random.nextBoolean() ? " DESC" : "")
                    + " NULLS LAST RANGE BETWEEN INTERVAL '" + (1 + random.nextInt(3)) + "' HOUR PRECEDING AND "
                    + List.of("CURRENT ROW", "INTERVAL '30' MINUTE FOLLOWING", "UNBOUNDED FOLLOWING")
                            .get(random.nextInt(3))
                    + exclude + ")";
        }
        if (!numbers.isEmpty() && random.nextInt(4) == 0) {
            return call + " OVER (" + partition + "ORDER BY "
                    + numbers.get(random.nextInt(numbers.size())).name() + " NULLS LAST RANGE BETWEEN "
                    + random.nextInt(3) + " PRECEDING AND " + random.nextInt(3) + " FOLLOWING" + exclude + ")";
        }
        return switch (random.nextInt(4)) {
            case 0 -> call + " OVER (" + partition.strip() + ")";
            case 1 ->
                call + " OVER (" + partition + order(fields.subList(0, 1)) + " GROUPS BETWEEN "
                        + List.of("UNBOUNDED PRECEDING", "2 PRECEDING", "1 PRECEDING", "0 PRECEDING", "CURRENT ROW")
                                .get(random.nextInt(5))
                        + " AND "
                        + List.of("CURRENT ROW", "0 FOLLOWING", "1 FOLLOWING", "2 FOLLOWING", "UNBOUNDED FOLLOWING")
                                .get(random.nextInt(5))
                        + exclude + ")";
            case 2 -> call + " OVER (" + partition + order(fields.subList(0, 1)) + ")";
            default -> call + " OVER (" + partition + order(fields) + rows() + exclude + ")";
        };
    }

    private String rows() {
        return List.of(
                        " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
                        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                        " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                        " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                        " ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING",
                        " ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING")
                .get(random.nextInt(6));
    }

    private String number(List<Field> fields, String partition) {
        String peers = "OVER (" + partition + order(fields.subList(0, 1)) + ")";
        return List.of(
                        "ROW_NUMBER() OVER (" + partition + order(fields) + ")",
                        "RANK() " + peers,
                        "DENSE_RANK() " + peers,
                        "COUNT(*) " + peers,
                        "NTILE(" + (1 + random.nextInt(4)) + ") OVER (" + partition + order(fields) + ")")
                .get(random.nextInt(5));
    }

    private String neighbour(List<Field> fields, String partition) {
        String argument = expressions.of(Kind.INT, fields, 1);
        String all = " OVER (" + partition + order(fields);
        return List.of(
                        "LAG(" + argument + ", 1)" + all + ")",
                        "LEAD(" + argument + ", 2)" + all + ")",
                        "LAG(" + argument + ", 1, " + argument + ")" + all + ")",
                        "FIRST_VALUE(" + argument + ")" + all + rows() + ")",
                        "FIRST_VALUE(" + argument + ") IGNORE NULLS" + all + rows() + ")",
                        "LAST_VALUE(" + argument + ")" + all + rows() + ")",
                        "NTH_VALUE(" + argument + ", 2)" + all + rows() + ")")
                .get(random.nextInt(7));
    }

    private String part(List<Field> fields, String partition) {
        String argument = "CAST(" + expressions.of(Kind.INT, fields, 1) + " AS DOUBLE PRECISION)";
        return switch (random.nextInt(4)) {
            case 0 -> "PERCENT_RANK() OVER (" + partition + order(fields.subList(0, 1)) + ")";
            case 1 -> "CUME_DIST() OVER (" + partition + order(fields.subList(0, 1)) + ")";
            case 2 -> "MEDIAN(" + argument + ") OVER (" + partition.strip() + ")";
            default -> "AVG(" + argument + ") OVER (" + partition + order(fields.subList(0, 1)) + ")";
        };
    }

    /** QUALIFY, which H2 has too, over a table or a join. */
    RandomQuery qualify(int depth) {
        Relation from = random.nextBoolean() ? relations.any(depth - 1) : relations.table();
        List<Field> fields = from.fields();
        String partition = partition(fields);
        String condition = switch (random.nextInt(3)) {
            case 0 -> number(fields, partition) + " <= " + (1 + random.nextInt(3));
            case 1 -> aggregate(fields, partition) + " > " + random.nextInt(4);
            default ->
                number(fields, partition) + " <= " + (1 + random.nextInt(3)) + " AND "
                        + expressions.condition(fields, 1);
        };
        List<Field> shown = fields.subList(0, Math.min(3, fields.size()));
        return RandomQueries.select(
                "",
                shown.stream().map(Field::name).toList(),
                shown.stream().map(Field::kind).toList(),
                from,
                " QUALIFY " + condition);
    }

    /** The first rows of each key, by a condition on their number. */
    RandomQuery firstOfEach(int depth) {
        Relation from = source(depth);
        List<Field> fields = from.fields();
        String key = fields.get(random.nextInt(fields.size())).name();
        boolean ties = random.nextInt(3) == 0;
        String call = (ties ? List.of("RANK()", "DENSE_RANK()").get(random.nextInt(2)) : "ROW_NUMBER()")
                + " OVER (PARTITION BY " + key + " " + order(ties ? fields.subList(0, 1) : fields) + ")";
        List<Field> shown = fields.subList(0, Math.min(3, fields.size()));
        String inner = RandomQueries.named(shown.stream().map(Field::name).toList());
        String alias = relations.alias("q");
        List<Kind> kinds = shown.stream().map(Field::kind).toList();
        List<String> columns =
                RandomRelations.fields(kinds, alias).stream().map(Field::name).toList();
        return RandomQuery.of(
                "SELECT " + RandomQueries.named(columns) + " FROM (SELECT " + inner + ", " + call + " AS rn FROM "
                        + from.sql() + ") AS " + alias + " WHERE " + alias + ".rn <= " + (1 + random.nextInt(3)),
                kinds);
    }

    /** An order that leaves no two different rows equal when it is given all columns. */
    String order(List<Field> fields) {
        return "ORDER BY "
                + fields.stream()
                        .map(field -> field.name()
                                + (random.nextBoolean() ? " DESC" : "")
                                + (random.nextBoolean() ? " NULLS FIRST" : " NULLS LAST"))
                        .collect(Collectors.joining(", "));
    }
}
