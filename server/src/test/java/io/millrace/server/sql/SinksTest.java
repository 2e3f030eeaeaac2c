package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CREATE SINK, what is shown of sinks, and what is refused. */
@Timeout(120)
class SinksTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("sinks");
        sql.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT)", "CREATE VIEW big AS SELECT k, v FROM t WHERE v > 10");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void aSinkGetsTheContentAndTheChangesOfAViewOrAQuery() throws SQLException {
        sql.execute(
                "INSERT INTO t VALUES (1, 5), (2, 20)",
                "CREATE SINK named FROM big WITH ('connector' = 'blackhole')",
                "CREATE SINK total WITH ('connector' = 'blackhole') AS SELECT SUM(v) AS s FROM t",
                "INSERT INTO t VALUES (3, 30)",
                "UPDATE t SET v = v + 1 WHERE k = 1");

        // One row, then one more; NULL over no rows, then 25, 55 and 56, each in place of the one before.
        assertThat(sql.rows("SELECT SINK_NAME, CHANGES, FAILURE FROM MILLRACE.SINKS ORDER BY SINK_NAME"))
                .containsExactly("named|2|null", "total|7|null");
        assertThat(sql.rows("SELECT s.SINK_NAME FROM MILLRACE.SINKS s, MILLRACE.TICKS t WHERE s.TICK <= t.TICK"))
                .hasSize(2);
        assertThat(sql.rows("SHOW SINKS")).containsExactly("named|SINK", "total|SINK");
        assertThat(sql.rows("SHOW CREATE SINK NAMED"))
                .containsExactly("CREATE SINK named FROM big WITH ('connector' = 'blackhole')|UTC");
        assertThat(sql.rows("SHOW TABLES")).containsExactly("t|TABLE");
        assertThat(sql.rows("SHOW VIEWS")).containsExactly("big|VIEW");

        sql.execute("DROP SINK total", "INSERT INTO t VALUES (4, 40)");
        assertThat(sql.rows("SELECT SINK_NAME, CHANGES FROM MILLRACE.SINKS")).containsExactly("named|3");
        assertThat(sql.warnings("DROP SINK IF EXISTS total")).hasSize(1);
        assertThat(sql.warnings("CREATE SINK IF NOT EXISTS named FROM t WITH ('connector' = 'print')"))
                .hasSize(1);
    }

    @Test
    void whatASinkReadsIsDroppedWithItOrNotAtAll() throws SQLException {
        sql.execute("CREATE SINK s FROM big WITH ('connector' = 'blackhole')");
        assertThat((Throwable) sql.failure("DROP VIEW big"))
                .hasMessageContaining("'big' is read by s. Drop that first");
        assertThat(sql.warnings("DROP TABLE t CASCADE"))
                .containsExactly("Dropped as well, because they read 't': s, big.");
        assertThat(sql.rows("SHOW SINKS")).isEmpty();
        assertThat(sql.rows("SELECT * FROM MILLRACE.SINKS")).isEmpty();
    }

    @Test
    void wrongStatementsSayWhatIsWrongAndWhere() throws SQLException {
        sql.execute("CREATE SINK s FROM big WITH ('connector' = 'blackhole')");
        assertRefused("CREATE SINK x FROM big", "42", "1:13", "A sink needs WITH ('connector' = '...')");
        assertRefused(
                "CREATE SINK x FROM big WITH ('connector' = 'datagen')",
                "42",
                "1:44",
                "'datagen' is not known for sinks: it is for tables. There are blackhole, print.");
        assertRefused(
                "CREATE TABLE x (a INT) WITH ('connector' = 'print')",
                "42",
                "1:44",
                "'print' is not known for tables: it is for sinks.");
        assertRefused(
                "CREATE SINK x FROM big WITH ('connector' = 'print', 'colour' = 'red')",
                "42",
                "1:53",
                "Option 'colour' of sink 'x' is not known.");
        assertRefused("CREATE SINK x FROM bigg WITH ('connector' = 'print')", "42P01", "1:20", "bigg");
        assertRefused("CREATE SINK s FROM big WITH ('connector' = 'print')", "42", "1:13", "'s' already");
        assertRefused("CREATE TABLE s (a INT)", "42", "1:14", "'s' already");
        assertRefused("CREATE OR REPLACE VIEW s AS SELECT k FROM t", "42", "1:24", "'s' is a sink");
        assertRefused("CREATE OR REPLACE SINK s FROM t WITH ('connector' = 'print')", "0A", "1:24", "OR REPLACE");
        assertRefused("DROP VIEW s", "42", "1:11", "'s' is a sink. Use DROP SINK.");
        assertRefused("DROP SINK t", "42", "1:11", "'t' is a table. Use DROP TABLE.");
        assertRefused("SHOW CREATE VIEW s", "42", "1:18", "'s' is a sink. Use SHOW CREATE SINK.");
        assertRefused("SELECT * FROM s", "42P01", "1:15", "'s'");
        assertRefused("CREATE SINK x AS SELECT STREAM k FROM t WITH ('connector' = 'print')", "0A|42", "1:", "STREAM");
    }

    private void assertRefused(String statement, String state, String place, String text) {
        SQLException failure = sql.failure(statement);
        assertThat((Throwable) failure).as(statement).hasMessageContaining(text).hasMessageContaining("line " + place);
        assertThat(failure.getSQLState()).as(statement).matches("(" + state + ").*");
    }
}
