package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.List;
import java.util.Random;

/** Subqueries in conditions and in the place of values, that know the rows around them, at two depths. */
final class RandomSubqueries {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;

    RandomSubqueries(Random random, RandomExpressions expressions, RandomRelations relations) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
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
        Relation inner = depth > 0 && random.nextInt(4) == 0 ? relations.derived(depth - 1) : relations.table();
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

    /** A number that a subquery gives. */
    String value(List<Field> scope, int depth) {
        Relation inner = relations.table();
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String call = List.of("MAX(", "MIN(", "COUNT(", "SUM(").get(random.nextInt(4));
        return "(SELECT " + call + column + ") FROM " + inner.sql() + innerWhere(inner, scope, depth) + ")";
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
