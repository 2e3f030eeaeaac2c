package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.explain.CircuitText;
import io.millrace.planner.explain.Types;
import io.millrace.planner.parse.Statement;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters, what is constant within one run, lookups by key, and the rows of an INSERT. */
class PreparedStatementTest {
    @Test
    void parametersTakeTheTypeOfWhatTheyAreComparedWith() {
        PreparedQuery query = Planning.prepare(
                "SELECT url FROM clicks WHERE user_id = ? AND price > ? LIMIT ?", new TestCatalog(), Purpose.READ);

        assertThat(names(query.parameterTypes())).containsExactly("BIGINT", "DECIMAL(18, 6)", "INTEGER");
        QueryPlan plan = query.plan(List.of(7, new BigDecimal("1.5"), 10));
        assertThat(plan.ordering().limit()).isEqualTo(10);
        assertThat(plan.parameters()).startsWith(7L, 1_500_000L, 10L);
    }

    @Test
    void aPreparedReadIsPlannedOnceForAllItsRuns() {
        PreparedQuery query = Planning.prepare(
                "SELECT UPPER(url), NOW() FROM clicks WHERE user_id = ? AND ts > ? - INTERVAL '1' DAY AND url LIKE ?"
                        + " ORDER BY url LIMIT ? OFFSET ?",
                new TestCatalog(),
                Purpose.READ);

        LocalDateTime time = LocalDateTime.parse("2026-01-01T10:00:00");
        QueryPlan first = query.plan(List.of(0L, time, "a%", 10, 0));
        for (long run = 1; run <= 100; run++) {
            QueryPlan plan = query.plan(Arrays.asList(run, time, run % 2 == 0 ? null : "b%", 10 + run, run));

            assertThat(plan.root()).isSameAs(first.root());
            assertThat(plan.parameters()).startsWith(run);
            assertThat(plan.ordering().limit()).isEqualTo(10 + run);
            assertThat(plan.ordering().offset()).isEqualTo(run);
        }
        assertThat(query.plannings()).isEqualTo(1);
    }

    @Test
    void aValueThatMustBeCastIsPlannedWith() {
        PreparedQuery query =
                Planning.prepare("SELECT url FROM clicks WHERE user_id = ?", new TestCatalog(), Purpose.READ);

        assertThat(CircuitText.of(query.plan(List.of("7")).root())).contains("with 7");
        assertThat(query.plannings()).isEqualTo(2);
    }

    @Test
    void aLimitThatIsNoNumberOfRowsIsRefused() {
        PreparedQuery query = Planning.prepare("SELECT url FROM clicks LIMIT ?", new TestCatalog(), Purpose.READ);

        for (Object limit : Arrays.asList(-1, null)) {
            EngineException e = catchThrowableOfType(EngineException.class, () -> query.plan(Arrays.asList(limit)));

            assertThat(Planning.describe(e))
                    .startsWith("nowhere INVALID_ARGUMENT LIMIT and OFFSET take a whole number that is not negative");
        }
    }

    @Test
    void tooFewValuesAreRefused() {
        PreparedQuery query = Planning.prepare("SELECT CAST(? AS INT)", new TestCatalog(), Purpose.READ);

        EngineException e = catchThrowableOfType(EngineException.class, () -> query.plan(List.of()));

        assertThat(Planning.describe(e))
                .isEqualTo("nowhere PARAMETER_MISMATCH The statement has 1 parameters, but 0 values were given.");
    }

    @Test
    void equalityOnTheWholeKeyOfAViewOrStoredTableIsALookup() {
        String sql = "SELECT clicks, user_id FROM totals WHERE day_of = ? AND user_id = ?";
        PreparedQuery query = Planning.prepare(sql, new TestCatalog(), Purpose.READ);

        PointLookup lookup = query.plan(List.of(LocalDate.of(2026, 1, 1), 5)).lookup();

        assertThat(lookup).isEqualTo(new PointLookup("totals", List.of(0, 1), List.of(5L, 20_454L), List.of(2, 0)));
        assertThat(Planning.read("SELECT owner FROM accounts WHERE id = 5").lookup())
                .isEqualTo(new PointLookup("accounts", List.of(0), List.of(5L), List.of(1)));
        assertThat(query.plan(Arrays.asList(LocalDate.of(2026, 1, 2), 6)).lookup())
                .isEqualTo(new PointLookup("totals", List.of(0, 1), List.of(6L, 20_455L), List.of(2, 0)));
        assertThat(query.plan(Arrays.asList(null, 6)).lookup()).isNull();
        assertThat(query.plannings()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT clicks FROM totals WHERE user_id = 5
                    SELECT clicks FROM totals WHERE user_id = 5 AND day_of > DATE '2026-01-01'
                    SELECT clicks FROM totals WHERE user_id = 5 OR day_of = DATE '2026-01-01'
                    SELECT clicks FROM totals WHERE user_id = 5 AND day_of = DATE '2026-01-01' AND clicks > 3
                    SELECT clicks + 1 FROM totals WHERE user_id = 5 AND day_of = DATE '2026-01-01'
                    SELECT COUNT(*) FROM totals WHERE user_id = 5 AND day_of = DATE '2026-01-01'
                    SELECT note FROM notes WHERE note = 'x'
                    """)
    void whatIsNotJustOneKeyOfAViewIsNoLookup(String sql) {
        assertThat(Planning.read(sql).lookup()).isNull();
    }

    @Test
    void theTimeStandsStillWithinARunAndGoesOnBetweenRuns() {
        Instant[] now = {Instant.parse("2026-01-01T10:00:00.123Z")};
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        Statement.Query query = (Statement.Query) Planning.parse("SELECT CURRENT_TIMESTAMP, NOW(), CURRENT_DATE");
        PreparedQuery prepared = new Planner(clock).prepare(query.query(), new TestCatalog(), Purpose.READ);

        assertThat(CircuitText.of(prepared.plan(List.of()).root())).contains("with ?1, UTC");
        assertThat(prepared.plan(List.of()).parameters()).containsExactly(1767261600123L);
        now[0] = now[0].plusMillis(1);
        assertThat(prepared.plan(List.of()).parameters()).containsExactly(1767261600124L);
        assertThat(prepared.plannings()).isEqualTo(1);
    }

    @Test
    void anInsertComputesAllColumnsInTheTablesOrder() {
        PreparedInsert insert = insert("INSERT INTO accounts (owner, id) VALUES (?, ?)");

        assertThat(names(insert.rows().parameterTypes())).containsExactly("VARCHAR", "INTEGER");
        assertThat(insert.rows().schema().columns())
                .extracting(column -> column.name() + " " + Types.name(column.type()))
                .containsExactly("id INTEGER", "owner VARCHAR", "balance DECIMAL(12, 2)", "since DATE");
        assertThat(CircuitText.of(insert.rows().plan(List.of("ann", 1)).root()))
                .contains("with ?2, ?2 IS NULL, ?1, ?1 IS NULL");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    INSERT INTO accounts (id, owner) VALUES (1) | 1:41 INVALID_STATEMENT This row has 1 values, but 2 columns are to be written: id, owner.
                    INSERT INTO accounts (id, owner) SELECT user_id FROM clicks | 1:34 TYPE_MISMATCH The query has 1 column, but 2 are named for it.
                    INSERT INTO accounts (id, ownr) VALUES (1, 'a') | 1:27 COLUMN_NOT_FOUND Column 'ownr' not found in table 'accounts'. Did you mean 'owner'?
                    INSERT INTO accounts (id, since) VALUES (1, 5) | 1:45 TYPE_MISMATCH A value of type INTEGER cannot be converted to DATE.
                    INSERT INTO accounts (id, id) VALUES (1, 5) | 1:27 INVALID_STATEMENT Column 'id' is named twice.
                    INSERT INTO acounts VALUES (1) | 1:13 TABLE_NOT_FOUND
                    INSERT INTO clicks VALUES (1) | 1:13 WRONG_OBJECT_KIND 'clicks' cannot be written to: it is a stream
                    """)
    void anInsertThatDoesNotFitIsRefused(String sql, String expected) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> insert(sql));

        assertThat(Planning.describe(e)).startsWith(expected);
    }

    private static PreparedInsert insert(String sql) {
        return new Planner()
                .prepareInsert(
                        ((Statement.Insert) Planning.parse(sql)).insert(),
                        () -> ((Statement.Insert) Planning.parse(sql)).insert(),
                        new TestCatalog());
    }

    private static List<String> names(List<ColumnType> types) {
        return types.stream().map(Types::name).toList();
    }
}
