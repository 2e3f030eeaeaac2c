package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.List;
import java.util.Random;

/**
 * Random expressions that mean the same in Millrace, H2 and DuckDB, and fail on no row: no division, small numbers,
 * sums of doubles that are exact. Those that may fail are for views, where a failure is NULL, and for Millrace alone.
 */
final class RandomExpressions {
    private static final List<String> TEXTS = List.of("'a'", "'b'", "'ab'", "'Ba'", "''", "'c c'", "'7'");
    private static final List<String> COMPARISONS =
            List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM");

    private final Random random;

    /** Whether what is made now may fail on some rows. */
    private boolean mayFail;

    /** Whether arrays are compared: to H2, one with a NULL in it equals nothing. */
    private final boolean comparesLists;

    RandomExpressions(Random random, boolean comparesLists) {
        this.random = random;
        this.comparesLists = comparesLists;
    }

    /** Says whether expressions from now on may fail. */
    void mayFail(boolean allowed) {
        mayFail = allowed;
    }

    /** An expression of a kind over some columns, in parentheses where it needs them. */
    String of(Kind kind, List<Field> scope, int depth) {
        List<Field> columns =
                scope.stream().filter(field -> field.kind() == kind).toList();
        if (!columns.isEmpty() && (depth <= 0 || random.nextInt(3) > 0)) {
            return columns.get(random.nextInt(columns.size())).name();
        }
        if (depth <= 0) {
            return literal(kind);
        }
        return switch (random.nextInt(kind == Kind.LIST && !comparesLists ? 2 : 9)) {
            case 0 -> "COALESCE(" + of(kind, scope, depth - 1) + ", " + of(kind, scope, 0) + ")";
            case 4 ->
                "COALESCE(NULLIF(" + of(kind, scope, depth - 1) + ", " + of(kind, scope, 0) + "), "
                        + of(kind, scope, depth - 1) + ", " + of(kind, scope, 0) + ")";
            case 5 -> arms(kind, scope, depth);
            case 1 ->
                "CASE WHEN " + condition(scope, depth - 1) + " THEN " + of(kind, scope, depth - 1) + " ELSE "
                        + of(kind, scope, 0) + " END";
            case 2 -> "NULLIF(" + of(kind, scope, depth - 1) + ", " + of(kind, scope, 0) + ")";
            case 3 ->
                "CASE " + of(Kind.INT, scope, depth - 1) + " WHEN " + random.nextInt(4) + " THEN "
                        + of(kind, scope, depth - 1) + " WHEN " + (4 + random.nextInt(4)) + " THEN "
                        + of(kind, scope, 0) + " END";
            default -> special(kind, scope, depth - 1);
        };
    }

    /** CASE of several arms, the last of which may be missing. */
    private String arms(Kind kind, List<Field> scope, int depth) {
        StringBuilder text = new StringBuilder("CASE");
        for (int arm = 1 + random.nextInt(3); arm > 0; arm--) {
            text.append(" WHEN ").append(condition(scope, depth - 1));
            text.append(" THEN ").append(random.nextInt(6) == 0 ? "NULL" : of(kind, scope, depth - 1));
        }
        return text + " ELSE " + of(kind, scope, depth - 1) + " END";
    }

    private String special(Kind kind, List<Field> scope, int depth) {
        return switch (kind) {
            case INT -> mayFail && random.nextBoolean() ? failingInt(scope, depth) : integer(scope, depth);
            case DECIMAL ->
                random.nextInt(4) == 0
                        ? "ABS(" + of(kind, scope, depth) + ")"
                        : "(" + of(kind, scope, depth) + (random.nextBoolean() ? " + " : " - ") + of(kind, scope, depth)
                                + ")";
            case DOUBLE ->
                random.nextInt(3) == 0
                        ? "CAST(" + of(Kind.INT, scope, depth) + " AS DOUBLE PRECISION)"
                        : "(" + of(kind, scope, depth) + (mayFail && random.nextBoolean() ? " / " : " + ")
                                + of(kind, scope, depth) + ")";
            case TEXT ->
                switch (random.nextInt(5)) {
                    case 0 -> "UPPER(" + of(kind, scope, depth) + ")";
                    case 1 -> "LOWER(" + of(kind, scope, depth) + ")";
                    case 2 -> "SUBSTRING(" + of(kind, scope, depth) + " FROM 1 FOR 2)";
                    case 3 -> "CAST(" + of(Kind.INT, scope, depth) + " AS VARCHAR(20))";
                    default -> "(" + of(kind, scope, depth) + " || " + of(kind, scope, depth) + ")";
                };
            case BOOLEAN -> "(" + condition(scope, depth) + ")";
            case DATE ->
                random.nextBoolean() ? literal(Kind.DATE) : "CAST(" + of(Kind.TIMESTAMP, scope, depth) + " AS DATE)";
            case LIST -> "ARRAY[" + of(Kind.INT, scope, depth) + ", " + of(Kind.INT, scope, 0) + "]";
            case ROW -> "CAST(ROW(" + of(Kind.INT, scope, depth) + ", 'a') AS " + kind.type() + ")";
            case TIMESTAMP ->
                random.nextBoolean()
                        ? "(" + of(kind, scope, depth) + (random.nextBoolean() ? " + " : " - ") + "INTERVAL '"
                                + (1 + random.nextInt(3)) + (random.nextBoolean() ? "' HOUR)" : "' DAY)")
                        : "CAST(" + of(Kind.DATE, scope, depth) + " AS TIMESTAMP(3))";
        };
    }

    private String integer(List<Field> scope, int depth) {
        List<Field> lists =
                scope.stream().filter(field -> field.kind() == Kind.LIST).toList();
        if (!lists.isEmpty() && random.nextInt(3) == 0) {
            String list = lists.get(random.nextInt(lists.size())).name();
            return random.nextBoolean()
                    ? "CARDINALITY(" + (depth > 0 ? of(Kind.LIST, scope, depth - 1) : list) + ")"
                    : list + "[" + (1 + random.nextInt(3)) + "]";
        }
        return switch (random.nextInt(8)) {
            case 0 -> "(" + of(Kind.INT, scope, depth) + " + " + of(Kind.INT, scope, depth) + ")";
            case 1 -> "(" + of(Kind.INT, scope, depth) + " - " + of(Kind.INT, scope, depth) + ")";
            case 2 -> "(" + of(Kind.INT, scope, depth) + " * " + (random.nextInt(7) - 3) + ")";
            case 3 -> "(" + of(Kind.INT, scope, depth) + " % " + (2 + random.nextInt(4)) + ")";
            case 4 -> "ABS(" + of(Kind.INT, scope, depth) + ")";
            case 5 -> "CAST(EXTRACT(HOUR FROM " + of(Kind.TIMESTAMP, scope, depth) + ") AS INT)";
            case 6 -> "CAST(EXTRACT(DAY FROM " + of(Kind.DATE, scope, depth) + ") AS INT)";
            default -> "CHAR_LENGTH(" + of(Kind.TEXT, scope, depth) + ")";
        };
    }

    private String failingInt(List<Field> scope, int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> "(" + of(Kind.INT, scope, depth) + " / " + of(Kind.INT, scope, depth) + ")";
            case 1 -> "MOD(" + of(Kind.INT, scope, depth) + ", " + of(Kind.INT, scope, depth) + ")";
            case 2 -> "CAST(" + of(Kind.TEXT, scope, depth) + " AS INT)";
            default -> "(" + of(Kind.INT, scope, depth) + " * 1000000000)";
        };
    }

    private String literal(Kind kind) {
        return switch (kind) {
            case INT -> random.nextInt(8) == 0 ? "CAST(NULL AS INT)" : String.valueOf(random.nextInt(12) - 3);
            case DECIMAL -> "CAST(" + (random.nextInt(40) - 10) / 4.0 + " AS DECIMAL(10, 2))";
            case DOUBLE -> "CAST(" + random.nextInt(80) / 8.0 + " AS DOUBLE PRECISION)";
            case TEXT -> "CAST(" + TEXTS.get(random.nextInt(TEXTS.size())) + " AS VARCHAR(10))";
            case BOOLEAN -> random.nextBoolean() ? "TRUE" : "FALSE";
            case LIST -> "ARRAY[" + random.nextInt(3) + ", " + (random.nextBoolean() ? "NULL" : "2") + "]";
            case ROW -> "CAST(ROW(1, 'a') AS " + kind.type() + ")";
            case DATE -> "DATE '2026-0" + (1 + random.nextInt(2)) + "-0" + (1 + random.nextInt(4)) + "'";
            case TIMESTAMP ->
                "TIMESTAMP '2026-0" + (1 + random.nextInt(2)) + "-0" + (1 + random.nextInt(4)) + " 02:"
                        + (random.nextBoolean() ? "00" : "30") + ":00'";
        };
    }

    /** A condition without subqueries. */
    String condition(List<Field> scope, int depth) {
        switch (depth <= 0 ? 3 + random.nextInt(7) : random.nextInt(10)) {
            case 0:
                return "(" + condition(scope, depth - 1) + " AND " + condition(scope, depth - 1) + ")";
            case 1:
                return "(" + condition(scope, depth - 1) + " OR " + condition(scope, depth - 1) + ")";
            case 2:
                return "NOT (" + condition(scope, depth - 1) + ")";
            case 3:
                return of(anyKind(), scope, depth) + (random.nextBoolean() ? " IS NULL" : " IS NOT NULL");
            case 4:
                return of(Kind.INT, scope, depth) + (random.nextBoolean() ? " IN (" : " NOT IN (") + random.nextInt(4)
                        + ", " + random.nextInt(9) + (random.nextInt(5) == 0 ? ", NULL)" : ")");
            case 5:
                return of(Kind.TEXT, scope, depth) + " LIKE "
                        + List.of("'a%'", "'%b'", "'%a%'", "'_b%'", "''").get(random.nextInt(5));
            case 6:
                return of(Kind.INT, scope, depth) + (random.nextBoolean() ? " BETWEEN " : " NOT BETWEEN ")
                        + of(Kind.INT, scope, 0) + " AND " + of(Kind.INT, scope, 0);
            case 7:
                return "(" + of(Kind.BOOLEAN, scope, depth) + ")"
                        + List.of(" IS TRUE", " IS FALSE", " IS NOT TRUE", " IS NOT FALSE")
                                .get(random.nextInt(4));
            default:
                boolean lists = comparesLists
                        && random.nextInt(4) == 0
                        && scope.stream().anyMatch(field -> field.kind() == Kind.LIST);
                Kind kind = lists ? Kind.LIST : anyKind();
                return of(kind, scope, depth) + " " + COMPARISONS.get(random.nextInt(COMPARISONS.size())) + " "
                        + of(kind, scope, depth);
        }
    }

    /** A kind that every engine has. */
    Kind anyKind() {
        return Kind.PLAIN.get(random.nextInt(Kind.PLAIN.size()));
    }
}
