package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FOR SYSTEM_TIME AS OF the current time: each row of a stream is joined once, with what is there when it comes. */
@Timeout(120)
class LookupJoinsTest {
    private static final String NAMED = "SELECT c.id, c.code, n.name FROM calls AS c"
            + " LEFT JOIN names FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP AS n ON c.code = n.code";

    @TempDir
    private Path directory;

    private SqlFixture sql;

    @BeforeEach
    void start() throws Exception {
        sql = SqlFixture.start("lookups");
        calls("1,a,00:01");
        sql.execute(
                "CREATE TABLE calls (id BIGINT, code VARCHAR, ts TIMESTAMP NOT NULL,"
                        + " WATERMARK FOR ts AS ts - INTERVAL '10' SECOND) WITH ('connector' = 'file', 'path' = '"
                        + directory.resolve("calls.csv") + "', 'format' = 'csv', 'follow' = 'true')",
                "CREATE TABLE names (code VARCHAR PRIMARY KEY, name VARCHAR)",
                "INSERT INTO names VALUES ('a', 'one'), ('b', 'two')");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    /** Lines {@code id,code,minute:second}. */
    private void calls(String... lines) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            int time = line.lastIndexOf(',') + 1;
            text.append(line, 0, time)
                    .append("2026-01-01 10:")
                    .append(line.substring(time))
                    .append('\n');
        }
        Files.writeString(
                directory.resolve("calls.csv"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void whatChangesLaterDoesNotCorrectARow() throws Exception {
        sql.execute("CREATE VIEW named AS " + NAMED);
        sql.await("SELECT * FROM named ORDER BY id", "1|a|one");
        sql.execute("UPDATE names SET name = 'uno' WHERE code = 'a'", "DELETE FROM names WHERE code = 'b'");
        calls("2,a,00:02", "3,b,00:03", "4,c,00:04");
        sql.await("SELECT * FROM named ORDER BY id", "1|a|one", "2|a|uno", "3|b|null", "4|c|null");
        sql.execute("INSERT INTO names VALUES ('c', 'three')");
        calls("5,c,00:05");
        sql.await("SELECT * FROM named ORDER BY id", "1|a|one", "2|a|uno", "3|b|null", "4|c|null", "5|c|three");

        // A query that runs once joins with what is there now, and so does a view that comes now with the rows that
        // were.
        List<String> now = List.of("1|a|uno", "2|a|uno", "3|b|null", "4|c|three", "5|c|three");
        assertThat(sql.rows(NAMED + " ORDER BY id")).isEqualTo(now);
        sql.execute("CREATE VIEW later AS " + NAMED);
        assertThat(sql.rows("SELECT * FROM later ORDER BY id")).isEqualTo(now);
        assertThat(sql.rows("SELECT * FROM named ORDER BY id")).contains("1|a|one", "4|c|null");
    }

    @Test
    void innerJoinsConditionsAndViewsAreLookedUpToo() throws Exception {
        sql.execute(
                "CREATE VIEW lengths AS SELECT name, CHAR_LENGTH(name) AS n, COUNT(*) AS copies FROM names GROUP BY name",
                "CREATE VIEW inside AS SELECT c.id, n.name FROM calls AS c"
                        + " JOIN names FOR SYSTEM_TIME AS OF NOW() AS n ON c.code = n.code AND n.name <> 'two' AND c.id < 9",
                "CREATE VIEW chained AS SELECT c.id, l.n FROM calls AS c"
                        + " JOIN names FOR SYSTEM_TIME AS OF PROCTIME() AS n ON c.code = n.code"
                        + " JOIN lengths FOR SYSTEM_TIME AS OF PROCTIME() AS l ON l.name = n.name WHERE c.id > 1",
                "CREATE VIEW per_minute AS SELECT window_start, name, COUNT(*) AS n FROM TABLE(TUMBLE(("
                        + NAMED.replace("c.code, n.name", "c.ts, n.name")
                        + "), DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, name EMIT ON WINDOW CLOSE");
        calls("2,b,00:20", "3,a,00:21", "9,a,01:30");
        sql.await("SELECT * FROM inside ORDER BY id", "1|one", "3|one");
        sql.await("SELECT * FROM chained ORDER BY id", "2|3", "3|3", "9|3");
        sql.await("SELECT name, n FROM per_minute ORDER BY name", "one|2", "two|1");
        sql.execute("UPDATE names SET name = 'eleven' WHERE code = 'a'");
        calls("4,a,01:40");
        sql.await("SELECT * FROM chained ORDER BY id", "2|3", "3|3", "4|6", "9|3");
        assertThat(sql.rows("SELECT * FROM inside ORDER BY id")).containsExactly("1|one", "3|one", "4|eleven");
    }

    @Test
    void explainTellsWhatIsKeptAndWhatCannotBeIsRefused() throws Exception {
        assertThat(String.join("\n", sql.rows("EXPLAIN CIRCUIT FOR SELECT STREAM * FROM (" + NAMED + ") AS x")))
                .contains("look up or NULL on", "in the tick that brings a left row");
        assertThat(sql.rows("EXPLAIN STATE FOR " + NAMED))
                .containsExactly("look up|all rows of the right side|yes|the rows of names|null");
        sql.execute("CREATE TABLE stored (code VARCHAR)");
        assertThat(sql.failure("CREATE VIEW v AS "
                                + NAMED.replace("calls", "stored").replace("c.id, ", ""))
                        .getMessage())
                .contains("line 1:", "must be rows that are never taken back");
        assertThat(sql.rows(NAMED.replace("calls", "stored").replace("c.id, ", "")))
                .isEmpty();
        assertThat(sql.failure("CREATE VIEW v AS " + NAMED + " AND c.id > 3").getMessage())
                .contains("conditions on the right side");
        assertThat(sql.failure("CREATE VIEW v AS " + NAMED.replace("CURRENT_TIMESTAMP", "c.ts"))
                        .getMessage())
                .contains("has no event time", "AS OF CURRENT_TIMESTAMP");
    }
}
