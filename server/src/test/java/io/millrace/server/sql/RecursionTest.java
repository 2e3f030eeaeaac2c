package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WITH RECURSIVE over JDBC: as a read, and as views made before and after the rows, on one to four workers. */
@Timeout(120)
class RecursionTest {
    private static final List<String> QUERIES = List.of(
            "WITH RECURSIVE t(a, b) AS (SELECT a, b FROM e UNION SELECT t.a, e.b FROM t JOIN e ON t.b = e.a) SELECT a, b FROM t",
            "WITH RECURSIVE t(a) AS (SELECT 0 UNION SELECT e.b FROM t JOIN e ON t.a = e.a WHERE e.b NOT IN"
                    + " (SELECT id FROM shut WHERE id IS NOT NULL)) SELECT a FROM t",
            "WITH RECURSIVE t(a, n) AS (SELECT 0, 0 UNION SELECT e.b, t.n + 1 FROM t JOIN e ON t.a = e.a WHERE t.n <"
                    + " (SELECT COUNT(*) FROM shut)) SELECT a, MIN(n) FROM t GROUP BY a",
            "WITH RECURSIVE t(a, n) AS (SELECT 0, 0 UNION ALL SELECT e.b, t.n + 1 FROM t JOIN e ON t.a = e.a WHERE t.n < 3)"
                    + " SELECT a, n, COUNT(*) FROM t GROUP BY a, n");

    /** The relation of pairs joined with itself: twice as long ways in every iteration. Others do not know that. */
    private static final String DOUBLED =
            "WITH RECURSIVE t(a, b) AS (SELECT a, b FROM e UNION SELECT x.a, y.b FROM t x JOIN t y ON x.b = y.a) SELECT a, b FROM t";

    @ParameterizedTest
    @CsvSource({"1, 11", "2, 12", "3, 13", "4, 14"})
    void readsAndViewsOfRandomGraphsEqualDuckDb(int workers, long seed, @TempDir Path data)
            throws IOException, SQLException {
        Random random = new Random(seed);
        try (Server server = ComparedEngine.server(data, workers);
                ComparedEngine ours = ComparedEngine.millrace(server);
                ComparedEngine duckDb = ComparedEngine.duckdb()) {
            for (ComparedEngine engine : List.of(ours, duckDb)) {
                engine.execute("CREATE TABLE e (id INT PRIMARY KEY, a INT, b INT)");
                engine.execute("CREATE TABLE shut (id INT)");
            }
            views(ours, "early");
            int next = 0;
            for (int round = 0; round < 10; round++) {
                for (String change : changes(random, next)) {
                    ours.execute(change);
                    duckDb.execute(change);
                }
                next += 100;
                if (round == 5) {
                    views(ours, "late");
                }
                compare(ours, duckDb, round, "seed=" + seed + " workers=" + workers + " round=" + round);
            }
        }
    }

    private static void views(ComparedEngine ours, String prefix) throws SQLException {
        for (int query = 0; query < QUERIES.size(); query++) {
            ours.execute("CREATE VIEW " + prefix + query + " AS "
                    + QUERIES.get(query)
                            .replace("MIN(n)", "MIN(n) AS m")
                            .replace("COUNT(*) FROM t", "COUNT(*) AS c FROM t"));
        }
        ours.execute("CREATE VIEW " + prefix + "_doubled AS " + DOUBLED);
    }

    private static List<String> changes(Random random, int next) {
        List<String> changes = new ArrayList<>();
        int nodes = 8;
        for (int i = 0; i < 4; i++) {
            changes.add("INSERT INTO e VALUES (" + (next + i) + ", " + random.nextInt(nodes) + ", "
                    + (random.nextInt(9) == 0 ? "NULL" : String.valueOf(random.nextInt(nodes))) + ")");
        }
        if (random.nextBoolean()) {
            changes.add("DELETE FROM e WHERE a = " + random.nextInt(nodes));
        }
        changes.add("UPDATE e SET b = " + random.nextInt(nodes) + " WHERE id = " + random.nextInt(next + 1));
        changes.add(
                random.nextBoolean()
                        ? "INSERT INTO shut VALUES (" + random.nextInt(nodes) + ")"
                        : "DELETE FROM shut WHERE id < " + random.nextInt(nodes));
        return changes;
    }

    private static void compare(ComparedEngine ours, ComparedEngine duckDb, int round, String where)
            throws SQLException {
        for (int query = 0; query < QUERIES.size(); query++) {
            List<String> expected = duckDb.sortedRows(QUERIES.get(query));
            String what = where + " " + QUERIES.get(query);
            assertThat(ours.sortedRows(QUERIES.get(query))).as("read, %s", what).isEqualTo(expected);
            for (String view : round < 5 ? List.of("early") : List.of("early", "late")) {
                assertThat(ours.sortedRows("SELECT * FROM " + view + query))
                        .as("%s, %s", view, what)
                        .isEqualTo(expected);
            }
        }
        List<String> pairs = duckDb.sortedRows(QUERIES.get(0));
        assertThat(ours.sortedRows(DOUBLED)).as("doubled, %s", where).isEqualTo(pairs);
        assertThat(ours.sortedRows("SELECT * FROM early_doubled"))
                .as("doubled view, %s", where)
                .isEqualTo(pairs);
    }

    @Test
    void aCycleThatOnlyKeepsItselfGoes() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("recursion-cycle")) {
            sql.execute(
                    "CREATE TABLE e (a INT, b INT)",
                    "CREATE VIEW reached AS WITH RECURSIVE t(a) AS"
                            + " (SELECT 1 UNION SELECT e.b FROM t JOIN e ON t.a = e.a) SELECT a FROM t");
            update(sql, "INSERT INTO e VALUES (1, 2), (2, 3), (3, 4), (4, 2)");
            assertThat(sql.rows("SELECT a FROM reached ORDER BY a")).containsExactly("1", "2", "3", "4");

            update(sql, "DELETE FROM e WHERE a = 1");

            assertThat(sql.rows("SELECT a FROM reached")).containsExactly("1");
        }
    }

    @Test
    void aViewSaysHowManyIterationsItMayTake() throws SQLException {
        String series = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 11) SELECT n FROM t";
        try (SqlFixture sql = SqlFixture.start("recursion-limit")) {
            sql.execute("CREATE VIEW ten WITH ('max-iterations' = '10') AS " + series);
            assertThat(sql.rows("SELECT COUNT(*) FROM ten")).containsExactly("11");

            assertRefused(
                    sql,
                    "CREATE VIEW nine WITH ('max-iterations' = '9') AS " + series,
                    "54000",
                    "line 1:66",
                    "'t' has not ended after 9 iterations",
                    "'max-iterations'");
            assertRefused(sql, "CREATE VIEW v WITH ('max-iterations' = '0') AS " + series, "22023", "less than 1");
            assertRefused(sql, "CREATE VIEW v WITH ('max-iterations' = 'x') AS " + series, "22023", "no whole number");
            assertRefused(
                    sql,
                    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
                    "54000",
                    "line 1:16",
                    "after 10000 iterations",
                    "UNION instead of UNION ALL");
        }
    }

    @Test
    void aChangeThatLetsARecursionGoOnForEverStopsItsViewAndNothingElse() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("recursion-endless")) {
            sql.execute(
                    "CREATE TABLE e (a INT, b INT)",
                    "CREATE VIEW steps AS WITH RECURSIVE t(a, n) AS (SELECT a, 1 FROM e UNION ALL SELECT e.b, t.n + 1 FROM t JOIN e"
                            + " ON t.a = e.a) SELECT a, n FROM t",
                    "CREATE VIEW pairs AS WITH RECURSIVE t(a, b) AS (SELECT a, b FROM e UNION SELECT t.a, e.b FROM t JOIN e"
                            + " ON t.b = e.a) SELECT a, b FROM t");
            update(sql, "INSERT INTO e VALUES (1, 2), (2, 3)");
            assertThat(sql.rows("SELECT COUNT(*) FROM steps")).containsExactly("5");

            update(sql, "INSERT INTO e VALUES (3, 1)");

            assertThat(sql.rows("SELECT COUNT(*) FROM pairs")).containsExactly("9");
            assertRefused(sql, "SELECT * FROM steps", "54000", "'t' has not ended after 10000 iterations");
        }
    }

    private static void update(SqlFixture sql, String statement) throws SQLException {
        try (Statement update = sql.connection().createStatement()) {
            update.executeUpdate(statement);
        }
    }

    private static void assertRefused(SqlFixture sql, String query, String state, String... parts) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> sql.rows(query));
        assertThat((Throwable) failure).as(query).isNotNull();
        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).as(query).contains(parts);
    }
}
