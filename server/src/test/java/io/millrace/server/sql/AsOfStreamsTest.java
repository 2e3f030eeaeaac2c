package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Joins as of a time over streams with watermarks, as a user meets them: corrected as rows come, final rows alone, and what is refused. */
@Timeout(120)
class AsOfStreamsTest {
    @TempDir
    private Path directory;

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("as-of-streams");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    /** Lines {@code name,value,minute:second}. */
    private void append(String table, String... lines) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split(",");
            text.append(parts[0])
                    .append(',')
                    .append(parts[1])
                    .append(",2026-01-01 10:")
                    .append(parts[2])
                    .append('\n');
        }
        Files.writeString(
                directory.resolve(table + ".csv"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void table(String name, boolean follows, String options) throws SQLException {
        sql.execute("CREATE TABLE " + name + " (code VARCHAR, n BIGINT, ts TIMESTAMP NOT NULL,"
                + " WATERMARK FOR ts AS ts - INTERVAL '10' SECOND) WITH ('connector' = 'file', 'path' = '"
                + directory.resolve(name + ".csv") + "', 'format' = 'csv', 'follow' = '" + follows + "'" + options
                + ")");
    }

    private static final String PRICED = "SELECT t.code, t.n AS pieces, p.n AS price, t.ts FROM trades AS t"
            + " LEFT ASOF JOIN prices AS p MATCH_CONDITION t.ts >= p.ts ON t.code = p.code";

    @Test
    void aLaterPriceCorrectsWhatIsShownAndWhatIsFinalStays() throws Exception {
        append("prices", "a,10,00:00", "b,90,00:00");
        append("trades", "a,1,00:20", "a,2,00:12", "c,3,00:20");
        table("prices", true, "");
        table("trades", true, "");
        sql.execute(
                "CREATE VIEW priced AS " + PRICED,
                "CREATE VIEW settled AS " + PRICED + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW as_of AS SELECT t.code, t.n AS pieces, p.n AS price FROM trades AS t"
                        + " JOIN prices FOR SYSTEM_TIME AS OF t.ts AS p ON t.code = p.code AND p.n < 50",
                "CREATE VIEW or_none AS SELECT t.code, t.n AS pieces, p.n AS price, p.code AS known FROM trades AS t"
                        + " LEFT JOIN prices FOR SYSTEM_TIME AS OF t.ts AS p ON t.code = p.code AND p.n * t.n < 50");
        sql.await("SELECT code, pieces, price FROM priced ORDER BY pieces", "a|1|10", "a|2|10", "c|3|null");

        append("prices", "a,12,00:15", "a,60,00:30");
        sql.await("SELECT code, pieces, price FROM priced ORDER BY pieces", "a|1|12", "a|2|10", "c|3|null");
        append("trades", "b,4,00:40", "a,5,00:31");
        sql.await(
                "SELECT code, pieces, price FROM priced ORDER BY pieces",
                "a|1|12",
                "a|2|10",
                "c|3|null",
                "b|4|90",
                "a|5|60");
        assertThat(sql.rows("SELECT code, pieces, price FROM as_of ORDER BY pieces"))
                .containsExactly("a|1|12", "a|2|10");
        assertThat(sql.rows("SELECT * FROM or_none ORDER BY pieces"))
                .containsExactly("a|1|12|a", "a|2|10|a", "c|3|null|null", "b|4|null|null", "a|5|null|null");
        // Trades have come to 00:30, prices to 00:20.
        sql.await("SELECT code, pieces, price FROM settled ORDER BY pieces", "a|2|10");

        append("prices", "b,91,01:00");
        sql.await("SELECT code, pieces, price FROM settled ORDER BY pieces", "a|1|12", "a|2|10", "c|3|null");
        append("trades", "z,6,01:00");
        sql.await(
                "SELECT code, pieces, price FROM settled ORDER BY pieces",
                "a|1|12",
                "a|2|10",
                "c|3|null",
                "b|4|90",
                "a|5|60");
        // A view that comes later finds what was forgotten in the streams.
        sql.execute("CREATE VIEW later AS " + PRICED);
        assertThat(sql.rows("SELECT * FROM later ORDER BY pieces"))
                .isEqualTo(sql.rows("SELECT * FROM priced ORDER BY pieces"))
                .hasSize(6);
    }

    @Test
    void whenStreamsHaveEndedFinalRowsAreAllRows() throws Exception {
        Random random = new Random(5);
        for (String table : List.of("trades", "prices")) {
            String[] lines = new String[2_000];
            for (int i = 0; i < lines.length; i++) {
                int second = Math.max(0, i - random.nextInt(14));
                lines[i] = "c%d,%d,%02d:%02d".formatted(random.nextInt(5), i, second / 60, second % 60);
            }
            append(table, lines);
            table(table, false, "");
        }
        for (String comparison : List.of(">=", ">", "<=", "<")) {
            for (String kind : List.of("", "LEFT ")) {
                String name = "v" + comparison.length() + (comparison.startsWith(">") ? "g" : "l") + kind.strip();
                String query = "SELECT t.code, t.n AS pieces, p.n AS price FROM trades AS t " + kind
                        + "ASOF JOIN prices AS p MATCH_CONDITION t.ts " + comparison + " p.ts ON t.code = p.code";
                sql.execute(
                        "CREATE VIEW " + name + " AS " + query,
                        "CREATE VIEW " + name + "_final AS " + query + " EMIT ON WINDOW CLOSE");
                List<String> all = sql.rows(query + " ORDER BY pieces");

                sql.await(
                        "SELECT COUNT(*), COUNT(DISTINCT pieces) FROM " + name + "_final",
                        all.size() + "|" + all.size());
                assertThat(sql.rows("SELECT * FROM " + name + "_final ORDER BY pieces"))
                        .as(query)
                        .isEqualTo(all)
                        .hasSizeGreaterThan(1_500);
                assertThat(sql.rows("SELECT * FROM " + name + " ORDER BY pieces"))
                        .as(query)
                        .isEqualTo(all);
            }
        }
    }

    @Test
    void explainSaysWhatIsKept() throws Exception {
        append("prices", "a,10,00:00");
        append("trades", "a,1,00:20");
        table("prices", true, "");
        table("trades", true, "");
        sql.execute("CREATE TABLE fixed (code VARCHAR, n BIGINT, ts TIMESTAMP)");

        assertThat(sql.rows("EXPLAIN STATE FOR " + PRICED))
                .singleElement()
                .asString()
                .startsWith("left join as of|rows of both sides, and the newest right row of each key|yes|")
                .contains("the least of watermark of trades and watermark of prices");
        assertThat(sql.rows("EXPLAIN STATE FOR " + PRICED.replace(">=", "<")))
                .singleElement()
                .asString()
                .contains("|no|", "left rows until their key has a later right row");
        assertThat(sql.rows("EXPLAIN STATE FOR " + PRICED.replace("prices", "fixed")))
                .singleElement()
                .asString()
                .contains("all rows of both sides, in order|no|", "WATERMARK");
        assertThat(String.join("\n", sql.rows("EXPLAIN CIRCUIT FOR SELECT STREAM * FROM (" + PRICED + ") AS x")))
                .contains("join left as of", "forgets rows");
        assertThat(sql.failure("CREATE VIEW v AS " + PRICED.replace("prices", "fixed") + " EMIT ON WINDOW CLOSE")
                        .getMessage())
                .contains("EMIT ON WINDOW CLOSE needs to know when a join as of a time is final");
    }

    @Test
    void whatCannotBeJoinedAsOfATimeIsRefusedAndSaysWhatToDo() throws Exception {
        append("prices", "a,10,00:00");
        append("trades", "a,1,00:20");
        table("prices", true, "");
        table("trades", true, "");
        sql.execute(
                "CREATE TABLE fixed (code VARCHAR, n BIGINT, ts TIMESTAMP)",
                "CREATE VIEW newest AS SELECT code, MAX(ts) AS ts FROM prices GROUP BY code",
                "CREATE VIEW copied AS SELECT ts AS t1, ts AS t2, code FROM prices");
        refused("t.ts >= t.ts ON t.code = p.code", "compares a column of the left side of the ASOF JOIN with one of");
        refused("t.ts = p.ts ON t.code = p.code", "one comparison with >=, >, <= or <");
        refused("t.ts >= p.ts ON t.code = p.code AND p.n > 3", "nothing but equalities between both sides");
        refused("t.ts >= p.ts ON t.code = p.code AND t.n IN (SELECT n FROM fixed)", "cannot have subqueries");
        refused("t.n >= p.code ON t.code = p.code", "p.code");
        assertThat(sql.failure("SELECT * FROM trades t JOIN fixed FOR SYSTEM_TIME AS OF t.ts AS f ON t.code = f.code")
                        .getMessage())
                .contains("line 1:", "has no event time", "ASOF JOIN");
        assertThat(sql.failure("SELECT * FROM trades t JOIN newest FOR SYSTEM_TIME AS OF t.ts AS f ON t.code = f.code")
                        .getMessage())
                .contains("replaces its rows");
        assertThat(sql.failure("SELECT * FROM trades t JOIN copied FOR SYSTEM_TIME AS OF t.ts AS f ON t.code = f.code")
                        .getMessage())
                .contains("'t1' and 't2'");
        assertThat(sql.failure("SELECT * FROM trades t JOIN prices FOR SYSTEM_TIME AS OF t.n AS f ON t.code = f.code")
                        .getMessage())
                .contains("takes a TIMESTAMP");
        assertThat(sql.failure("SELECT * FROM trades t JOIN prices FOR SYSTEM_TIME AS OF t.ts AS f ON t.n < f.n")
                        .getMessage())
                .contains("must compare the columns that tell its rows apart");
        assertThat(sql.failure(
                                "SELECT * FROM trades t FULL JOIN prices FOR SYSTEM_TIME AS OF t.ts AS f ON t.code = f.code")
                        .getMessage())
                .contains("JOIN and LEFT JOIN only");
        assertThat(sql.failure("SELECT * FROM trades FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01 00:00:00'")
                        .getMessage())
                .contains("behind JOIN only");
    }

    private void refused(String condition, String message) {
        assertThat(sql.failure("SELECT t.n FROM trades AS t ASOF JOIN prices AS p MATCH_CONDITION " + condition)
                        .getMessage())
                .contains("line 1:", message);
    }
}
