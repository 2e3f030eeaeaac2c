package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Subqueries in conditions and in the place of values, that know the rows around them, at two depths. */
final class RandomSubqueries {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomNested nested;

    RandomSubqueries(Random random, RandomExpressions expressions, RandomRelations relations) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
        this.nested = new RandomNested(random, expressions, relations);
    }

    /** WHERE, or nothing. */
    String where(Relation from, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> "";
            case 1, 2 -> " WHERE " + expressions.condition(from.fields(), 2);
            case 3 ->
                " WHERE " + condition(from.fields(), depth) + (random.nextBoolean() ? " AND " : " OR ")
                        + expressions.condition(from.fields(), 1);
            default -> " WHERE " + condition(from.fields(), depth);
        };
    }

    /** A condition that asks a subquery. */
    String condition(List<Field> scope, int depth) {
        List<Field> lists =
                scope.stream().filter(field -> field.kind() == Kind.LIST).toList();
        if (!lists.isEmpty() && random.nextInt(3) == 0) {
            return nested.condition(lists.get(random.nextInt(lists.size())), scope);
        }
        if (random.nextInt(6) == 0) {
            return rareCondition(scope, depth);
        }
        Relation inner = inner(depth);
        String value = expressions.of(Kind.INT, scope, 1);
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String rest = " FROM " + inner.sql() + innerWhere(inner, scope, depth) + ")";
        return switch (random.nextInt(8)) {
            case 0 -> "EXISTS (SELECT 1" + rest;
            case 1 -> "NOT EXISTS (SELECT 1" + rest;
            case 2 -> value + " IN (SELECT " + column + rest;
            case 3 -> value + " NOT IN (SELECT " + column + rest;
            case 4 -> value + " < (SELECT MAX(" + column + ")" + rest;
            case 5 -> value + " >= ALL (SELECT " + column + rest;
            case 6 -> value + " < ANY (SELECT " + column + rest;
            default -> value + " = (SELECT COUNT(" + column + ")" + rest;
        };
    }

    private Relation inner(int depth) {
        return depth > 0 && random.nextInt(4) == 0 ? relations.derived(depth - 1) : relations.table();
    }

    /** Subqueries that group, unite, or give pairs, and those within CASE, BETWEEN and a comparison with each other. */
    private String rareCondition(List<Field> scope, int depth) {
        Relation inner = relations.table();
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String other = expressions.of(Kind.TEXT, inner.fields(), 0);
        String from = " FROM " + inner.sql() + innerWhere(inner, scope, depth);
        return switch (random.nextInt(7)) {
            case 0 -> "EXISTS (SELECT " + column + from + " GROUP BY " + column + " HAVING COUNT(*) > 1)";
            case 1 -> {
                Relation second = relations.table();
                yield expressions.of(Kind.INT, scope, 0) + " IN (SELECT " + column + from
                        + List.of(" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT ")
                                .get(random.nextInt(4))
                        + "SELECT " + expressions.of(Kind.INT, second.fields(), 0) + " FROM " + second.sql()
                        + innerWhere(second, scope, 0) + ")";
            }
            case 2 ->
                // Others do not know that a pair with a NULL differs from one whose other part differs.
                "(COALESCE(" + expressions.of(Kind.INT, scope, 0) + ", 0), COALESCE("
                        + expressions.of(Kind.TEXT, scope, 0) + ", ''))" + (random.nextBoolean() ? " IN " : " NOT IN ")
                        + "(SELECT COALESCE(" + column + ", 0), COALESCE(" + other + ", '')" + from + ")";
            case 3 ->
                "CASE WHEN " + expressions.condition(scope, 1) + " THEN " + condition(scope, 0) + " ELSE "
                        + condition(scope, 0) + " END";
            case 4 ->
                expressions.of(Kind.INT, scope, 0) + " BETWEEN (SELECT MIN(" + column + ")" + from + ") AND "
                        + value(scope, 0);
            case 5 -> value(scope, 0) + " <= " + value(scope, 0);
            default -> "(" + condition(scope, 0) + ") IS " + (random.nextBoolean() ? "NOT TRUE" : "FALSE");
        };
    }

    /** A number that a subquery gives. */
    String value(List<Field> scope, int depth) {
        Relation inner = relations.table();
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String call = List.of("MAX(", "MIN(", "COUNT(", "SUM(").get(random.nextInt(4));
        return "(SELECT " + call + column + ") FROM " + inner.sql() + innerWhere(inner, scope, depth) + ")";
    }

    /** A number that takes a subquery: alone, in an expression, or as the first of an order of all columns. */
    String number(List<Field> scope, int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> "CASE WHEN " + condition(scope, depth) + " THEN " + value(scope, depth) + " ELSE 0 END";
            case 1 -> "COALESCE(" + value(scope, depth) + ", " + expressions.of(Kind.INT, scope, 1) + ")";
            case 2 -> "(" + value(scope, depth) + " + " + expressions.of(Kind.INT, scope, 1) + ")";
            case 3 -> {
                Relation inner = relations.table();
                String order = inner.fields().stream()
                        .map(field -> field.name() + " NULLS LAST")
                        .collect(Collectors.joining(", "));
                yield "(SELECT " + expressions.of(Kind.INT, inner.fields(), 0) + " FROM " + inner.sql()
                        + innerWhere(inner, scope, depth) + " ORDER BY " + order + " LIMIT 1)";
            }
            default -> value(scope, depth);
        };
    }

    private String innerWhere(Relation inner, List<Field> scope, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextBoolean() ? "" : " WHERE " + expressions.condition(inner.fields(), 1);
            case 1, 2, 3 -> " WHERE " + relations.correlated(inner, scope);
            default ->
                " WHERE " + relations.correlated(inner, scope) + " AND "
                        + condition(RandomRelations.concat(inner.fields(), scope), depth - 1);
        };
    }
}
