package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.List;
import java.util.Random;

/** Aggregates that need more than one number of each row: of two numbers, of bits, of an order inside of the group. */
final class RandomRareCalls {
    private final Random random;
    private final RandomExpressions expressions;

    RandomRareCalls(Random random, RandomExpressions expressions) {
        this.random = random;
        this.expressions = expressions;
    }

    /** Aggregates of two numbers, of bits, of an order inside of the group. Statistics are rounded: others are less exact. */
    void add(Relation from, String filter, List<String> columns, List<Kind> kinds) {
        String integer = expressions.of(Kind.INT, from.fields(), 1);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> gathered(from, filter, columns, kinds);
            case 3, 4, 5, 6 -> ordered(from, filter, columns, kinds);
            case 7, 8 -> {
                String function = List.of("BIT_AND(", "BIT_OR(", "BIT_XOR(").get(random.nextInt(3));
                RandomGroups.call(columns, kinds, function + integer + ")" + filter, Kind.INT);
            }
            default -> {
                String function = List.of("COVAR_POP", "REGR_SXX", "REGR_SXY", "REGR_AVGX", "REGR_COUNT")
                        .get(random.nextInt(5));
                String both = "(CAST(" + integer + " AS DOUBLE PRECISION), " + number(from) + ")";
                // Not to be rounded at a tie, where the less exact ones may go either way.
                String rounded = "ROUND(" + function + both + filter + " + 0.0000002, 6)";
                RandomGroups.call(columns, kinds, rounded, Kind.DOUBLE);
            }
        }
    }

    private String number(Relation from) {
        Kind number = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE).get(random.nextInt(3));
        return "CAST(" + expressions.of(number, from.fields(), 1) + " AS DOUBLE PRECISION)";
    }

    /** All values of a group in one, in an order of a number and then of themselves. */
    private void gathered(Relation from, String filter, List<String> columns, List<Kind> kinds) {
        String direction = random.nextBoolean() ? " DESC" : "";
        String key = expressions.of(Kind.INT, from.fields(), 1) + direction + " NULLS FIRST, ";
        String text = expressions.of(Kind.TEXT, from.fields(), 1);
        String value = expressions.of(Kind.INT, from.fields(), 1);
        switch (random.nextInt(4)) {
            case 0 ->
                RandomGroups.call(
                        columns,
                        kinds,
                        "LISTAGG(DISTINCT " + text + ", '+') WITHIN GROUP (ORDER BY " + text + ")" + filter,
                        Kind.TEXT);
            case 1 ->
                RandomGroups.call(
                        columns,
                        kinds,
                        "LISTAGG(" + text + ", '+') WITHIN GROUP (ORDER BY " + key + text + ")" + filter,
                        Kind.TEXT);
            case 2 ->
                RandomGroups.call(
                        columns,
                        kinds,
                        "STRING_AGG(" + text + ", '/' ORDER BY " + key + text + ")" + filter,
                        Kind.TEXT);
            default ->
                RandomGroups.call(
                        columns,
                        kinds,
                        "ARRAY_AGG(" + value + " ORDER BY " + key + value + " NULLS LAST)" + filter,
                        Kind.LIST);
        }
    }

    /** The value at some place of a group's order, and the most frequent one. */
    private void ordered(Relation from, String filter, List<String> columns, List<Kind> kinds) {
        Kind kind = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE, Kind.TEXT, Kind.DATE)
                .get(random.nextInt(5));
        String direction = random.nextBoolean() ? " DESC" : "";
        String within = " WITHIN GROUP (ORDER BY " + expressions.of(kind, from.fields(), 1) + direction + ")" + filter;
        // DuckDB forgets DESC with a fraction of 0.
        String fraction = List.of("0.1", "0.25", "0.5", "0.75", "1").get(random.nextInt(5));
        switch (random.nextInt(4)) {
            case 0 -> RandomGroups.call(columns, kinds, "PERCENTILE_DISC(" + fraction + ")" + within, kind);
            case 1 ->
                RandomGroups.call(
                        columns,
                        kinds,
                        "PERCENTILE_CONT(" + fraction + ") WITHIN GROUP (ORDER BY " + number(from) + direction + ")"
                                + filter,
                        Kind.DOUBLE);
            case 2 -> RandomGroups.call(columns, kinds, "MODE()" + within, kind);
            default -> RandomGroups.call(columns, kinds, "MEDIAN(" + number(from) + ")" + filter, Kind.DOUBLE);
        }
    }
}
