package io.millrace.server.sql;

import static io.millrace.server.sql.ComparedQueries.duckDb;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.sql.ComparedQueries.Query;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** GROUPING SETS, ROLLUP, CUBE, GROUPING and what stands around them. */
@Timeout(120)
class GroupingSetsTest {
    private static final List<Query> QUERIES = List.of(
            duckDb("SELECT g, f, COUNT(*) AS c, SUM(i) AS s FROM t GROUP BY GROUPING SETS ((g, f), (g), ())"),
            duckDb("SELECT g, f, COUNT(*) AS c FROM t GROUP BY ROLLUP (g, f)"),
            duckDb("SELECT g, f, n, COUNT(*) AS c, MIN(m) AS mi FROM t GROUP BY CUBE (g, f, n)"),
            duckDb("SELECT g, f, GROUPING(g, f) AS b, GROUPING(f) AS bf, COUNT(i) AS c FROM t GROUP BY CUBE (g, f)"),
            duckDb("SELECT n, SUM(n) AS s, MAX(n) AS ma, COUNT(n) AS c FROM t GROUP BY ROLLUP (n)"),
            duckDb("SELECT g, COUNT(DISTINCT i) AS d, SUM(n) FILTER (WHERE f) AS s FROM t GROUP BY ROLLUP (g)"),
            duckDb("SELECT g, f, COUNT(*) AS c FROM t GROUP BY GROUPING SETS ((g), (f))"),
            duckDb("SELECT g, f, COUNT(*) AS c FROM t GROUP BY GROUPING SETS ((g), (g), (f, g), ())"),
            duckDb("SELECT g, n, COUNT(*) AS c FROM t GROUP BY g, ROLLUP (n)"),
            duckDb("SELECT g, n, f, COUNT(*) AS c FROM t GROUP BY ROLLUP (g, n), CUBE (f)"),
            duckDb("SELECT g, n, f, COUNT(*) AS c FROM t GROUP BY ROLLUP ((g, n), f)"),
            duckDb("SELECT COUNT(*) AS c, SUM(i) AS s FROM t GROUP BY GROUPING SETS (())"),
            duckDb("SELECT COUNT(*) AS c FROM t WHERE FALSE GROUP BY ROLLUP (g)"),
            duckDb("SELECT g, COUNT(*) AS c FROM t WHERE FALSE GROUP BY GROUPING SETS ((g))"),
            duckDb("SELECT g, COUNT(*) AS c FROM t GROUP BY ROLLUP (g) HAVING COUNT(*) > 2"),
            duckDb("SELECT g, COUNT(*) AS c FROM t GROUP BY ROLLUP (g) HAVING g = 'g1'"),
            duckDb("SELECT g, COUNT(*) AS c FROM t GROUP BY ROLLUP (g) HAVING GROUPING(g) = 1"),
            duckDb(
                    "SELECT CASE WHEN GROUPING(g) = 1 THEN 'all' ELSE g END AS w, SUM(m) AS s FROM t GROUP BY ROLLUP (g)"),
            duckDb(
                    "SELECT x.c, COUNT(*) AS d FROM (SELECT g, f, COUNT(*) AS c FROM t GROUP BY CUBE (g, f)) AS x GROUP BY x.c"),
            duckDb("SELECT x.g FROM (SELECT g, n, COUNT(*) AS c FROM t GROUP BY ROLLUP (g, n)) AS x WHERE x.n = 2"),
            duckDb("SELECT i + 1 AS j, COUNT(*) AS c FROM t GROUP BY ROLLUP (i + 1)"),
            duckDb("SELECT g, n FROM t GROUP BY ROLLUP (g, n)"),
            duckDb("SELECT g, GROUPING_ID(g, n) AS b, AVG(i) AS a FROM t GROUP BY CUBE (g, n)"),
            duckDb(
                    "SELECT g, n, COUNT(*) AS c FROM t GROUP BY DISTINCT ROLLUP (g, n), ROLLUP (g)",
                    "SELECT g, n, COUNT(*) FROM t GROUP BY GROUPING SETS ((g, n), (g), ())"));

    @Test
    void equalDuckDbWhileRowsComeAndGo() throws SQLException {
        try (ComparedQueries compared = new ComparedQueries("groupings", 4_712)) {
            assertThat(compared.run(QUERIES)).isEmpty();
        }
    }
}
