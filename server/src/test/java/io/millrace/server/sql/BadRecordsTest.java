package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that cannot be read: skipped and kept readable, or the end of the views that read them. */
@Timeout(120)
class BadRecordsTest {
    @TempDir
    private Path directory;

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("bad-records");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void aBadLineOfCsvIsSkippedAndShownWithItsReason() throws Exception {
        stream("t", "csv", "id,v\n1,10\n2,x\n3,30\n", "'csv.header' = 'true'");
        sql.execute("CREATE VIEW pairs AS SELECT id, v FROM t", "CREATE VIEW ids AS SELECT id FROM t");

        sql.await("SELECT * FROM pairs ORDER BY id", "1|10", "3|30");
        // What a view does not read is not looked at.
        sql.await("SELECT * FROM ids ORDER BY id", "1", "2", "3");
        assertThat(sql.rows("SELECT TABLE_NAME, POSITION, REASON, RECORD FROM MILLRACE.BAD_RECORDS"))
                .containsExactly("t|10|Column 'v': 'x' is not an INTEGER.|2,x");
        assertThat(sql.rows("SELECT BAD_RECORDS, PROBLEM FROM MILLRACE.SOURCES"))
                .containsExactly("1|null");
    }

    @Test
    void aBadLineOfJsonIsSkippedAndShownWithItsReason() throws Exception {
        stream("t", "json", "{\"id\": 1, \"v\": 10}\n{\"id\": 2, \"v\": \n{\"id\": 3, \"v\": \"30\"}\n", "");
        sql.execute("CREATE VIEW pairs AS SELECT id, v FROM t");

        sql.await("SELECT * FROM pairs ORDER BY id", "1|10", "3|30");
        assertThat(sql.rows("SELECT TABLE_NAME, REASON FROM MILLRACE.BAD_RECORDS"))
                .singleElement()
                .asString()
                .startsWith("t|");
    }

    @Test
    void whereABadRecordIsAnErrorItStopsTheViewAndNothingElse() throws Exception {
        stream("strict", "csv", "1,10\n2,x\n", "'on-bad-record' = 'fail'");
        sql.execute(
                "CREATE TABLE other (a INT)",
                "CREATE VIEW fine AS SELECT a + 1 AS b FROM other",
                "CREATE VIEW stopped AS SELECT id, v FROM strict");

        sql.await("SELECT COUNT(*) FROM MILLRACE.STATE WHERE RELATION_NAME = 'stopped' AND FAILURE IS NOT NULL", "1");
        SQLException failure = sql.failure("SELECT * FROM stopped");
        assertThat(failure.getSQLState()).isEqualTo("55000");
        assertThat(failure.getMessage())
                .contains(
                        "View 'stopped' has stopped: A record of table 'strict'",
                        "Column 'v': 'x' is not an INTEGER. The table was declared with 'on-bad-record' = 'fail'",
                        "[VIEW_FAILED 4007, SQLSTATE 55000]")
                .doesNotContain("..", "[BAD_RECORD");
        assertThat(sql.state("SELECT * FROM strict")).isEqualTo("22P02");
        assertThat(sql.state("CREATE VIEW above AS SELECT id FROM stopped")).isEqualTo("55000");

        sql.execute("INSERT INTO other VALUES (1)", "DROP VIEW stopped");
        assertThat(sql.rows("SELECT * FROM fine")).containsExactly("2");
        assertThat(sql.rows("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'above'"))
                .isEmpty();
    }

    private void stream(String name, String format, String content, String options) throws Exception {
        Path file = Files.writeString(directory.resolve(name), content);
        sql.execute("CREATE TABLE " + name + " (id INT, v INT) WITH ('connector' = 'file', 'format' = '" + format
                + "', 'path' = '" + file + "'" + (options.isEmpty() ? "" : ", " + options) + ")");
    }
}
