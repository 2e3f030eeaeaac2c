package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog keeps computed columns as text: what CREATE TABLE took must mean the same when it is read again. */
class StoredExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a + 1",
                "-a * (b - 2)",
                "s || 'it''s' || 'äöü€ 😀'",
                "CASE WHEN a > 1 THEN 'x' WHEN a IS NULL THEN NULL ELSE s END",
                "COALESCE(s, 'none')",
                "CAST(s AS INTEGER)",
                "CAST(a AS VARCHAR(10))",
                "ts + INTERVAL '5' SECOND",
                "ts - INTERVAL '1:30' MINUTE TO SECOND",
                "FLOOR(ts TO HOUR)",
                "EXTRACT(HOUR FROM ts)",
                "ts > TIMESTAMP '2026-01-01 00:00:00.5'",
                "CAST(ts AS DATE) = DATE '2026-01-01'",
                "a BETWEEN 1 AND 5 AND NOT (b IN (1, 2) OR s LIKE 'a%')",
                "SUBSTRING(s FROM 2 FOR 3)",
                "TRIM(BOTH 'x' FROM s)",
                "POSITION('a' IN s)",
                "b / 3 > 1.5e0",
                "a IS DISTINCT FROM 5",
                "\"select\" + 1",
                "t.a + 1"
            })
    void meansTheSameWhenItIsReadAgain(String expression) {
        Relation declared = new Planner()
                .checkTable(((Statement.CreateTable) Planning.parse(
                                "CREATE TABLE t (a INT, b DECIMAL(10, 2), s VARCHAR, ts TIMESTAMP NOT NULL, \"select\" BIGINT,"
                                        + " c AS " + expression + ")"))
                        .node())
                .relation();

        QueryPlan computed = Planning.prepare("SELECT c FROM t", new OneTable(declared), Purpose.VIEW)
                .plan(List.of());
        QueryPlan written = Planning.prepare(
                        "SELECT " + expression + " AS c FROM t", new OneTable(declared), Purpose.VIEW)
                .plan(List.of());

        assertThat(computed.schema()).isEqualTo(written.schema());
        assertThat(computed.schema().column(0).type())
                .isEqualTo(declared.columns().get(5).type());
        assertThat(io.millrace.planner.explain.CircuitText.of(computed.root()))
                .isEqualTo(io.millrace.planner.explain.CircuitText.of(written.root()));
    }

    private record OneTable(Relation table) implements Catalog {
        @Override
        public Optional<Relation> relation(String schema, String name) {
            return Optional.of(table).filter(found -> found.name().equalsIgnoreCase(name));
        }

        @Override
        public Collection<String> names(String schema) {
            return List.of(table.name());
        }
    }
}
