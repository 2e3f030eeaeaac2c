package io.millrace.server.sql;

import static io.millrace.server.sql.ComparedQueries.duckDb;
import static io.millrace.server.sql.ComparedQueries.h2;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.sql.ComparedQueries.Query;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WITH, VALUES, queries without FROM, lists of column names, QUALIFY, PIVOT and UNPIVOT. */
@Timeout(120)
class TableExpressionsTest {
    private static final List<Query> QUERIES = List.of(
            h2("SELECT 1 AS one, 'a' || 'b' AS ab"),
            h2("SELECT x.a + 1 AS b, x.w FROM (VALUES (1, 'one'), (2, 'two'), (2, 'two')) AS x (a, w)"),
            h2("VALUES (1, 'one'), (NULL, 'two')"),
            h2("SELECT t.k, x.w FROM t JOIN (VALUES (1, 'one'), (2, 'two')) AS x (a, w) ON t.n = x.a"),
            h2("SELECT k FROM t WHERE n IN (VALUES (1), (3))"),
            h2(
                    "WITH a AS (SELECT g, COUNT(*) AS c FROM t GROUP BY g) SELECT x.g, y.g AS h FROM a AS x JOIN a AS y ON x.c = y.c"),
            h2(
                    "WITH a AS (SELECT g, SUM(n) AS s FROM t GROUP BY g), b AS (SELECT MAX(s) AS m FROM a) SELECT a.g, a.s FROM a, b WHERE a.s = b.m"),
            h2("WITH a (x, y) AS (SELECT g, n FROM t) SELECT x, SUM(y) AS s FROM a GROUP BY x"),
            h2("WITH a AS (SELECT g, n FROM t) SELECT g FROM a WHERE n > 2 UNION ALL SELECT g FROM a WHERE n < 2"),
            h2(
                    "WITH a AS (SELECT n FROM t), b AS (WITH a AS (SELECT i FROM u) SELECT i FROM a) SELECT n FROM a EXCEPT SELECT i FROM b"),
            h2(
                    "SELECT k FROM t WHERE n > (WITH a AS (SELECT n FROM u) SELECT AVG(CAST(n AS DOUBLE PRECISION)) FROM a)"),
            h2(
                    "WITH a AS (SELECT g, i FROM t) SELECT k FROM u WHERE EXISTS (SELECT 1 FROM a WHERE a.g = u.g) AND u.i NOT IN (SELECT i FROM a WHERE i IS NOT NULL)"),
            h2("SELECT x.p, COUNT(*) AS c FROM t AS x (o, p, q, r, s, z) GROUP BY x.p"),
            duckDb("SELECT k, g, n FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY n, k) = 1"),
            duckDb("SELECT g, COUNT(*) AS c FROM t GROUP BY g QUALIFY RANK() OVER (ORDER BY COUNT(*) DESC) <= 2"),
            duckDb("SELECT k, n FROM t WHERE f QUALIFY COUNT(*) OVER (PARTITION BY n) > 1 AND n > 0"),
            duckDb("SELECT k FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY k) <= (SELECT COUNT(*) FROM v)"),
            duckDb(
                    "SELECT * FROM (SELECT g, n, i FROM t) PIVOT (SUM(i) AS s, COUNT(*) AS c FOR n IN (1 AS one, 2 AS two))",
                    "SELECT g, SUM(i) FILTER (WHERE n = 1), COUNT(*) FILTER (WHERE n = 1), SUM(i) FILTER (WHERE n = 2), COUNT(*) FILTER (WHERE n = 2) FROM t GROUP BY g"),
            duckDb(
                    "SELECT * FROM (SELECT k, i, n FROM t) UNPIVOT (amount FOR source IN (i AS 'i', n AS 'n'))",
                    "SELECT k, 'i', i FROM t WHERE i IS NOT NULL UNION ALL SELECT k, 'n', n FROM t"),
            duckDb(
                    "SELECT * FROM (SELECT k, i, n FROM t) UNPIVOT INCLUDE NULLS (amount FOR source IN (i AS 'i', n AS 'n'))",
                    "SELECT k, 'i', i FROM t UNION ALL SELECT k, 'n', n FROM t"));

    @Test
    void equalH2AndDuckDbWhileRowsComeAndGo() throws SQLException {
        try (ComparedQueries compared = new ComparedQueries("tables", 4_714)) {
            assertThat(compared.run(QUERIES)).isEmpty();
        }
    }
}
