package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.explain.Types;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.validate.CheckedTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CREATE TABLE declares, and what does not hold together. */
class TableCheckTest {
    @Test
    void columnsHaveTheTypesOfTheirDeclarationsOrExpressions() {
        CheckedTable table = check("""
                CREATE TABLE t (
                  id INT, later AS UPPER(name), name VARCHAR(10) NOT NULL, price DECIMAL(10, 2), cents AS price * 100,
                  ts TIMESTAMP NOT NULL, PRIMARY KEY (id))
                """);

        assertThat(table.relation().columns())
                .extracting(column -> column.name() + " " + Types.declaration(column.type()))
                .containsExactly(
                        "id INTEGER NOT NULL",
                        "later VARCHAR(10) NOT NULL",
                        "name VARCHAR(10) NOT NULL",
                        "price DECIMAL(10, 2)",
                        "cents DECIMAL(20, 2)",
                        "ts TIMESTAMP(3) NOT NULL");
        assertThat(table.relation().columns())
                .extracting(RelationColumn::isComputed)
                .containsExactly(false, true, false, false, true, false);
        assertThat(table.relation().key()).containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ts | 0
                    TS | 0
                    ts - INTERVAL '5' SECOND | 5000
                    ts - INTERVAL '1 02:03:04.5' DAY TO SECOND | 93784500
                    """)
    void aWatermarkIsTheColumnMinusADelay(String expression, long delayMillis) {
        CheckedTable table = check("CREATE TABLE t (ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS " + expression
                + ") WITH ('connector' = 'datagen')");

        assertThat(table.relation().watermark())
                .satisfies(watermark ->
                        assertThat(watermark.delayMillis()).as(expression).isEqualTo(delayMillis));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    CREATE TABLE t (a TIMESTAMP(6)) | 1:19 NOT_SUPPORTED A TIMESTAMP has at most 3 digits behind the second.
                    CREATE TABLE t (a INT, A VARCHAR) | 1:24 INVALID_STATEMENT Column 'A' is declared twice.
                    CREATE TABLE t (a INT, b AS x + 1) | 1:29 COLUMN_NOT_FOUND Column 'x' not found in table 't'.
                    CREATE TABLE t (a INT, b AS a + 1, c AS b + 1) | 1:41 INVALID_STATEMENT Column 'b' is computed itself. Computed columns are made of the others only
                    CREATE TABLE t (a INT, b AS COUNT(*)) | 1:29 INVALID_STATEMENT An aggregate looks at many rows
                    CREATE TABLE t (a INT, b AS (SELECT 1)) | 1:29 NOT_SUPPORTED A subquery cannot stand here: the expression is about the columns of one row.
                    CREATE TABLE t (a INT, b AS NOW()) | 1:29 NOT_SUPPORTED NOW is not supported here
                    CREATE TABLE t (a DATE DEFAULT 5) | 1:32 TYPE_MISMATCH A value of type INTEGER cannot be converted to DATE.
                    CREATE TABLE t (a INT, PRIMARY KEY (b)) | 1:37 COLUMN_NOT_FOUND Column 'b' is not declared in this table.
                    CREATE TABLE t (a INT, b AS a + 1, PRIMARY KEY (b)) | 1:49 INVALID_STATEMENT Column 'b' cannot be part of the PRIMARY KEY
                    CREATE TABLE t (a INT, PRIMARY KEY (a, A)) | 1:40 INVALID_STATEMENT Column 'a' stands twice in the PRIMARY KEY.
                    CREATE TABLE t (a TIMESTAMP, WATERMARK FOR a AS a) | 1:44 TYPE_MISMATCH Column 'a' may be NULL
                    CREATE TABLE t (a BIGINT NOT NULL, WATERMARK FOR a AS a) | 1:50 TYPE_MISMATCH Column 'a' is BIGINT; a watermark needs a TIMESTAMP column.
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR a AS 5) | 1:58 TYPE_MISMATCH The watermark of 'a' must be TIMESTAMP
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR a AS a) | 1:53 NOT_SUPPORTED A WATERMARK is for a stream
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR a AS a + INTERVAL '1' SECOND) WITH ('connector' = 'x') | 1:58 NOT_SUPPORTED A WATERMARK is the column itself or the column minus a fixed interval
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR a AS a - INTERVAL '1' MONTH) WITH ('connector' = 'x') | 1:62 NOT_SUPPORTED The delay of a WATERMARK cannot be months
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR a AS a - INTERVAL -'1' SECOND) WITH ('connector' = 'x') | 1:62 NOT_SUPPORTED The delay of a WATERMARK cannot be negative
                    CREATE TABLE t (a TIMESTAMP NOT NULL, WATERMARK FOR b AS a) | 1:53 COLUMN_NOT_FOUND Column 'b' is not declared in this table.
                    """)
    void tellsWhatIsWrong(String sql, String expected) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> check(sql));

        assertThat(e).as(sql).isNotNull();
        assertThat(Planning.describe(e)).startsWith(expected);
    }

    private static CheckedTable check(String sql) {
        return new Planner().checkTable(((Statement.CreateTable) Planning.parse(sql)).node());
    }
}
