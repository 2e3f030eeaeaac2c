package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joins without an equality, one side of which is on all workers: views over tables that change at random, made before and
 * between the changes, and reads, beside DuckDB, with one to four workers.
 */
@Timeout(120)
class AllPairsJoinsTest {
    private static final long SEED = 20_261_120;
    private static final int ROUNDS = 4;

    private static final List<String> QUERIES = List.of(
            "SELECT a.id, b.id AS bid FROM a CROSS JOIN b",
            "SELECT COUNT(*) AS n FROM a, b",
            "SELECT a.id, b.id AS bid, a.x + b.y AS s FROM a JOIN b ON a.x < b.y",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x > b.y",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON TRUE",
            "SELECT a.id, b.id AS bid, b.s FROM a RIGHT JOIN b ON a.x > b.y AND a.s <> b.s",
            "SELECT a.id, b.id AS bid, a.s, b.s AS bs FROM a FULL JOIN b ON a.x > b.y + 1",
            "SELECT b.id, a.id AS aid FROM b FULL JOIN a ON a.x IS NOT NULL AND b.y > 3",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON TRUE",
            "SELECT a.s, COUNT(*) AS n, SUM(b.y) AS y FROM a LEFT JOIN b ON a.x >= b.y GROUP BY a.s",
            "SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.y > a.x)",
            "SELECT a.id, a.s FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.y > a.x AND b.s <> a.s)",
            "SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b)",
            "SELECT a.id FROM a WHERE NOT EXISTS (SELECT 1 FROM b)",
            "SELECT a.id FROM a WHERE a.x >= ALL (SELECT y FROM b)",
            "SELECT a.id, EXISTS (SELECT 1 FROM b WHERE b.y = 3) AS e, a.x > (SELECT AVG(y) FROM b) AS m FROM a",
            "SELECT t.n, b.id FROM (SELECT COUNT(*) AS n FROM a) AS t, b WHERE t.n > b.y",
            "SELECT t.n, b.id FROM (SELECT COUNT(*) AS n FROM a) AS t LEFT JOIN b ON t.n < b.y",
            "SELECT t.n, b.id FROM (SELECT COUNT(*) AS n FROM a) AS t FULL JOIN b ON t.n < b.y",
            "SELECT p.id, q.id AS qid FROM a AS p LEFT JOIN a AS q ON p.x < q.x AND p.s = 'p'",
            "SELECT a.id, b.id AS bid, c.n FROM a JOIN b ON a.x < b.y CROSS JOIN (SELECT COUNT(*) AS n FROM b) AS c");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void viewsAndReadsEqualDuckDb(int workers) throws Exception {
        Random random = new Random(SEED + workers);
        try (Server server = ComparedEngine.server(directory, workers);
                ComparedEngine ours = ComparedEngine.millrace(server);
                ComparedEngine duckdb = ComparedEngine.duckdb()) {
            for (ComparedEngine engine : List.of(ours, duckdb)) {
                engine.execute("CREATE TABLE a (id INT PRIMARY KEY, x INT, s VARCHAR)");
                engine.execute("CREATE TABLE b (id INT, y INT, s VARCHAR)");
            }
            views(ours, "early");
            for (int round = 0; round < ROUNDS; round++) {
                change(random, round, ours, duckdb);
                if (round == 1) {
                    views(ours, "late");
                }
                compare(ours, duckdb, round, "seed " + SEED + ", " + workers + " workers, round " + round);
            }
        }
    }

    private static void views(ComparedEngine ours, String name) throws SQLException {
        for (int i = 0; i < QUERIES.size(); i++) {
            ours.execute("CREATE VIEW " + name + i + " AS " + QUERIES.get(i));
        }
    }

    private static void compare(ComparedEngine ours, ComparedEngine duckdb, int round, String place)
            throws SQLException {
        for (int i = 0; i < QUERIES.size(); i++) {
            List<String> expected = sorted(duckdb.rows(QUERIES.get(i)));
            assertThat(sorted(ours.rows("SELECT * FROM early" + i)))
                    .as("early view, %s, %s", place, QUERIES.get(i))
                    .isEqualTo(expected);
            if (round >= 1) {
                assertThat(sorted(ours.rows("SELECT * FROM late" + i)))
                        .as("late view, %s, %s", place, QUERIES.get(i))
                        .isEqualTo(expected);
            }
            if (round == ROUNDS - 1) {
                assertThat(sorted(ours.rows(QUERIES.get(i))))
                        .as("read, %s, %s", place, QUERIES.get(i))
                        .isEqualTo(expected);
            }
        }
    }

    private static void change(Random random, int round, ComparedEngine... engines) throws SQLException {
        List<List<Object>> a = new ArrayList<>();
        List<List<Object>> b = new ArrayList<>();
        for (int row = 0; row < 8; row++) {
            a.add(row(random, 100 * round + row));
            // Rows that are there twice, too.
            b.add(row(random, random.nextInt(6)));
        }
        List<String> statements = round == 0
                ? List.of()
                : List.of(
                        "DELETE FROM a WHERE id % 3 = " + random.nextInt(3),
                        "UPDATE b SET y = y + 1 WHERE id = " + random.nextInt(6),
                        round == 2 ? "DELETE FROM b" : "DELETE FROM b WHERE y = " + random.nextInt(5));
        for (ComparedEngine engine : engines) {
            for (String statement : statements) {
                engine.execute(statement);
            }
            engine.insert("a", a);
            if (round != 2) {
                engine.insert("b", b);
            }
        }
    }

    private static List<Object> row(Random random, int id) {
        List<Object> row = new ArrayList<>();
        row.add(id);
        row.add(random.nextInt(6) == 0 ? null : random.nextInt(6));
        row.add(random.nextInt(6) == 0 ? null : List.of("p", "q", "r").get(random.nextInt(3)));
        return row;
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }
}
