package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What other engines write differently, beside how they write it: PIVOT, UNPIVOT, windows of time. */
final class RandomOwnForms {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;

    RandomOwnForms(
            Random random, RandomExpressions expressions, RandomRelations relations, RandomSubqueries subqueries) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
        this.subqueries = subqueries;
    }

    RandomQuery next() {
        return switch (random.nextInt(4)) {
            case 0 -> pivot();
            case 1 -> unpivot();
            case 2 -> tumble();
            default -> hop();
        };
    }

    private RandomQuery pivot() {
        Relation from = relations.any(1);
        Field key = from.fields().get(random.nextInt(from.fields().size()));
        String source = "SELECT " + key.name() + " AS g, " + expressions.of(Kind.INT, from.fields(), 0) + " AS p, "
                + expressions.of(Kind.INT, from.fields(), 1) + " AS x FROM " + from.sql()
                + subqueries.where(from, 0);
        List<Kind> kinds = List.of(key.kind(), Kind.INT, Kind.INT, Kind.INT, Kind.INT);
        String ours = "SELECT g AS c0, one_s AS c1, one_c AS c2, two_s AS c3, two_c AS c4 FROM (" + source
                + ") PIVOT (SUM(x) AS s, COUNT(*) AS c FOR p IN (1 AS one, 2 AS two))";
        String theirs = "SELECT g, SUM(x) FILTER (WHERE p = 1), COUNT(*) FILTER (WHERE p = 1),"
                + " SUM(x) FILTER (WHERE p = 2), COUNT(*) FILTER (WHERE p = 2) FROM (" + source + ") AS y GROUP BY g";
        return new RandomQuery(ours, theirs, kinds, false, List.of());
    }

    private RandomQuery unpivot() {
        Relation from = relations.any(1);
        Field key = from.fields().get(random.nextInt(from.fields().size()));
        boolean nulls = random.nextBoolean();
        List<String> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> branches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            columns.add(expressions.of(Kind.INT, from.fields(), 1) + " AS x" + i);
            names.add("x" + i + " AS 'x" + i + "'");
        }
        String source = "(SELECT " + key.name() + " AS c0, " + String.join(", ", columns) + " FROM " + from.sql()
                + subqueries.where(from, 0) + ")";
        for (int i = 0; i < 3; i++) {
            branches.add("SELECT c0, 'x" + i + "' AS c1, x" + i + " AS c2 FROM " + source + " AS y"
                    + (nulls ? "" : " WHERE x" + i + " IS NOT NULL"));
        }
        String ours = "SELECT c0, what AS c1, amount AS c2 FROM " + source + " UNPIVOT"
                + (nulls ? " INCLUDE NULLS" : "") + " (amount FOR what IN (" + String.join(", ", names) + "))";
        return new RandomQuery(
                ours, String.join(" UNION ALL ", branches), List.of(key.kind(), Kind.TEXT, Kind.INT), false, List.of());
    }

    private RandomQuery tumble() {
        String minutes = random.nextBoolean() ? "'30' MINUTE" : "'60' MINUTE";
        return windows(
                "TUMBLE(TABLE %s, DESCRIPTOR(ts), INTERVAL " + minutes + ")",
                "time_bucket(INTERVAL " + minutes + ", ts)",
                "VALUES (0)",
                minutes);
    }

    private RandomQuery hop() {
        return windows(
                "HOP(TABLE %s, DESCRIPTOR(ts), INTERVAL '30' MINUTE, INTERVAL '90' MINUTE)",
                "time_bucket(INTERVAL '30' MINUTE, ts) - x * INTERVAL '30' MINUTE",
                "VALUES (0), (1), (2)",
                "'90' MINUTE");
    }

    private RandomQuery windows(String function, String start, String steps, String length) {
        String table = random.nextBoolean() ? "u" : RandomTables.KEYED;
        String having = random.nextInt(3) == 0 ? " HAVING COUNT(a) > 1" : "";
        String ours = "SELECT window_start AS c0, window_end AS c1, s AS c2, COUNT(*) AS c3, SUM(a) AS c4 FROM TABLE("
                + function.formatted(table) + ") GROUP BY window_start, window_end, s" + having;
        String theirs = "SELECT w, w + INTERVAL " + length + ", s, COUNT(*), SUM(a) FROM (SELECT " + start
                + " AS w, s, a FROM " + table + ", (" + steps + ") AS y (x) WHERE ts IS NOT NULL) AS z GROUP BY w, s"
                + having;
        return new RandomQuery(
                ours, theirs, List.of(Kind.TIMESTAMP, Kind.TIMESTAMP, Kind.TEXT, Kind.INT, Kind.INT), false, List.of());
    }
}
