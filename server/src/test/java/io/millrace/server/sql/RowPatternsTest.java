package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MATCH_RECOGNIZE as a user meets it, with rows that follow from the definition of the standard. */
@Timeout(120)
class RowPatternsTest {
    private static final String VALLEYS = "SELECT * FROM ticker MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts"
            + " MEASURES FIRST(strt.ts) AS t0, LAST(down.price) AS bottom, LAST(up.ts) AS t2, COUNT(*) AS n"
            + " AFTER MATCH SKIP TO LAST up PATTERN (strt down+ up+)"
            + " DEFINE down AS price < PREV(price), up AS up.price > PREV(up.price))";

    @TempDir
    private Path directory;

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("row-patterns");
        sql.execute("CREATE TABLE ticker (symbol VARCHAR, ts INT, price INT)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    private void insert(String symbol, int from, int... prices) throws SQLException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < prices.length; i++) {
            rows.append(i == 0 ? "" : ", ").append("('" + symbol + "', " + (from + i) + ", " + prices[i] + ")");
        }
        sql.execute("INSERT INTO ticker VALUES " + rows);
    }

    @Test
    void aViewShowsValleysInPricesAndFollowsEveryChange() throws SQLException {
        sql.execute("CREATE VIEW before_rows AS " + VALLEYS);
        insert("A", 1, 12, 17, 19, 21, 25, 12, 15, 20, 24, 25);
        insert("B", 1, 10, 9, 10);
        sql.execute("CREATE VIEW after_rows AS " + VALLEYS);

        String[] expected = {"A|5|12|10|6", "B|1|9|3|3"};
        assertThat(sql.rows(VALLEYS)).containsExactlyInAnyOrder(expected);
        assertThat(sql.rows("SELECT * FROM before_rows")).containsExactlyInAnyOrder(expected);
        assertThat(sql.rows("SELECT * FROM after_rows")).containsExactlyInAnyOrder(expected);

        // A row between the others ends the rise, rows at the end begin a valley and end it.
        sql.execute("INSERT INTO ticker VALUES ('A', 8, 1)", "DELETE FROM ticker WHERE symbol = 'B' AND ts = 2");
        insert("A", 11, 3, 4);
        String[] now = sql.rows(VALLEYS).toArray(new String[0]);
        assertThat(now).hasSize(3);
        assertThat(sql.rows("SELECT * FROM before_rows")).containsExactlyInAnyOrder(now);
        assertThat(sql.rows("SELECT * FROM after_rows")).containsExactlyInAnyOrder(now);
    }

    @Test
    void allRowsOfAMatchShowWhatIsRunningAndWhatIsFinal() throws SQLException {
        insert("A", 1, 5, 3, 4, 6, 2);

        assertThat(
                        sql.rows(
                                "SELECT * FROM ticker MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES MATCH_NUMBER() AS m,"
                                        + " CLASSIFIER() AS v, COUNT(up.*) AS ups, FINAL COUNT(up.*) AS all_ups, SUM(price) AS s"
                                        + " ALL ROWS PER MATCH PATTERN (strt up+) DEFINE up AS price > PREV(price)) ORDER BY ts"))
                .containsExactly("A|2|1|strt|0|2|3|3", "A|3|1|up|1|2|7|4", "A|4|1|up|2|2|13|6");
    }

    @Test
    void quantifiersAlternativesAndSkipsMeanWhatTheStandardSays() throws SQLException {
        insert("A", 1, 1, 2, 3, 4, 5, 6);
        String head =
                "SELECT * FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(ts) AS f, LAST(ts) AS l, CLASSIFIER() AS c ";
        // Greedy, reluctant, counted.
        assertThat(sql.rows(head + "PATTERN (a b* c) DEFINE b AS price < 5)")).containsExactly("1|5|c");
        assertThat(sql.rows(head + "PATTERN (a b*? c) DEFINE b AS price < 5)"))
                .containsExactly("1|2|c", "3|4|c", "5|6|c");
        assertThat(sql.rows(head + "PATTERN (a{2,3}) DEFINE a AS price > 0)")).containsExactly("1|3|a", "4|6|a");
        assertThat(sql.rows(head + "PATTERN (a{,2}) DEFINE a AS price > 4)"))
                .containsExactly("null|null|null", "null|null|null", "null|null|null", "null|null|null", "5|6|a");
        // The first branch that goes is taken, not the longest.
        assertThat(sql.rows(head + "PATTERN (a | b c) DEFINE a AS price > 2)"))
                .containsExactly("1|2|c", "3|3|a", "4|4|a", "5|5|a", "6|6|a");
        assertThat(sql.rows(head + "PATTERN (PERMUTE(a, b)) DEFINE a AS MOD(price, 3) = 0, b AS MOD(price, 3) = 2)"))
                .containsExactly("2|3|a", "5|6|a");
        // Anchors.
        assertThat(sql.rows(head + "PATTERN (^ a b) DEFINE b AS price > 0)")).containsExactly("1|2|b");
        assertThat(sql.rows(head + "PATTERN (a b $) DEFINE b AS price > 0)")).containsExactly("5|6|b");
        // Where the search goes on.
        assertThat(sql.rows(head + "AFTER MATCH SKIP TO NEXT ROW PATTERN (a b) DEFINE b AS price > 4)"))
                .containsExactly("4|5|b", "5|6|b");
        assertThat(sql.rows(head + "AFTER MATCH SKIP TO FIRST b PATTERN (a b b) DEFINE b AS price > 0)"))
                .containsExactly("1|3|b", "2|4|b", "3|5|b", "4|6|b");
        assertThat(sql.rows(head + "AFTER MATCH SKIP TO b PATTERN (a b b) DEFINE b AS price > 0)"))
                .containsExactly("1|3|b", "3|5|b");
    }

    @Test
    void valuesComeFromTheRowsThatTheyNameAndNotFromOthers() throws SQLException {
        insert("A", 1, 10, 20, 30, 25, 40);
        assertThat(sql.rows("SELECT * FROM ticker AS t MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY t.ts DESC"
                        + " MEASURES FIRST(b.price) AS b0, FIRST(b.price, 1) AS b1, LAST(b.price, 5) AS none,"
                        + " PREV(FIRST(b.price)) AS a0, NEXT(b.price, 2) AS beyond, PREV(a.price * 2, 1) AS before,"
                        + " AVG(u.price) AS mean, COUNT(DISTINCT b.symbol) AS d, MAX(price + 1) AS top,"
                        + " FIRST(COALESCE(b.price, 0), 9) AS no_row, a.price AS a_last"
                        + " PATTERN (a b b) SUBSET u = (a, b) DEFINE b AS b.price < a.price + 5) AS m"))
                .containsExactly("A|25|30|null|40|10|null|31.666666666666668|1|41|null|40");
        assertThat(sql.rows(
                        "SELECT c, s FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) AS c, SUM(b.price) AS s"
                                + " PATTERN (a b+) DEFINE b AS SUM(b.price) <= 50 AND COUNT(b.*) < 3)"))
                .containsExactly("3|50", "2|40");
    }

    @Test
    void excludedRowsAreMatchedAndNotShown() throws SQLException {
        insert("A", 1, 1, 5, 5, 2);
        assertThat(sql.rows(
                        "SELECT ts, v, n FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES CLASSIFIER() AS v, COUNT(*) AS n"
                                + " ALL ROWS PER MATCH PATTERN (a {- b+ -} c) DEFINE b AS price = 5) ORDER BY ts"))
                .containsExactly("1|a|1", "4|c|4");
    }

    @Test
    void theInputMayBeAnyQueryAndTheResultMayBePartOfOne() throws SQLException {
        insert("A", 1, 1, 2, 1, 2, 3);
        insert("B", 1, 3, 4);
        sql.execute("CREATE VIEW rises AS WITH big AS (SELECT symbol, ts, price * 10 AS p FROM ticker WHERE price > 0)"
                + " SELECT m.symbol, COUNT(*) AS n, SUM(m.n) AS length FROM big MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts"
                + " MEASURES COUNT(*) AS n PATTERN (a b+) DEFINE b AS p > PREV(p)) AS m"
                + " JOIN (VALUES ('A'), ('B')) AS s (symbol) ON s.symbol = m.symbol GROUP BY m.symbol");
        assertThat(sql.rows("SELECT * FROM rises ORDER BY symbol")).containsExactly("A|2|5", "B|1|2");
        insert("B", 3, 5, 4, 5);
        assertThat(sql.rows("SELECT * FROM rises ORDER BY symbol")).containsExactly("A|2|5", "B|2|5");
        assertThat(sql.rows("SELECT n FROM (SELECT symbol, ts, price FROM ticker WHERE symbol = 'B') MATCH_RECOGNIZE"
                        + " (ORDER BY ts MEASURES COUNT(*) AS n PATTERN (a b+) DEFINE b AS price > PREV(price))"))
                .containsExactly("3", "2");
    }

    @Test
    void aSearchThatTakesTooManyStepsEndsInAnError() throws SQLException {
        insert("A", 1, new int[40]);
        SQLException failure = sql.failure("SELECT * FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) AS n"
                + " PATTERN ((a | b | c)+ d) DEFINE a AS SUM(a.price) >= 0, d AS d.price > 1)");
        assertThat(failure.getMessage()).contains("PATTERN_LIMIT", "took more than 10000000 steps");
        // Where conditions are about rows, what has failed is not tried again.
        assertThat(sql.rows("SELECT * FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) AS n"
                        + " PATTERN ((a | b | c)+ d) DEFINE a AS a.price >= 0, d AS d.price > 1)"))
                .isEmpty();
    }

    @Test
    void mistakesAreToldAtTheirPlace() {
        String head = "SELECT * FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) AS n ";
        assertThat(error(head + "PATTERN (a b) DEFINE c AS price > 1)"))
                .contains("There is no variable 'c'", "line 1:95");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS x.price > 1)")).contains("There is no variable 'x'");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS b.prize > 1)"))
                .contains(
                        "Column 'prize' not found in the rows of MATCH_RECOGNIZE. Did you mean 'price'?", "line 1:102");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS b.price)")).contains("DEFINE takes a condition");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS b.symbol + 1 > 2)")).contains("TYPE_MISMATCH");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS FINAL LAST(b.price) > 2)"))
                .contains("FINAL cannot stand in DEFINE");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS SUM(a.price + b.price) > 2)"))
                .contains("mixes rows of several variables");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS FIRST(PREV(b.price)) > 2)"))
                .contains("PREV cannot stand inside");
        assertThat(error(head + "PATTERN (a b) DEFINE b AS PREV(1) > 2)")).contains("needs a column");
        assertThat(error(head + "PATTERN (a b) WITHIN INTERVAL '1' HOUR DEFINE b AS b.price > 2)"))
                .contains("WITHIN needs an ORDER BY whose first column is a TIMESTAMP");
        assertThat(error(head + "PATTERN ({- a -} b) DEFINE b AS b.price > 2)")).contains("ALL ROWS PER MATCH");
        assertThat(error(head + "PATTERN ((a{100}){200} b) DEFINE b AS b.price > 2)"))
                .contains("STATEMENT_TOO_COMPLEX");
        assertThat(error("SELECT PREV(price) FROM ticker")).contains("MATCH_RECOGNIZE");
        assertThat(error("SELECT * FROM ticker MATCH_RECOGNIZE (ORDER BY price + 1 PATTERN (a) DEFINE a AS price > 1)"))
                .contains("ORDER BY of MATCH_RECOGNIZE takes columns");
    }

    @Test
    void onlyMatchesThatNoRowToComeCanChangeAreEmittedOnWindowClose() throws Exception {
        Path file = directory.resolve("logins.csv");
        String[] lines = {"eve,00:00,f", "eve,00:10,f", "bob,00:12,f", "eve,00:20,t", "bob,01:05,f"};
        write(file, lines);
        sql.execute(
                "CREATE TABLE logins (name VARCHAR, ts TIMESTAMP NOT NULL, ok VARCHAR, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)"
                        + " WITH ('connector' = 'file', 'path' = '" + file + "', 'format' = 'csv', 'follow' = 'true')");
        String attacks = "SELECT * FROM logins MATCH_RECOGNIZE (PARTITION BY name ORDER BY ts MEASURES COUNT(f.*) AS n"
                + " PATTERN (f+ t?) WITHIN INTERVAL '30' SECOND DEFINE f AS ok = 'f', t AS ok = 't')";
        sql.execute("CREATE VIEW live AS " + attacks, "CREATE VIEW finished AS " + attacks + " EMIT ON WINDOW CLOSE");
        sql.await("SELECT * FROM live ORDER BY name, n", "bob|1", "bob|1", "eve|2");
        // The watermark is 01:00: what began at 00:12 cannot go on, what began at 01:05 can.
        sql.await("SELECT * FROM finished ORDER BY name", "bob|1", "eve|2");
        write(file, "bob,01:08,f", "bob,01:20,t", "eve,02:00,t");
        sql.await("SELECT * FROM live ORDER BY name, n", "bob|1", "bob|2", "eve|2");
        sql.await("SELECT * FROM finished ORDER BY name, n", "bob|1", "bob|2", "eve|2");
        assertThat(sql.rows("SELECT * FROM logins$late")).isEmpty();
        assertThat(String.join("\n", sql.rows("EXPLAIN STATE FOR SELECT STREAM" + attacks.substring(6))))
                .contains("row pattern", "rows go when event time + 30000 ms is before watermark of logins");
    }

    /** Lines {@code name,minute:second,ok} at the end of a file. */
    private static void write(Path file, String... lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.replaceFirst(",", ",2026-01-01 10:")).append('\n');
        }
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void parametersAndFailingCallsAreThoseOfAnyQuery() throws SQLException {
        insert("A", 1, 1, 0, 2);
        try (PreparedStatement statement = sql.connection()
                .prepareStatement(
                        "SELECT n, t FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) + ? AS n, ? AS t"
                                + " PATTERN (a+) DEFINE a AS price < ?)")) {
            statement.setInt(1, 10);
            statement.setString(2, "x");
            statement.setInt(3, 2);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("12|x");
            }
        }
        String failing = "SELECT n FROM ticker MATCH_RECOGNIZE (ORDER BY ts MEASURES COUNT(*) AS n PATTERN (a+)"
                + " DEFINE a AS 10 / price > 0)";
        assertThat(sql.state(failing)).isEqualTo("22012");
        sql.execute("CREATE VIEW divided AS " + failing);
        assertThat(sql.rows("SELECT n FROM divided ORDER BY n")).containsExactly("1", "1");
        assertThat(sql.rows("SELECT VIEW_NAME FROM MILLRACE.ROW_ERRORS").stream()
                        .distinct())
                .containsExactly("divided");
    }

    private String error(String statement) {
        return sql.failure(statement).getMessage();
    }
}
