package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.compare.ComparedEngines;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Joins of random tables with NULLs in every column but the keys: inserted, updated and deleted: read ad hoc, as a view made before
 * the rows, as one made between them, and over the same rows by H2, or DuckDB where H2 does not know the syntax; all agree after each batch of
 * rows.
 */
@Timeout(300)
class JoinsEqualH2OrDuckDbTest {
    /** Keys, narrow numbers, wide ones, decimals, doubles, texts: few different values, so that rows match. */
    private static final List<String> TABLES = List.of(
            "a (id INT NOT NULL PRIMARY KEY, x INT, n BIGINT, m DECIMAL(10, 2), d DOUBLE PRECISION, s VARCHAR(10))",
            "b (id INT NOT NULL PRIMARY KEY, x INT, n BIGINT, m DECIMAL(20, 4), d DOUBLE PRECISION, s VARCHAR(20))",
            "c (id INT NOT NULL PRIMARY KEY, x INT, y INT, s VARCHAR(10))");

    private static final List<String> QUERIES = List.of(
            "SELECT a.id, b.id AS bid, a.s, b.m FROM a JOIN b ON a.x = b.x",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x",
            "SELECT a.id, b.id AS bid, b.s FROM a RIGHT JOIN b ON a.x = b.x",
            "SELECT a.id, b.id AS bid, a.m FROM a FULL JOIN b ON a.x = b.x",
            "SELECT a.id, b.id AS bid FROM a, b WHERE a.x = b.x AND a.n < b.n",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x AND a.n < b.n",
            "SELECT a.id, b.id AS bid FROM a RIGHT JOIN b ON a.x = b.x AND a.n < b.n AND a.d > 1",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON a.x = b.x AND a.n <= b.n",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.n < b.x",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.n > b.x + 2",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON a.n > b.x + 2",
            "SELECT a.id, c.id AS cid FROM a CROSS JOIN c WHERE c.y > 2",
            "SELECT a.id, c.id AS cid FROM a LEFT JOIN c ON TRUE",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.x = b.n",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.m = b.m",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.m = b.d",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.x = b.m",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON a.d = b.x",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.s = b.s",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON UPPER(a.s) = UPPER(b.s) AND a.x + 1 = b.x",
            "SELECT a.id, b.id AS bid FROM a JOIN b ON a.x = b.x AND a.s = b.s AND a.n = b.n",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x IS NOT DISTINCT FROM b.x AND a.s = b.s",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x AND a.s = 'p'",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x AND b.s = 'p'",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x WHERE b.s = 'p'",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x WHERE b.s IS NULL",
            "SELECT a.id, b.id AS bid FROM a LEFT JOIN b ON a.x = b.x WHERE a.s = 'q' AND COALESCE(b.n, 3) = 3",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON a.x = b.x WHERE a.n = 1",
            "SELECT a.id, b.id AS bid FROM a FULL JOIN b ON a.x = b.x WHERE a.n = 1 OR b.n = 1",
            "SELECT id, x, a.n AS an, c.y FROM a JOIN c USING (id, x)",
            "SELECT x, a.id AS aid, c.id AS cid FROM a LEFT JOIN c USING (x)",
            "SELECT x, a.id AS aid, c.id AS cid FROM a FULL JOIN c USING (x)",
            "SELECT id, x, s, y, n FROM a NATURAL JOIN c",
            "SELECT p.id, q.id AS qid FROM a AS p JOIN a AS q ON p.x = q.n",
            "SELECT p.id, q.id AS qid FROM a AS p LEFT JOIN a AS q ON p.x = q.x AND p.id < q.id",
            "SELECT p.x, q.s, COUNT(*) AS n FROM a AS p JOIN a AS q ON p.x = q.x GROUP BY p.x, q.s",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a JOIN b ON a.x = b.x JOIN c ON b.n = c.y",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a, b, c WHERE a.x = c.x AND b.n = c.y",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a LEFT JOIN b ON a.x = b.x LEFT JOIN c ON b.n = c.y",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a LEFT JOIN b ON a.x = b.x FULL JOIN c ON b.n = c.y AND a.s = c.s",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a LEFT JOIN (b JOIN c ON b.x = c.y) ON a.n = b.n",
            "SELECT a.id, b.id AS bid, c.id AS cid FROM a JOIN b ON a.x = b.x AND a.n > b.n RIGHT JOIN c ON c.x = a.x",
            "SELECT a.id, p.id AS pid, q.id AS qid, c.id AS cid FROM a, c, b AS p, b AS q WHERE p.x = a.x AND q.s = p.s AND c.y = q.n AND c.x = 1",
            "SELECT COUNT(*) AS n, SUM(a.n) AS s FROM a, b AS p, c, b AS q, a AS r WHERE a.x = p.x AND p.n = c.y AND c.x = q.x AND q.n = r.x AND r.s = 'p'",
            "SELECT a.s, COUNT(*) AS n, SUM(b.m) AS sm, MAX(c.y) AS my FROM a JOIN b ON a.x = b.x LEFT JOIN c ON b.n = c.x GROUP BY a.s HAVING COUNT(*) > 2",
            "SELECT a.x, COUNT(b.id) AS n, COUNT(DISTINCT b.s) AS ds FROM a LEFT JOIN b ON a.x = b.x GROUP BY a.x",
            "SELECT DISTINCT a.s, c.s AS cs FROM a JOIN c ON a.x = c.x",
            "SELECT t.x, t.n, c.id FROM (SELECT x, COUNT(*) AS n FROM a GROUP BY x) AS t JOIN c ON t.x = c.x AND t.n = c.y",
            "SELECT t.x, t.n, u.n AS un FROM (SELECT x, COUNT(*) AS n FROM a GROUP BY x) AS t FULL JOIN (SELECT x, COUNT(*) AS n FROM b GROUP BY x) AS u ON t.x = u.x",
            "SELECT t.s, u.y FROM (SELECT DISTINCT s FROM a WHERE n > 1) AS t LEFT JOIN (SELECT s, MAX(y) AS y FROM c GROUP BY s) AS u ON t.s = u.s",
            "SELECT c.id, t.top FROM c LEFT JOIN (SELECT MAX(n) AS top FROM a) AS t ON c.y < t.top",
            "SELECT a.id, t.total FROM a, (SELECT SUM(n) AS total FROM b) AS t WHERE a.n * 10 > t.total",
            "SELECT a.id, u.v FROM a JOIN (SELECT x AS v FROM b UNION ALL SELECT y FROM c) AS u ON a.x = u.v",
            "SELECT a.id, c.id AS cid FROM a JOIN c ON a.x = c.x WHERE 1 = 0",
            "SELECT a.id, c.id AS cid FROM a LEFT JOIN (SELECT * FROM c WHERE 1 = 0) AS c ON a.x = c.x",
            "SELECT a.id, a.x IN (SELECT x FROM b) AS f FROM a",
            "SELECT a.id, a.x IN (SELECT x FROM b WHERE x IS NOT NULL) AS f FROM a",
            "SELECT a.id, a.x NOT IN (SELECT y FROM c WHERE y > 2) AS f FROM a",
            "SELECT a.id, a.id NOT IN (SELECT y FROM c) AS f FROM a",
            "SELECT a.id, a.n IN (SELECT b.n FROM b WHERE b.x = a.x) AS f FROM a",
            "SELECT a.id, a.n IN (SELECT b.n FROM b WHERE b.x = a.x AND b.s = a.s) AS f FROM a",
            "SELECT a.id, a.n IN (SELECT b.n FROM b WHERE b.x > a.x) AS f FROM a",
            "SELECT a.id, EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND b.n > a.n) AS f FROM a",
            "SELECT a.id, a.x IN (SELECT x FROM b WHERE 1 = 0) AS f FROM a",
            "SELECT a.id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND 1 = 0)",
            "SELECT a.id FROM a WHERE a.x IN (SELECT x FROM b WHERE 1 = 0) OR a.n = 1",
            "SELECT a.id, c.id AS cid FROM a FULL JOIN (SELECT * FROM c WHERE 1 = 0) AS c ON a.x = c.x",
            "SELECT a.id, c.id AS cid FROM (SELECT * FROM a WHERE 1 = 0) AS a FULL JOIN c ON a.x = c.x",
            "SELECT a.id, c.id AS cid FROM (SELECT * FROM a WHERE 1 = 0) AS a RIGHT JOIN c ON a.x = c.x",
            "SELECT a.id FROM a WHERE a.x IN (SELECT x FROM b) OR a.n = 1",
            "SELECT a.id FROM a WHERE a.n NOT IN (SELECT n FROM b WHERE b.s = a.s)",
            "SELECT a.id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND b.n < a.n)",
            "SELECT a.id, CASE WHEN b.id IS NULL THEN 'none' ELSE b.s || '!' END AS t FROM a LEFT JOIN b ON a.x = b.x AND b.m / 2 > a.m - 1");

    @Test
    void viewsAdHocReadsAndAnotherDatabaseAgree() throws SQLException {
        try (ComparedQueries compared = new ComparedQueries("joins", 815, new JoinedTables())) {
            assertThat(compared.run(QUERIES.stream()
                            .map(JoinsEqualH2OrDuckDbTest::known)
                            .toList()))
                    .isEmpty();
        }
    }

    private static ComparedQueries.Query known(String query) {
        return Stream.of("FULL", "USING", "NATURAL").anyMatch(query::contains)
                ? ComparedQueries.duckDb(query)
                : ComparedQueries.h2(query);
    }

    private static final class JoinedTables implements ComparedQueries.Data {
        @Override
        public List<String> tables() {
            return TABLES;
        }

        @Override
        public int batches() {
            return 4;
        }

        @Override
        public void change(int batch, Random random, ComparedEngines engines) throws SQLException {
            for (String table : List.of("a", "b", "c")) {
                List<List<Object>> rows = new ArrayList<>();
                for (int row = random.nextInt(batch == 0 ? 3 : 14); row > 0; row--) {
                    rows.add(row(random, table, batch * 1_000 + row));
                }
                engines.insert(table, rows);
                if (batch > 0) {
                    change(table, random, engines);
                }
            }
        }

        /** Deletes some rows and updates others, keys of joins among them. */
        private static void change(String table, Random random, ComparedEngines engines) throws SQLException {
            String number = table.equals("c") ? "y" : "n";
            engines.execute("DELETE FROM %s WHERE id %% 5 = %d".formatted(table, random.nextInt(5)));
            engines.execute("UPDATE %s SET x = %s, %s = x WHERE id %% 4 = %d"
                    .formatted(table, random.nextBoolean() ? "NULL" : "id % 5", number, random.nextInt(4)));
            engines.execute("UPDATE %s SET s = 'p' WHERE x = %d".formatted(table, random.nextInt(5)));
        }

        private static List<Object> row(Random random, String table, int key) {
            Object number = orNull(random, (long) random.nextInt(5));
            Object text = orNull(random, List.of("p", "q", "P", "qq").get(random.nextInt(4)));
            Object small = orNull(random, random.nextInt(5));
            if (table.equals("c")) {
                return Arrays.asList(key, small, orNull(random, random.nextInt(5)), text);
            }
            return Arrays.asList(
                    key,
                    small,
                    number,
                    orNull(random, BigDecimal.valueOf(random.nextInt(16) * 25L, 2)),
                    orNull(random, random.nextInt(16) / 4.0),
                    text);
        }

        private static Object orNull(Random random, Object value) {
            return random.nextInt(7) == 0 ? null : value;
        }
    }
}
