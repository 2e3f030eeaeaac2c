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
        Kind kind = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE, Kind.TEXT, Kind.DATE)
                .get(random.nextInt(5));
        Kind number = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE).get(random.nextInt(3));
        String direction = random.nextBoolean() ? " DESC" : "";
        String within = " WITHIN GROUP (ORDER BY " + expressions.of(kind, from.fields(), 1) + direction + ")" + filter;
        String numbers = " WITHIN GROUP (ORDER BY CAST(" + expressions.of(number, from.fields(), 1)
                + " AS DOUBLE PRECISION)" + direction + ")" + filter;
        String integer = expressions.of(Kind.INT, from.fields(), 1);
        // DuckDB forgets DESC with a fraction of 0.
        String fraction = List.of("0.1", "0.25", "0.5", "0.75", "1").get(random.nextInt(5));
        switch (random.nextInt(6)) {
            case 0 -> {
                boolean distinct = random.nextInt(3) == 0;
                // Without the optimizer an expression that is written twice is not known to be the same.
                String text = expressions.of(Kind.TEXT, from.fields(), distinct ? 0 : 1);
                String order = distinct ? text : integer + direction + " NULLS FIRST, " + text;
                RandomGroups.call(
                        columns,
                        kinds,
                        "LISTAGG(" + (distinct ? "DISTINCT " : "") + text + ", '+') WITHIN GROUP (ORDER BY " + order
                                + ")" + filter,
                        Kind.TEXT);
            }
            // H2 rounds the place between (see the accepted differences).
            case 1 -> RandomGroups.call(columns, kinds, "PERCENTILE_DISC(1)" + within, kind);
            case 2 -> RandomGroups.call(columns, kinds, "PERCENTILE_CONT(" + fraction + ")" + numbers, Kind.DOUBLE);
            case 3 -> RandomGroups.call(columns, kinds, "MODE()" + within, kind);
            case 4 -> {
                String function = List.of("BIT_AND(", "BIT_OR(", "BIT_XOR(").get(random.nextInt(3));
                RandomGroups.call(columns, kinds, function + integer + ")" + filter, Kind.INT);
            }
            default -> {
                String function = List.of("COVAR_POP", "REGR_SXX", "REGR_SXY", "REGR_AVGX", "REGR_COUNT")
                        .get(random.nextInt(5));
                String both = "(CAST(" + integer + " AS DOUBLE PRECISION), CAST("
                        + expressions.of(number, from.fields(), 1) + " AS DOUBLE PRECISION))";
                // Not to be rounded at a tie, where the less exact ones may go either way.
                String rounded = "ROUND(" + function + both + filter + " + 0.0000002, 6)";
                RandomGroups.call(columns, kinds, rounded, Kind.DOUBLE);
            }
        }
    }
}
