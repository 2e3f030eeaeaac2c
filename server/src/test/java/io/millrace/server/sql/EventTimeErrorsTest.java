package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes about watermarks, windows and EMIT: each with its SQLSTATE, its place, and what to do. */
@Timeout(120)
class EventTimeErrorsTest {
    private static final String GENERATED = ") WITH ('connector' = 'datagen', 'number-of-rows' = '1')";

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("event-time-errors");
        sql.execute(
                "CREATE TABLE s (id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts" + GENERATED,
                "CREATE TABLE plain (id INT, ts TIMESTAMP, name VARCHAR, d DATE, t TIME)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ts TIMESTAMP, WATERMARK FOR ts AS ts | 42804 | 1:57 | may be NULL; a row without a time has no place in event time. Declare it NOT NULL",
                "id INT NOT NULL, WATERMARK FOR id AS id | 42804 | 1:60 | 'id' is INTEGER; a watermark needs a TIMESTAMP column",
                "n VARCHAR NOT NULL, WATERMARK FOR n AS n | 42804 | 1:63 | a watermark needs a TIMESTAMP column",
                "d DATE NOT NULL, WATERMARK FOR d AS d | 42804 | 1:60 | a watermark needs a TIMESTAMP column",
                "ts TIMESTAMP NOT NULL, WATERMARK FOR nope AS nope | 42703 | 1:66 | 'nope' is not declared",
                "ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - 5 | 42804 | 1:72 | time - interval",
                "ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '1' MONTH | 0A000 | 1:77 | cannot be months",
                "ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '-1' SECOND | 0A000 | 1:77 | cannot be negative",
                "ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts + INTERVAL '1' SECOND | 0A000 | 1:72 | minus a fixed interval",
            })
    void aWatermarkThatCannotBeIsRefused(String columns, String state, String place, String part) {
        check("CREATE TABLE events (x INT, " + columns + GENERATED, state, place, part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(id), INTERVAL '1' HOUR)) | 42804 | 1:52 | 'id'",
                "SELECT * FROM TABLE(HOP(TABLE plain, DESCRIPTOR(name), INTERVAL '1' HOUR, INTERVAL '2' HOUR)) | 42804 | 1:49 | 'name'",
                "SELECT * FROM TABLE(CUMULATE(TABLE plain, DESCRIPTOR(t), INTERVAL '1' HOUR, INTERVAL '2' HOUR)) | 42804 | 1:54 | 't'",
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(nope), INTERVAL '1' HOUR)) | 42703 | 1:52 | 'nope'",
                "SELECT COUNT(*) FROM plain GROUP BY TUMBLE(id, INTERVAL '1' HOUR) | 42804 | 1:44 | 'id'",
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '0' SECOND)) | 22023 | 1:57 | longer than zero",
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '-1' HOUR)) | 22023 | 1:57 | longer than zero",
                "SELECT * FROM TABLE(HOP(TABLE plain, DESCRIPTOR(ts), INTERVAL '0' SECOND, INTERVAL '1' HOUR)) | 22023 | 1:54 | longer than zero",
                "SELECT COUNT(*) FROM plain GROUP BY HOP(ts, INTERVAL '1' HOUR, INTERVAL '0' HOUR) | 22023 | 1:64 | longer than zero",
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' MONTH)) | 0A000 | 1:57 | Windows of months",
                "SELECT * FROM TABLE(HOP(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '1' YEAR)) | 0A000 | 1:72 | Windows of months",
                "SELECT COUNT(*) FROM plain GROUP BY TUMBLE(ts, INTERVAL '1' MONTH) | 0A000 | 1:48 | Windows of months",
                "SELECT * FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' HOUR * 2)) | 0A000 | 1:57 | must be written as intervals",
                "SELECT * FROM TABLE(CUMULATE(TABLE plain, DESCRIPTOR(ts), INTERVAL '2' HOUR, INTERVAL '3' HOUR)) | 22023 | 1:21 | multiple of its step",
            })
    void aWindowThatCannotBeIsRefused(String query, String state, String place, String part) {
        check(query, state, place, part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE VIEW v AS SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start, window_end EMIT ON WINDOW CLOSE | 0A000 | 1:154 | WATERMARK",
                "CREATE VIEW v AS SELECT id, COUNT(*) AS n FROM s GROUP BY id EMIT ON WINDOW CLOSE | 0A000 | 1: | window_start",
                "CREATE VIEW v AS SELECT id FROM plain EMIT ON WINDOW CLOSE | 0A000 | 1: | window_start",
            })
    void finalRowsNeedATimeThatCloses(String view, String state, String place, String part) {
        check(view, state, place, part);
    }

    private void check(String statement, String state, String place, String part) {
        SQLException failure = sql.failure(statement);
        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).contains("line " + place).contains(part);
    }
}
