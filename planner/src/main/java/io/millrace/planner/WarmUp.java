package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Statements that bring most of parser, validator, rules and generator into memory. */
final class WarmUp {
    private static final List<String> STATEMENTS = List.of(
            "SELECT a, COUNT(*), SUM(b), AVG(b), MAX(c) FROM t WHERE b > 1 AND c LIKE 'x%' GROUP BY a HAVING COUNT(*) > 1",
            "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(d), INTERVAL '1' MINUTE))"
                    + " GROUP BY window_start, window_end",
            "SELECT DISTINCT UPPER(c), CASE WHEN a = 1 THEN b * 2 ELSE CAST(c AS INTEGER) END FROM t",
            "SELECT c FROM t UNION ALL VALUES ('x')");

    private WarmUp() {}

    static void run(Planner planner) {
        for (String sql : STATEMENTS) {
            Statement.Query query = (Statement.Query) new Parser().parse(sql).statement();
            planner.prepare(query.query(), new OneTable(), Purpose.VIEW).plan(List.of());
        }
    }

    /** Nothing but the table t. */
    private record OneTable() implements Catalog {
        private static final Relation TABLE = new Relation(
                DEFAULT_SCHEMA,
                "t",
                RelationKind.STREAM,
                List.of(
                        RelationColumn.physical("a", ColumnType.of(TypeKind.BIGINT)),
                        RelationColumn.physical("b", ColumnType.of(TypeKind.INTEGER)),
                        RelationColumn.physical("c", ColumnType.of(TypeKind.VARCHAR)),
                        RelationColumn.physical("d", ColumnType.of(TypeKind.TIMESTAMP))),
                List.of(),
                null,
                true,
                true);

        @Override
        public Optional<Relation> relation(String schema, String name) {
            return Optional.of(TABLE).filter(table -> table.name().equals(name));
        }

        @Override
        public Collection<String> names(String schema) {
            return List.of(TABLE.name());
        }
    }
}
