package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random queries over the tables of {@link RandomTables}: filters, joins of all kinds, aggregates, DISTINCT, set operations, grouping
 * sets, subqueries, window functions and top-n, nested in each other.
 */
final class RandomQueries {
    private final Random random;
    private final RandomExpressions expressions;
    private int aliases;

    RandomQueries(Random random) {
        this.random = random;
        this.expressions = new RandomExpressions(random);
    }

    /** FROM and what it offers. */
    private record Relation(String sql, List<Field> fields) {}

    /** The next query. */
    RandomQuery next() {
        aliases = 0;
        return query(2);
    }

    private RandomQuery query(int depth) {
        return switch (random.nextInt(depth > 0 ? 14 : 8)) {
            case 0, 1, 2 -> projection(depth);
            case 3, 4, 5 -> aggregate(depth);
            case 6 -> groupingSets(depth);
            case 7 -> distinct(depth);
            case 8, 9 -> setOperation(depth);
            case 10, 11 -> window(depth);
            case 12 -> top(depth);
            default -> topOfEach(depth);
        };
    }

    private RandomQuery projection(int depth) {
        Relation from = relation(depth);
        List<Kind> kinds = kinds();
        return select("", columns(kinds, from), kinds, from, where(from, depth));
    }

    private RandomQuery distinct(int depth) {
        Relation from = relation(depth);
        List<Kind> kinds = kinds();
        return select("DISTINCT ", columns(kinds, from), kinds, from, where(from, depth));
    }

    private static RandomQuery select(String head, List<String> columns, List<Kind> kinds, Relation from, String rest) {
        return new RandomQuery("SELECT " + head + named(columns) + " FROM " + from.sql() + rest, kinds);
    }

    private static String named(List<String> columns) {
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
                .map(kind -> "CAST(" + expressions.of(kind, from.fields(), 2) + " AS " + RandomTables.type(kind) + ")")
                .toList();
    }

    private String where(Relation from, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> "";
            case 1, 2 -> " WHERE " + expressions.condition(from.fields(), 2);
            default -> " WHERE " + subqueryCondition(from, depth);
        };
    }

    private RandomQuery aggregate(int depth) {
        Relation from = relation(depth);
        List<Kind> kinds = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        int keys = random.nextInt(3);
        List<String> groups = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            Field field = from.fields().get(random.nextInt(from.fields().size()));
            groups.add(field.name());
            columns.add(field.name());
            kinds.add(field.kind());
        }
        addCalls(from, columns, kinds);
        String having = random.nextInt(3) == 0 ? " HAVING COUNT(*) > " + random.nextInt(3) : "";
        String group = keys == 0 ? "" : " GROUP BY " + String.join(", ", groups);
        return select("", columns, kinds, from, where(from, depth) + group + having);
    }

    private void addCalls(Relation from, List<String> columns, List<Kind> kinds) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Kind kind = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE).get(random.nextInt(3));
            String argument = expressions.of(kind, from.fields(), 1);
            boolean distinct = random.nextInt(5) == 0;
            String inner = (distinct ? "DISTINCT " : "") + argument;
            String filter =
                    random.nextInt(4) == 0 ? " FILTER (WHERE " + expressions.condition(from.fields(), 1) + ")" : "";
            switch (random.nextInt(8)) {
                case 6, 7 -> addRareCall(from, filter, columns, kinds);
                case 0 -> call(columns, kinds, "COUNT(*)" + filter, Kind.INT);
                case 1 -> call(columns, kinds, "COUNT(" + inner + ")" + filter, Kind.INT);
                case 2 -> call(columns, kinds, "MIN(" + argument + ")" + filter, kind);
                case 3 -> call(columns, kinds, "MAX(" + argument + ")" + filter, kind);
                case 4 -> call(columns, kinds, "AVG(CAST(" + argument + " AS DOUBLE PRECISION))" + filter, Kind.DOUBLE);
                default -> call(columns, kinds, "SUM(" + inner + ")" + filter, kind);
            }
        }
    }

    /** Aggregates of two numbers, of bits, of an order inside of the group. Statistics are rounded: others are less exact. */
    private void addRareCall(Relation from, String filter, List<String> columns, List<Kind> kinds) {
        Kind kind = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE, Kind.TEXT, Kind.DATE)
                .get(random.nextInt(5));
        Kind number = List.of(Kind.INT, Kind.DECIMAL, Kind.DOUBLE).get(random.nextInt(3));
        String direction = random.nextBoolean() ? " DESC" : "";
        String within = " WITHIN GROUP (ORDER BY " + expressions.of(kind, from.fields(), 1) + direction + ")" + filter;
        String numbers =
                " WITHIN GROUP (ORDER BY " + expressions.of(number, from.fields(), 1) + direction + ")" + filter;
        String integer = expressions.of(Kind.INT, from.fields(), 1);
        String fraction = List.of("0", "0.1", "0.5", "0.75", "1").get(random.nextInt(5));
        switch (random.nextInt(6)) {
            case 0 -> {
                String text = expressions.of(Kind.TEXT, from.fields(), 1);
                boolean distinct = random.nextInt(3) == 0;
                String order = distinct ? text : integer + direction + " NULLS FIRST, " + text;
                call(
                        columns,
                        kinds,
                        "LISTAGG(" + (distinct ? "DISTINCT " : "") + text + ", '+') WITHIN GROUP (ORDER BY " + order
                                + ")" + filter,
                        Kind.TEXT);
            }
            // H2 rounds the place between (see the accepted differences).
            case 1 -> call(columns, kinds, "PERCENTILE_DISC(" + random.nextInt(2) + ")" + within, kind);
            case 2 -> call(columns, kinds, "PERCENTILE_CONT(" + fraction + ")" + numbers, Kind.DOUBLE);
            case 3 -> call(columns, kinds, "MODE()" + within, kind);
            case 4 -> {
                String function = List.of("BIT_AND(", "BIT_OR(", "BIT_XOR(").get(random.nextInt(3));
                call(columns, kinds, function + integer + ")" + filter, Kind.INT);
            }
            default -> {
                String function = List.of("COVAR_POP", "REGR_SXX", "REGR_SXY", "REGR_AVGX", "REGR_COUNT")
                        .get(random.nextInt(5));
                String both = "(CAST(" + integer + " AS DOUBLE PRECISION), CAST("
                        + expressions.of(number, from.fields(), 1) + " AS DOUBLE PRECISION))";
                call(columns, kinds, "ROUND(" + function + both + filter + ", 6)", Kind.DOUBLE);
            }
        }
    }

    private static void call(List<String> columns, List<Kind> kinds, String call, Kind kind) {
        columns.add("CAST(" + call + " AS " + RandomTables.type(kind) + ")");
        kinds.add(kind);
    }

    /** Of two different columns: sets that are equal are one (see the accepted differences). */
    private RandomQuery groupingSets(int depth) {
        Relation from = relation(depth);
        if (from.fields().size() < 2) {
            return aggregate(depth);
        }
        List<Field> fields = new ArrayList<>(from.fields());
        Collections.shuffle(fields, random);
        String first = fields.get(0).name();
        String second = fields.get(1).name();
        String sets = List.of(
                        "ROLLUP(" + first + ", " + second + ")",
                        "CUBE(" + first + ", " + second + ")",
                        "GROUPING SETS((" + first + ", " + second + "), (" + second + "))",
                        "GROUPING SETS((" + first + "), ())")
                .get(random.nextInt(4));
        List<String> columns = new ArrayList<>(List.of(first));
        List<Kind> kinds = new ArrayList<>(List.of(fields.get(0).kind()));
        if (!sets.endsWith("), ())")) {
            columns.add(second);
            kinds.add(fields.get(1).kind());
        }
        columns.add("GROUPING(" + first + ")");
        kinds.add(Kind.INT);
        addCalls(from, columns, kinds);
        return select("", columns, kinds, from, where(from, depth) + " GROUP BY " + sets);
    }

    private RandomQuery setOperation(int depth) {
        List<Kind> kinds = kinds();
        String operation = List.of(
                        " UNION ALL ", " UNION ", " INTERSECT ", " EXCEPT ", " INTERSECT ALL ", " EXCEPT ALL ")
                .get(random.nextInt(6));
        List<String> sides = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            Relation from = relation(depth - 1);
            sides.add(select("", columns(kinds, from), kinds, from, where(from, depth - 1))
                    .sql());
        }
        return new RandomQuery(String.join(operation, sides), kinds);
    }

    private RandomQuery window(int depth) {
        Relation from = random.nextBoolean() ? table() : derived(depth - 1);
        List<Field> fields = from.fields();
        String partition = random.nextInt(4) == 0
                ? ""
                : "PARTITION BY " + fields.get(random.nextInt(fields.size())).name() + " ";
        String argument = expressions.of(Kind.INT, fields, 1);
        String frame = List.of(
                        " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
                        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
                        " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                        " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                        "")
                .get(random.nextInt(5));
        String call = List.of(
                        "ROW_NUMBER() OVER (" + partition + order(fields) + ")",
                        "RANK() OVER (" + partition + order(fields.subList(0, 1)) + ")",
                        "DENSE_RANK() OVER (" + partition + order(fields.subList(0, 1)) + ")",
                        "LAG(" + argument + ", 1) OVER (" + partition + order(fields) + ")",
                        "LEAD(" + argument + ", 2) OVER (" + partition + order(fields) + ")",
                        "FIRST_VALUE(" + argument + ") OVER (" + partition + order(fields) + ")",
                        "SUM(" + argument + ") OVER (" + partition + order(fields) + frame + ")",
                        "COUNT(" + argument + ") OVER (" + partition + order(fields) + frame + ")",
                        "MAX(" + argument + ") OVER (" + partition + order(fields) + frame + ")",
                        "SUM(" + argument + ") OVER (" + partition.strip() + ")",
                        "COUNT(*) OVER (" + partition + order(fields.subList(0, 1)) + ")")
                .get(random.nextInt(11));
        List<String> columns = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (Field field : fields.subList(0, Math.min(3, fields.size()))) {
            columns.add(field.name());
            kinds.add(field.kind());
        }
        call(columns, kinds, call, Kind.INT);
        return select("", columns, kinds, from, "");
    }

    /** An order that leaves no two different rows equal when it is given all columns. */
    private String order(List<Field> fields) {
        return "ORDER BY "
                + fields.stream()
                        .map(field -> field.name()
                                + (random.nextBoolean() ? " DESC" : "")
                                + (random.nextBoolean() ? " NULLS FIRST" : " NULLS LAST"))
                        .collect(Collectors.joining(", "));
    }

    private RandomQuery top(int depth) {
        RandomQuery inner = query(depth - 1);
        List<Field> fields = fields(inner, "q");
        String limit =
                " LIMIT " + (1 + random.nextInt(5)) + (random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(4) : "");
        String columns = named(fields.stream().map(Field::name).toList());
        return new RandomQuery(
                "SELECT * FROM (SELECT " + columns + " FROM (" + inner.sql() + ") AS q " + order(fields) + limit
                        + ") AS top_n",
                inner.kinds());
    }

    private RandomQuery topOfEach(int depth) {
        Relation from = random.nextBoolean() ? table() : derived(depth - 1);
        List<Field> fields = from.fields();
        String call = "ROW_NUMBER() OVER (PARTITION BY "
                + fields.get(random.nextInt(fields.size())).name() + " " + order(fields) + ")";
        List<String> columns = new ArrayList<>(fields.subList(0, Math.min(3, fields.size())).stream()
                .map(Field::name)
                .toList());
        List<Kind> kinds =
                fields.subList(0, columns.size()).stream().map(Field::kind).toList();
        String inner = named(columns);
        columns.clear();
        for (int i = 0; i < kinds.size(); i++) {
            columns.add("q.c" + i);
        }
        return new RandomQuery(
                "SELECT " + named(columns) + " FROM (SELECT " + inner + ", " + call + " AS rn FROM " + from.sql()
                        + ") AS q WHERE q.rn <= " + (1 + random.nextInt(3)),
                kinds);
    }

    private Relation relation(int depth) {
        int choice = random.nextInt(depth > 0 ? 6 : 2);
        return switch (choice) {
            case 0, 1 -> table();
            case 2 -> derived(depth - 1);
            default -> join(depth - 1);
        };
    }

    private Relation table() {
        String alias = "t" + aliases++;
        String table = RandomTables.NAMES.get(random.nextInt(RandomTables.NAMES.size()));
        List<Field> fields = RandomTables.columns(table).stream()
                .map(column -> new Field(alias + "." + column.name(), column.kind()))
                .toList();
        return new Relation(table + " AS " + alias, fields);
    }

    private Relation derived(int depth) {
        RandomQuery query = query(Math.min(depth, 1));
        String alias = "q" + aliases++;
        return new Relation("(" + query.sql() + ") AS " + alias, fields(query, alias));
    }

    private static List<Field> fields(RandomQuery query, String alias) {
        return IntStream.range(0, query.kinds().size())
                .mapToObj(i -> new Field(alias + ".c" + i, query.kinds().get(i)))
                .toList();
    }

    private Relation join(int depth) {
        Relation left = relation(depth);
        Relation right = random.nextInt(3) == 0 ? derived(depth) : table();
        List<Field> fields = new ArrayList<>(left.fields());
        fields.addAll(right.fields());
        String kind = List.of(" JOIN ", " JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ")
                .get(random.nextInt(5));
        String equality =
                expressions.of(Kind.INT, left.fields(), 0) + " = " + expressions.of(Kind.INT, right.fields(), 0);
        String on = random.nextInt(5) == 0 && !kind.equals(" FULL JOIN ")
                ? expressions.condition(fields, 1)
                : equality + (random.nextInt(3) == 0 ? " AND " + expressions.condition(fields, 1) : "");
        return new Relation(left.sql() + kind + right.sql() + " ON " + on, fields);
    }

    private String subqueryCondition(Relation from, int depth) {
        Relation inner = random.nextInt(3) == 0 ? derived(depth - 1) : table();
        List<Field> both = new ArrayList<>(inner.fields());
        both.addAll(from.fields());
        String correlated =
                expressions.of(Kind.INT, inner.fields(), 0) + " = " + expressions.of(Kind.INT, from.fields(), 0);
        String where = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> " WHERE " + expressions.condition(inner.fields(), 1);
            case 2 -> " WHERE " + correlated;
            default -> " WHERE " + correlated + " AND " + expressions.condition(both, 1);
        };
        String value = expressions.of(Kind.INT, from.fields(), 1);
        String column = expressions.of(Kind.INT, inner.fields(), 0);
        String rest = " FROM " + inner.sql() + where + ")";
        return switch (random.nextInt(6)) {
            case 0 -> "EXISTS (SELECT 1" + rest;
            case 1 -> "NOT EXISTS (SELECT 1" + rest;
            case 2 -> value + " IN (SELECT " + column + rest;
            case 3 -> value + " NOT IN (SELECT " + column + rest;
            case 4 -> value + " < (SELECT MAX(" + column + ")" + rest;
            default -> value + " = (SELECT COUNT(" + column + ")" + rest;
        };
    }
}
