package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Period;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals as columns, literals, results and parameters, over JDBC; more beside H2 in {@code slt/types/intervals.slt}. */
@Timeout(120)
class IntervalsTest {
    private SqlFixture sql;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("intervals");
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
                "INTERVAL '1-06' YEAR TO MONTH | 1-06",
                "INTERVAL '-18' MONTH | -1-06",
                "INTERVAL '100' YEAR | 100-00",
                "INTERVAL '2' QUARTER | 0-06",
                "INTERVAL '1' WEEK | 7 00:00:00",
                "INTERVAL '100000' SECOND | 1 03:46:40",
                "INTERVAL '-0 00:00:00.5' DAY TO SECOND | -0 00:00:00.5",
                "INTERVAL '1:30' HOUR TO MINUTE + INTERVAL '45' SECOND | 0 01:30:45",
                "INTERVAL '1' HOUR - INTERVAL '1' DAY | -0 23:00:00",
                "INTERVAL '1' DAY / 2 | 0 12:00:00",
                "INTERVAL '1' YEAR / 5 | 0-02",
                "INTERVAL '1' HOUR * 1.5 | 0 01:30:00",
                "2 * INTERVAL '1' MONTH | 0-02",
                "-INTERVAL '1' DAY | -1 00:00:00",
                "ABS(INTERVAL '-3' HOUR) | 0 03:00:00",
                "(TIMESTAMP '2026-01-02 01:02:03.004' - TIMESTAMP '2026-01-01 00:00:00') DAY TO SECOND | 1 01:02:03.004",
                "(TIMESTAMP '2026-01-02 01:02:03' - TIMESTAMP '2026-01-01 00:00:00') HOUR | 1 01:00:00",
                "(TIMESTAMP '2026-01-01 00:00:00' - TIMESTAMP '2026-01-02 01:02:03') HOUR | -1 01:00:00",
                "(DATE '2026-03-15' - DATE '2024-01-20') YEAR TO MONTH | 2-01",
                "(DATE '2026-03-15' - DATE '2024-01-20') YEAR | 2-00",
                "(DATE '2026-03-01' - DATE '2026-02-01') DAY | 28 00:00:00",
                "DATE '2026-01-31' + INTERVAL '1' MONTH | 2026-02-28",
                "TIME '23:00:00' + INTERVAL '2' HOUR | 01:00:00",
                "INTERVAL '1' DAY + TIMESTAMP '2026-01-31 10:00:00' | 2026-02-01 10:00:00",
                "CAST('1:30' AS INTERVAL HOUR TO MINUTE) | 0 01:30:00",
                "CAST('1:30' AS INTERVAL MINUTE TO SECOND) | 0 00:01:30",
                "CAST(' -3 04:05:06.789 ' AS INTERVAL DAY TO SECOND) | -3 04:05:06.789",
                "CAST('100:00:00' AS INTERVAL DAY TO SECOND) | 4 04:00:00",
                "CAST('1.25' AS INTERVAL SECOND) | 0 00:00:01.25",
                "CAST('18' AS INTERVAL MONTH) | 1-06",
                "CAST('2-3' AS INTERVAL YEAR TO MONTH) | 2-03",
                "CAST('90' AS INTERVAL MINUTE)::VARCHAR | 0 01:30:00",
                "'1 00:00:00'::INTERVAL DAY TO SECOND | 1 00:00:00",
                "CAST(INTERVAL '90' MINUTE AS INTERVAL HOUR) | 0 01:00:00",
                "CAST(INTERVAL '-90' MINUTE AS INTERVAL HOUR) | -0 01:00:00",
                "CAST(INTERVAL '1.987' SECOND AS INTERVAL SECOND(2, 1)) | 0 00:00:01.9",
                "CAST(INTERVAL '23' MONTH AS INTERVAL YEAR) | 1-00",
                "CAST(5 AS INTERVAL HOUR) | 0 05:00:00",
                "CAST(18 AS INTERVAL MONTH) | 1-06",
                "CAST(1.5 AS INTERVAL SECOND) | 0 00:00:01.5",
                "CAST(INTERVAL '5' HOUR AS INTEGER) | 5",
                "CAST(INTERVAL '90' MINUTE AS BIGINT) | 90",
                "CAST(INTERVAL '30' MONTH AS INTEGER) | 30",
                "CAST(INTERVAL '1.25' SECOND AS DECIMAL(10, 2)) | 1.25",
                "CAST(INTERVAL '1-06' YEAR TO MONTH AS VARCHAR) | 1-06",
                "CAST(INTERVAL '90' SECOND AS VARCHAR(6)) | 0 00:0",
                "TRY_CAST('soon' AS INTERVAL DAY TO SECOND) | `null`",
                "TRY_CAST('1:75' AS INTERVAL HOUR TO MINUTE) | `null`",
                "INTERVAL '60' MINUTE = INTERVAL '1' HOUR | true",
                "INTERVAL '1' YEAR > INTERVAL '11' MONTH | true",
                "INTERVAL '1' HOUR BETWEEN '0 00:30:00' AND '0 01:30:00' | true",
                "INTERVAL '1' HOUR IN (INTERVAL '60' MINUTE, INTERVAL '2' DAY) | true",
                "NULLIF(INTERVAL '1' HOUR, INTERVAL '60' MINUTE) | `null`",
                "GREATEST(INTERVAL '1' HOUR, INTERVAL '61' MINUTE) | 0 01:01:00",
                "CASE WHEN 1 = 1 THEN INTERVAL '1' HOUR ELSE INTERVAL '1' DAY END | 0 01:00:00",
                "EXTRACT(DAY FROM INTERVAL '2 02' DAY TO HOUR) | 2",
                "EXTRACT(HOUR FROM INTERVAL '50' HOUR) | 50",
                "EXTRACT(MONTH FROM INTERVAL '30' MONTH) | 30",
                "EXTRACT(SECOND FROM INTERVAL '-1:02' MINUTE TO SECOND) | -2",
                "EXTRACT(YEAR FROM INTERVAL '2-06' YEAR TO MONTH) | 2",
                "EXTRACT(MONTH FROM INTERVAL '2-06' YEAR TO MONTH) | 6",
                "EXTRACT(EPOCH FROM INTERVAL '1' DAY) | 86400",
                "CAST(ARRAY[INTERVAL '1' HOUR] AS VARCHAR) | [0 01:00:00]",
            })
    void expressionsGiveTheSameAsReadAndAsView(String expression, String expected) throws SQLException {
        assertThat(sql.rows("SELECT " + expression)).containsExactly(expected);
        sql.execute("CREATE VIEW v AS SELECT " + expression + " AS e FROM (VALUES (1)) AS one (x)");
        assertThat(sql.rows("SELECT e FROM v")).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT CAST('soon' AS INTERVAL DAY TO SECOND) | 22018 | 'soon' is not a value of type INTERVAL DAY TO SECOND",
                "SELECT CAST('1:75' AS INTERVAL HOUR TO MINUTE) | 22018 | '1:75' is not a value",
                "SELECT CAST('7' AS INTERVAL DAY TO SECOND) | 22018 | '7' is not a value",
                "SELECT CAST(100 AS INTERVAL DAY(2)) | 22003 | does not fit the type INTERVAL DAY(2)",
                "SELECT CAST(INTERVAL '2-6' YEAR TO MONTH AS INTEGER) | 42804 | cannot be converted to INTEGER",
                "SELECT INTERVAL '1' HOUR / 0 | 22012 | Division by zero",
                "SELECT INTERVAL '1' HOUR + INTERVAL '1' MONTH | 42804 | INTERVAL",
                "SELECT INTERVAL '1' HOUR < INTERVAL '1' MONTH | 42804 | cannot compare",
                "SELECT TIMESTAMP '2026-01-01 00:00:00' - TIMESTAMP '2026-01-01 00:00:00' | 42804 | (a - b) DAY TO SECOND",
                "SELECT INTERVAL '1.2345' SECOND | 0A000 | at most 3 digits",
                "SELECT INTERVAL '1 day' | 42601 | The unit of an interval stands outside the quotes",
                "CREATE TABLE t (i INTERVAL) | 42601 | INTERVAL DAY TO SECOND or INTERVAL YEAR TO MONTH",
                "CREATE TABLE t (i INTERVAL DAY TO SECOND(6)) | 0A000 | at most 3 digits",
                "CREATE TABLE t (i INTERVAL WEEK) | 0A000 | Write INTERVAL DAY",
                "SELECT CAST(1 AS INTERVAL) | 42601 | INTERVAL DAY TO SECOND or INTERVAL YEAR TO MONTH",
            })
    void mistakesAreTold(String statement, String state, String part) {
        SQLException failure = sql.failure(statement);
        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).contains(part).contains("line 1:");
    }

    @Test
    void columnsHaveFieldsThatValuesAreCutTo() throws SQLException {
        sql.execute(
                "CREATE TABLE t (a INTERVAL YEAR, b INTERVAL MONTH, c INTERVAL YEAR TO MONTH, d INTERVAL DAY, e INTERVAL HOUR,"
                        + " f INTERVAL MINUTE, g INTERVAL SECOND, h INTERVAL DAY TO HOUR, i INTERVAL DAY TO MINUTE,"
                        + " j INTERVAL DAY TO SECOND, k INTERVAL HOUR TO MINUTE, l INTERVAL HOUR TO SECOND, m INTERVAL MINUTE TO SECOND(0),"
                        + " n INTERVAL DAY(3) TO SECOND(1))");
        assertThat(
                        sql.rows(
                                "SELECT DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 't' ORDER BY ORDINAL_POSITION"))
                .containsExactly(
                        "INTERVAL YEAR",
                        "INTERVAL MONTH",
                        "INTERVAL YEAR TO MONTH",
                        "INTERVAL DAY",
                        "INTERVAL HOUR",
                        "INTERVAL MINUTE",
                        "INTERVAL SECOND",
                        "INTERVAL DAY TO HOUR",
                        "INTERVAL DAY TO MINUTE",
                        "INTERVAL DAY TO SECOND",
                        "INTERVAL HOUR TO MINUTE",
                        "INTERVAL HOUR TO SECOND",
                        "INTERVAL MINUTE TO SECOND(0)",
                        "INTERVAL DAY(3) TO SECOND(1)");
        String months = "INTERVAL '-1-06' YEAR TO MONTH";
        String millis = "INTERVAL '1 02:03:04.567' DAY TO SECOND";
        sql.execute("INSERT INTO t VALUES (" + (months + ", ").repeat(3) + (millis + ", ").repeat(10) + millis + ")");
        assertThat(sql.rows("SELECT * FROM t"))
                .containsExactly(
                        "-1-00|-1-06|-1-06|1 00:00:00|1 02:00:00|1 02:03:00|1 02:03:04.567|1 02:00:00|1 02:03:00"
                                + "|1 02:03:04.567|1 02:03:00|1 02:03:04.567|1 02:03:04|1 02:03:04.5");
        sql.execute("UPDATE t SET e = e * 1.55, m = '-1:30.9'");
        assertThat(sql.rows("SELECT e, m, CAST(e AS INTEGER) FROM t")).containsExactly("1 16:00:00|-0 00:01:30|40");
        assertThat(sql.state("UPDATE t SET n = INTERVAL '1000' DAY")).isEqualTo("22003");
        assertThat(sql.state("UPDATE t SET a = INTERVAL '1000' DAY")).isEqualTo("42804");
    }

    @Test
    void intervalsAreKeysAndAreSummedAlsoWhenRowsGo() throws SQLException {
        sql.execute(
                "CREATE TABLE t (k INTERVAL HOUR TO MINUTE PRIMARY KEY, g INTERVAL YEAR TO MONTH, v INTERVAL DAY TO SECOND DEFAULT INTERVAL '1' HOUR)",
                "CREATE VIEW s AS SELECT g, SUM(v) AS total, AVG(v) AS mean, MIN(v) AS least, MAX(v) AS most, COUNT(DISTINCT v) AS kinds,"
                        + " SUM(DISTINCT v) AS once, MEDIAN(v) AS middle FROM t GROUP BY g",
                "CREATE VIEW m AS SELECT SUM(g) AS total, AVG(g) AS mean FROM t",
                "INSERT INTO t VALUES ('0:01', '1-00', '0 00:00:10'), ('0:02', '1-00', '0 00:00:20.001'), ('0:03', '1-01', NULL),"
                        + " ('0:04', '1-00', '0 00:00:10')",
                "INSERT INTO t (k, g) VALUES ('100:00', '0-01')");
        assertThat(sql.rows("SELECT * FROM s ORDER BY g"))
                .containsExactly(
                        "0-01|0 01:00:00|0 01:00:00|0 01:00:00|0 01:00:00|1|0 01:00:00|0 01:00:00",
                        "1-00|0 00:00:40.001|0 00:00:13.334|0 00:00:10|0 00:00:20.001|2|0 00:00:30.001|0 00:00:10",
                        "1-01|null|null|null|null|0|null|null");
        assertThat(sql.rows("SELECT * FROM m")).containsExactly("4-02|0-10");
        assertThat(sql.state("INSERT INTO t VALUES (INTERVAL '2' MINUTE, NULL, NULL)"))
                .isEqualTo("23505");
        sql.execute("DELETE FROM t WHERE k = INTERVAL '2' MINUTE", "UPDATE t SET v = v * 2 WHERE k = '100:00'");
        assertThat(sql.rows("SELECT g, total, mean, most FROM s ORDER BY g DESC"))
                .containsExactly(
                        "1-01|null|null|null",
                        "1-00|0 00:00:20|0 00:00:10|0 00:00:10",
                        "0-01|0 02:00:00|0 02:00:00|0 02:00:00");
        assertThat(sql.rows("SELECT v FROM t WHERE k = INTERVAL '4' MINUTE")).containsExactly("0 00:00:10");
        assertThat(sql.rows("SELECT k FROM t ORDER BY k DESC LIMIT 2")).containsExactly("4 04:00:00", "0 00:04:00");
    }

    @Test
    void jdbcGivesAndTakesDurationsPeriodsNumbersAndTexts() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, ym INTERVAL YEAR TO MONTH, ds INTERVAL DAY TO SECOND, h INTERVAL HOUR)");
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
            bind(insert, 1, Period.of(1, 6, 0), Duration.ofMillis(-93_784_500), Duration.ofMinutes(90));
            insert.addBatch();
            bind(insert, 2, -7, 5L, 3_600_000);
            insert.addBatch();
            insert.executeBatch();
            bind(insert, 3, "-1-06", "1 02:03:04.5", "100");
            insert.executeUpdate();
            bind(insert, 4, null, null, null);
            insert.executeUpdate();
            bind(insert, 5, "soon", null, null);
            assertThatThrownBy(insert::executeUpdate)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Parameter 2 is of type");
        }
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT ym, ds, h FROM t ORDER BY id")) {
            assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.OTHER);
            assertThat(rows.getMetaData().getColumnTypeName(2)).isEqualTo("INTERVAL DAY TO SECOND");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("1-06");
            assertThat(rows.getObject(1)).isEqualTo(18);
            assertThat(rows.getObject(1, Period.class)).isEqualTo(Period.of(1, 6, 0));
            assertThat(rows.getString(2)).isEqualTo("-1 02:03:04.5");
            assertThat(rows.getObject(2)).isEqualTo(-93_784_500L);
            assertThat(rows.getObject(2, Duration.class)).isEqualTo(Duration.ofMillis(-93_784_500));
            assertThat(rows.getObject(3, Duration.class)).isEqualTo(Duration.ofHours(1));
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("-0-07");
            assertThat(rows.getString(2)).isEqualTo("0 00:00:00.005");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("-1-06");
            assertThat(rows.getString(3)).isEqualTo("4 04:00:00");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getObject(1)).isNull();
            assertThat(rows.wasNull()).isTrue();
        }
        try (PreparedStatement query = sql.connection()
                .prepareStatement(
                        "SELECT id FROM t WHERE ds > ? AND ym = ? AND TIMESTAMP '2026-01-01 00:00:00' + ds > ?")) {
            query.setObject(1, Duration.ofDays(-2));
            query.setObject(2, Period.ofMonths(18));
            query.setString(3, "2025-01-01 00:00:00");
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("1");
            }
        }
    }

    private static void bind(PreparedStatement insert, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
    }

    @Test
    void intervalsAreThereAgainAfterARestart() throws Exception {
        try (Server server = ComparedEngine.server(directory, 2);
                SqlFixture first = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + server.port() + "/")) {
            first.execute(
                    "CREATE TABLE t (k INTERVAL HOUR(4) TO MINUTE PRIMARY KEY, v INTERVAL YEAR TO MONTH DEFAULT INTERVAL '1' YEAR)",
                    "CREATE VIEW s AS SELECT SUM(k) AS k, MAX(v) AS v FROM t",
                    "INSERT INTO t VALUES ('1:30', '0-01'), ('1000:00', '-2-02')",
                    "INSERT INTO t (k) VALUES ('0:15')",
                    "DELETE FROM t WHERE v < INTERVAL '-1' MONTH");
        }
        try (Server server = ComparedEngine.server(directory, 3);
                SqlFixture again = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + server.port() + "/")) {
            assertThat(again.rows("SELECT * FROM s")).containsExactly("0 01:45:00|1-00");
            assertThat(again.rows("SELECT * FROM t ORDER BY k")).containsExactly("0 00:15:00|1-00", "0 01:30:00|0-01");
            again.execute("INSERT INTO t VALUES (INTERVAL '2:00:59' HOUR TO SECOND, NULL)");
            assertThat(again.rows("SELECT k FROM s")).containsExactly("0 03:45:00");
            assertThat(again.state("INSERT INTO t (k) VALUES (INTERVAL '10000' HOUR)"))
                    .isEqualTo("22003");
        }
    }

    @Test
    void aViewNotesWhatFailsAndGoesOn() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, word VARCHAR)",
                "CREATE VIEW v AS SELECT id, CAST(word AS INTERVAL HOUR TO MINUTE) AS i FROM t",
                "INSERT INTO t VALUES (1, '1:30'), (2, 'soon'), (3, NULL)");
        assertThat(sql.rows("SELECT * FROM v ORDER BY id")).containsExactly("1|0 01:30:00", "2|null", "3|null");
        assertThat(sql.rows("SELECT COUNT(*) FROM MILLRACE.ROW_ERRORS")).containsExactly("1");
    }

    @Test
    void anotherConnectionSeesTheTypeInItsMetadata() throws SQLException {
        sql.execute("CREATE TABLE t (h INTERVAL HOUR TO MINUTE, ym INTERVAL YEAR TO MONTH NOT NULL)");
        try (Connection connection = DriverManager.getConnection("jdbc:millrace:mem:intervals");
                ResultSet columns = connection.getMetaData().getColumns(null, null, "t", "%")) {
            assertThat(columns.next()).isTrue();
            assertThat(columns.getInt("DATA_TYPE")).isEqualTo(Types.OTHER);
            assertThat(columns.getString("TYPE_NAME")).isEqualTo("INTERVAL DAY TO SECOND");
            assertThat(columns.next()).isTrue();
            assertThat(columns.getString("TYPE_NAME")).isEqualTo("INTERVAL YEAR TO MONTH");
        }
    }
}
