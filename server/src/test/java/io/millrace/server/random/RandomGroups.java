package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Queries that group: by columns and expressions, by several sets of them, with HAVING. */
final class RandomGroups {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;
    private final RandomRareCalls rare;

    RandomGroups(Random random, RandomExpressions expressions, RandomRelations relations, RandomSubqueries subqueries) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
        this.subqueries = subqueries;
        this.rare = new RandomRareCalls(random, expressions);
    }

    RandomQuery aggregate(int depth) {
        Relation from = relations.any(depth);
        List<Kind> kinds = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<Field> grouped = new ArrayList<>();
        for (int key = random.nextInt(3); key > 0; key--) {
            if (random.nextInt(4) == 0) {
                Kind kind = expressions.anyKind();
                keys.add("CAST(" + expressions.of(kind, from.fields(), 1) + " AS " + kind.type() + ")");
                kinds.add(kind);
            } else {
                Field field = from.fields().get(random.nextInt(from.fields().size()));
                keys.add(field.name());
                kinds.add(field.kind());
                grouped.add(field);
            }
        }
        columns.addAll(keys);
        addCalls(from, columns, kinds);
        String group = keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
        return RandomQueries.select(
                "", columns, kinds, from, subqueries.where(from, depth) + group + having(from, grouped, depth));
    }

    /**
     * @param keys columns that are grouped by
     */
    private String having(Relation from, List<Field> keys, int depth) {
        String column = expressions.of(Kind.INT, from.fields(), 0);
        return switch (random.nextInt(keys.isEmpty() ? 9 : 11)) {
            case 9, 10 -> " HAVING " + subqueries.condition(keys, 0);
            case 0 -> " HAVING COUNT(*) > " + random.nextInt(3);
            case 1 -> " HAVING SUM(" + column + ") > " + random.nextInt(9) + " OR MIN(" + column + ") IS NULL";
            case 2 ->
                depth > 0
                        ? " HAVING COUNT(*) < (SELECT COUNT(*) FROM "
                                + relations.table().sql() + ")"
                        : " HAVING MAX(" + column + ") <> 2";
            default -> "";
        };
    }

    private void addCalls(Relation from, List<String> columns, List<Kind> kinds) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Kind kind = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE).get(random.nextInt(3));
            String argument = expressions.of(kind, from.fields(), 1);
            String inner = (random.nextInt(5) == 0 ? "DISTINCT " : "") + argument;
            String filter =
                    random.nextInt(4) == 0 ? " FILTER (WHERE " + expressions.condition(from.fields(), 1) + ")" : "";
            switch (random.nextInt(10)) {
                case 8, 9 -> rare.add(from, filter, columns, kinds);
                case 0 -> call(columns, kinds, "COUNT(*)" + filter, Kind.INT);
                case 1 -> call(columns, kinds, "COUNT(" + inner + ")" + filter, Kind.INT);
                case 2, 3 -> {
                    Kind any = expressions.anyKind();
                    String least = random.nextBoolean() ? "MIN(" : "MAX(";
                    call(columns, kinds, least + expressions.of(any, from.fields(), 1) + ")" + filter, any);
                }
                case 4 -> call(columns, kinds, "AVG(CAST(" + argument + " AS DOUBLE PRECISION))" + filter, Kind.DOUBLE);
                case 5 ->
                    call(
                            columns,
                            kinds,
                            (random.nextBoolean() ? "BOOL_AND(" : "BOOL_OR(") + expressions.condition(from.fields(), 1)
                                    + ")" + filter,
                            Kind.BOOLEAN);
                default -> call(columns, kinds, "SUM(" + inner + ")" + filter, kind);
            }
        }
    }

    static void call(List<String> columns, List<Kind> kinds, String call, Kind kind) {
        columns.add("CAST(" + call + " AS " + kind.type() + ")");
        kinds.add(kind);
    }

    /** Of different columns: sets that are equal are one (see the accepted differences). */
    RandomQuery groupingSets(int depth) {
        Relation from = relations.any(depth);
        if (from.fields().size() < 3) {
            return aggregate(depth);
        }
        List<Field> fields = new ArrayList<>(from.fields());
        Collections.shuffle(fields, random);
        String first = fields.get(0).name();
        String second = fields.get(1).name();
        String third = fields.get(2).name();
        String sets = List.of(
                        "ROLLUP(" + first + ", " + second + ")",
                        "CUBE(" + first + ", " + second + ")",
                        "GROUPING SETS((" + first + ", " + second + "), (" + second + "))",
                        third + ", ROLLUP(" + first + ", " + second + ")",
                        "GROUPING SETS((" + first + ", " + second + "), (" + third + "), (" + second + "))",
                        "GROUPING SETS((" + first + "), ())")
                .get(random.nextInt(6));
        List<String> columns = new ArrayList<>(List.of(first));
        List<Kind> kinds = new ArrayList<>(List.of(fields.get(0).kind()));
        if (!sets.endsWith("), ())")) {
            columns.add(second);
            kinds.add(fields.get(1).kind());
        }
        columns.add("GROUPING(" + first + ")");
        kinds.add(Kind.INT);
        addCalls(from, columns, kinds);
        return RandomQueries.select("", columns, kinds, from, subqueries.where(from, depth) + " GROUP BY " + sets);
    }
}
