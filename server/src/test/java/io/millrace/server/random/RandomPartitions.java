package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Queries beside others that must have the same rows whatever the data is. A condition parts rows into those for which it is
 * true, false and unknown ("Finding Bugs in Database Systems via Query Partitioning", Rigger and Su, OOPSLA 2020); and it keeps
 * as many rows as it is computed true for ("Detecting Optimization Bugs in Database Engines via Non-Optimizing Reference
 * Engine Construction", Rigger and Su, ESEC/FSE 2020).
 */
final class RandomPartitions {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;
    private final RandomSubqueries subqueries;

    RandomPartitions(
            Random random, RandomExpressions expressions, RandomRelations relations, RandomSubqueries subqueries) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
        this.subqueries = subqueries;
    }

    RandomQuery query(int depth) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> rows(depth);
            case 2 -> distinct(depth);
            case 3 -> aggregates(depth);
            case 4 -> having(depth);
            case 5 -> join(depth);
            default -> counted(depth);
        };
    }

    /** A condition that is true, false or unknown for a row. */
    private String condition(List<Field> scope, int depth) {
        return random.nextInt(3) == 0 ? subqueries.condition(scope, depth) : expressions.condition(scope, 2);
    }

    /** The condition in its three forms, of which one is true for each row. */
    private static List<String> cases(String condition) {
        return List.of("(" + condition + ")", "NOT (" + condition + ")", "(" + condition + ") IS NULL");
    }

    private static RandomQuery parted(String whole, List<Kind> kinds, Stream<String> parts, String operation) {
        return RandomQuery.of(whole, kinds).withEqual(Oracle.PARTS, String.join(operation, parts.toList()));
    }

    private RandomQuery rows(int depth) {
        Relation from = relations.any(depth);
        List<Kind> kinds = new ArrayList<>();
        String start = "SELECT " + RandomQueries.named(columns(from, kinds)) + " FROM " + from.sql();
        String other = expressions.condition(from.fields(), 1);
        boolean filtered = random.nextBoolean();
        String whole = start + (filtered ? " WHERE " + other : "");
        Stream<String> parts = cases(condition(from.fields(), depth)).stream()
                .map(part -> start + " WHERE " + part + (filtered ? " AND (" + other + ")" : ""));
        return parted(whole, kinds, parts, " UNION ALL ");
    }

    private RandomQuery distinct(int depth) {
        Relation from = relations.any(depth);
        List<Kind> kinds = new ArrayList<>();
        String whole = "SELECT DISTINCT " + RandomQueries.named(columns(from, kinds)) + " FROM " + from.sql();
        Stream<String> parts = cases(condition(from.fields(), depth)).stream().map(part -> whole + " WHERE " + part);
        return parted(whole, kinds, parts, " UNION ");
    }

    private List<String> columns(Relation from, List<Kind> kinds) {
        List<String> columns = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Kind kind = expressions.anyKind();
            kinds.add(kind);
            columns.add("CAST(" + expressions.of(kind, from.fields(), 1) + " AS " + kind.type() + ")");
        }
        return columns;
    }

    /** Aggregates of all rows are aggregates of those of the parts. */
    private RandomQuery aggregates(int depth) {
        Relation from = relations.any(depth);
        boolean keyed = random.nextInt(3) > 0;
        Field key = from.fields().get(random.nextInt(from.fields().size()));
        // No doubles, whose sums of sums are rounded more than once.
        Kind kind = random.nextBoolean() ? Kind.INT : Kind.DECIMAL;
        Kind least = expressions.anyKind();
        String argument = expressions.of(kind, from.fields(), 1);
        String compared = expressions.of(least, from.fields(), 1);
        String calls = "COUNT(*) AS c0, COUNT(" + argument + ") AS c1, SUM(" + argument + ") AS c2, MIN(" + compared
                + ") AS c3, MAX(" + compared + ") AS c4";
        String start = "SELECT " + calls + (keyed ? ", " + key.name() + " AS c5" : "") + " FROM " + from.sql();
        String group = keyed ? " GROUP BY " + key.name() : "";
        List<String> parts = cases(condition(from.fields(), depth)).stream()
                .map(part -> start + " WHERE " + part + group)
                .toList();
        String alias = relations.alias("p");
        String together = "SELECT SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, MIN(c3) AS c3, MAX(c4) AS c4"
                + (keyed ? ", c5" : "") + " FROM (" + String.join(" UNION ALL ", parts) + ") AS " + alias
                + (keyed ? " GROUP BY c5" : "");
        List<Kind> kinds = new ArrayList<>(List.of(Kind.INT, Kind.INT, kind, least, least));
        if (keyed) {
            kinds.add(key.kind());
        }
        return RandomQuery.of(start + group, kinds).withEqual(Oracle.PARTS, together);
    }

    /** A condition over groups parts groups. */
    private RandomQuery having(int depth) {
        Relation from = relations.any(depth);
        Field key = from.fields().get(random.nextInt(from.fields().size()));
        String sum = "SUM(" + expressions.of(Kind.INT, from.fields(), 1) + ")";
        String least = "MIN(" + expressions.of(Kind.INT, from.fields(), 1) + ")";
        String start = "SELECT " + key.name() + " AS c0, " + sum + " AS c1, COUNT(*) AS c2 FROM " + from.sql();
        List<Field> grouped = List.of(
                new Field(sum, Kind.INT),
                new Field(least, Kind.INT),
                new Field("COUNT(*)", Kind.INT),
                new Field(key.name(), key.kind()));
        String where = random.nextBoolean() ? " WHERE " + expressions.condition(from.fields(), 1) : "";
        String group = where + " GROUP BY " + key.name();
        Stream<String> parts =
                cases(expressions.condition(grouped, 1)).stream().map(part -> start + group + " HAVING " + part);
        return parted(start + group, List.of(key.kind(), Kind.INT, Kind.INT), parts, " UNION ALL ");
    }

    /** What a condition joins, refuses to join and does not know about is every pair. */
    private RandomQuery join(int depth) {
        Relation left = relations.table();
        Relation right = depth > 0 && random.nextInt(3) == 0 ? relations.derived(0) : relations.table();
        List<Field> fields = RandomRelations.concat(left.fields(), right.fields());
        Relation both = new Relation("", fields);
        List<Kind> kinds = new ArrayList<>();
        String start = "SELECT " + RandomQueries.named(columns(both, kinds)) + " FROM " + left.sql();
        String few = " WHERE " + left.fields().get(0).name() + " % 5 = 0";
        Stream<String> parts = cases(expressions.condition(fields, 2)).stream()
                .map(part -> start + " JOIN " + right.sql() + " ON " + part + few);
        return parted(start + " CROSS JOIN " + right.sql() + few, kinds, parts, " UNION ALL ");
    }

    /** A condition that filters, and the same computed for all rows. */
    private RandomQuery counted(int depth) {
        Relation from = relations.any(depth);
        String condition = condition(from.fields(), depth);
        String filtered = "SELECT COUNT(*) AS c0 FROM " + from.sql() + " WHERE " + condition;
        String value = switch (random.nextInt(3)) {
            case 0 -> "CASE WHEN " + condition + " THEN 1 ELSE 0 END";
            case 1 -> "CASE WHEN (" + condition + ") IS TRUE THEN 1 ELSE 0 END";
            default -> "CASE COALESCE(" + condition + ", FALSE) WHEN TRUE THEN 1 ELSE 0 END";
        };
        String computed = "SELECT COALESCE(SUM(x), 0) AS c0 FROM (SELECT " + value + " AS x FROM " + from.sql()
                + ") AS " + relations.alias("n");
        return RandomQuery.of(filtered, List.of(Kind.INT)).withEqual(Oracle.COUNTED, computed);
    }
}
