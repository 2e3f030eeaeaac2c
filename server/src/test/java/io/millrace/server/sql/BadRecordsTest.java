package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
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
        // The table's columns decide, not those that a view reads.
        sql.await("SELECT * FROM ids ORDER BY id", "1", "3");
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
    void viewsAgreeOnWhatIsBadWhateverTheyReadAndItCountsOnce() throws Exception {
        for (String format : List.of("csv", "json")) {
            stream(
                    format,
                    format,
                    format.equals("csv")
                            ? "1,10\n2,x\n3,30\n"
                            : "{\"id\":1,\"v\":10}\n{\"id\":2,\"v\":\"x\"}\n{\"id\":3,\"v\":30}\n",
                    "'follow' = 'true'");
            sql.execute("CREATE VIEW ids AS SELECT id FROM " + format);
            sql.await("SELECT * FROM ids ORDER BY id", "1", "3");
            sql.execute("CREATE VIEW pairs AS SELECT id, v FROM " + format);
            sql.await("SELECT * FROM pairs ORDER BY id", "1|10", "3|30");
            sql.execute("CREATE VIEW counted AS SELECT COUNT(*) AS n FROM " + format);
            sql.await("SELECT n FROM counted", "2");

            assertThat(sql.rows("SELECT COUNT(*) FROM " + format)).containsExactly("2");
            assertThat(sql.rows("SELECT id FROM " + format + " ORDER BY id")).containsExactly("1", "3");

            // Read anew from the start, as nobody read it any more.
            sql.execute("DROP VIEW ids", "DROP VIEW pairs", "DROP VIEW counted");
            sql.execute("CREATE VIEW again AS SELECT v FROM " + format);
            sql.await("SELECT v FROM again ORDER BY v", "10", "30");
            assertThat(sql.rows("SELECT REASON FROM MILLRACE.BAD_RECORDS WHERE TABLE_NAME = '" + format + "'"))
                    .containsExactly("Column 'v': 'x' is not an INTEGER.");
            assertThat(sql.rows("SELECT BAD_RECORDS FROM MILLRACE.SOURCES WHERE TABLE_NAME = '" + format + "'"))
                    .containsExactly("1");
            sql.execute("DROP VIEW again");
        }
    }

    @Test
    void theSameRecordsAreBadAfterARestart() throws Exception {
        Path file = Files.writeString(directory.resolve("clicks"), "1,10\n2,x\n3,30\n");
        EngineOptions options = EngineOptions.DEFAULT.withData(directory.resolve("data"));
        for (boolean again : new boolean[] {false, true}) {
            try (Engine engine = Engine.start(options);
                    WireServer wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
                    SqlFixture server = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + wire.port() + "/")) {
                if (!again) {
                    server.execute(
                            "CREATE TABLE clicks (id INT, v INT) WITH ('connector' = 'file', 'format' = 'csv', 'path' = '"
                                    + file + "')",
                            "CREATE VIEW ids AS SELECT id FROM clicks");
                    server.await("SELECT * FROM ids ORDER BY id", "1", "3");
                    server.execute("CREATE VIEW vs AS SELECT v FROM clicks");
                }
                server.await("SELECT * FROM ids ORDER BY id", "1", "3");
                server.await("SELECT * FROM vs ORDER BY v", "10", "30");
                assertThat(server.rows("SELECT POSITION FROM MILLRACE.BAD_RECORDS"))
                        .containsExactly("5");
            }
        }
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
