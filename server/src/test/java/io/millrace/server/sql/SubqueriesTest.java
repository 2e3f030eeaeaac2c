package io.millrace.server.sql;

import static io.millrace.server.sql.ComparedQueries.duckDb;
import static io.millrace.server.sql.ComparedQueries.h2;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.sql.ComparedQueries.Query;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subqueries of all kinds at all places, correlated or not, over rows with NULLs that come and go. */
@Timeout(300)
class SubqueriesTest {
    private static final List<Query> FILTERS = List.of(
            h2("SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT 1 FROM v)"),
            h2("SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM v WHERE f)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.g = t.g AND u.i > t.i)"),
            h2("SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.n > t.n)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.i = t.i + 1 AND t.f)"),
            h2("SELECT k FROM t WHERE i IN (SELECT i FROM u)"),
            h2("SELECT k FROM t WHERE i NOT IN (SELECT i FROM u)"),
            h2("SELECT k FROM t WHERE i NOT IN (SELECT i FROM u WHERE i IS NOT NULL)"),
            h2("SELECT k FROM t WHERE i NOT IN (SELECT i FROM u WHERE FALSE)"),
            h2("SELECT k FROM t WHERE i NOT IN (SELECT i FROM v)"),
            h2("SELECT k FROM t WHERE n NOT IN (SELECT n FROM u)"),
            h2("SELECT k FROM t WHERE i NOT IN (SELECT i FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE n NOT IN (SELECT i FROM u WHERE u.g = t.g AND u.n <= t.n)"),
            h2("SELECT k FROM t WHERE i IN (SELECT n FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE (g, i) IN (SELECT g, i FROM u)"),
            h2(
                    "SELECT k FROM t WHERE (g, i) NOT IN (SELECT g, i FROM v)",
                    "SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM v WHERE (v.g = t.g AND v.i = t.i) IS NOT FALSE)"),
            h2(
                    "SELECT k FROM t WHERE (n, i) NOT IN (SELECT n, i FROM u WHERE u.g = t.g)",
                    "SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.g = t.g AND (u.n = t.n AND u.i = t.i) IS NOT FALSE)"),
            h2("SELECT k FROM t WHERE i IN (SELECT i FROM u) OR f"),
            h2("SELECT k FROM t WHERE NOT (i IN (SELECT i FROM u) AND n > 1)"),
            h2("SELECT k FROM t WHERE (i IN (SELECT i FROM v)) IS NULL"),
            h2("SELECT k FROM t WHERE (i NOT IN (SELECT i FROM v WHERE v.g = t.g)) IS NOT TRUE"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.g = t.g) = f"),
            h2("SELECT k FROM t WHERE i > ALL (SELECT i FROM u WHERE i IS NOT NULL)"),
            h2("SELECT k FROM t WHERE i > ALL (SELECT i FROM v)"),
            h2("SELECT k FROM t WHERE i >= ANY (SELECT i FROM v)"),
            h2("SELECT k FROM t WHERE i < SOME (SELECT i FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE i <= ALL (SELECT i FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE i <> ALL (SELECT i FROM v WHERE v.g = t.g)"),
            h2("SELECT k FROM t WHERE i = ANY (SELECT i FROM v)"),
            h2("SELECT k FROM t WHERE i <> ANY (SELECT i FROM v)"),
            h2("SELECT k FROM t WHERE i = ALL (SELECT i FROM v WHERE v.f)"),
            h2("SELECT k FROM t WHERE m > (SELECT AVG(m) FROM u)"),
            h2("SELECT k FROM t WHERE i = (SELECT MAX(i) FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE 0 = (SELECT COUNT(*) FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE (SELECT COUNT(*) FROM u WHERE u.g = t.g) > n"),
            h2("SELECT k FROM t WHERE n < (SELECT COUNT(*) FROM u WHERE u.n > t.n)"),
            h2("SELECT g, COUNT(*) AS c FROM t GROUP BY g HAVING COUNT(*) > (SELECT COUNT(*) FROM u WHERE u.g = t.g)"),
            h2("SELECT g, SUM(n) AS s FROM t GROUP BY g HAVING SUM(n) IN (SELECT n FROM u)"),
            h2(
                    "SELECT g, SUM(n) AS s FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.i = t.i) GROUP BY g HAVING g IN (SELECT g FROM v)"),
            h2(
                    "SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.g = t.g AND EXISTS (SELECT 1 FROM v WHERE v.i = u.i))"),
            h2(
                    "SELECT k FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.g = t.g AND NOT EXISTS (SELECT 1 FROM v WHERE v.i = u.i AND v.n = t.n))"),
            h2(
                    "SELECT k FROM t WHERE i IN (SELECT i FROM u WHERE n IN (SELECT n FROM v WHERE v.g = t.g OR v.g = u.g))"),
            h2(
                    "SELECT k FROM t WHERE n > (SELECT COUNT(*) FROM u WHERE u.g = t.g AND u.n > (SELECT COUNT(*) FROM v WHERE v.g = t.g AND v.i = u.i))"),
            h2(
                    "SELECT k FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE NOT EXISTS (SELECT 1 FROM v WHERE v.i = t.i AND v.g = u.g))"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT g FROM u WHERE u.n = t.n GROUP BY g HAVING COUNT(*) > 1)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT MAX(i) FROM u WHERE u.n = t.n)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT MAX(i) FROM u WHERE u.n = t.n HAVING COUNT(*) > 2)"),
            h2("SELECT k FROM t WHERE EXISTS (SELECT COUNT(*) FROM u WHERE u.n = t.n HAVING COUNT(*) = 0)"),
            h2("SELECT k FROM t WHERE i IN (SELECT DISTINCT i FROM u WHERE u.g = t.g)"),
            h2("SELECT k FROM t WHERE i IN (SELECT i FROM u WHERE u.g = t.g UNION SELECT i FROM v WHERE v.n = t.n)"),
            h2("SELECT k FROM t WHERE i IN (SELECT i FROM u WHERE u.g = t.g EXCEPT SELECT i FROM v)"),
            h2(
                    "SELECT k FROM t WHERE n IN (SELECT COUNT(*) FROM u WHERE u.g = t.g UNION ALL SELECT COUNT(*) FROM v WHERE v.g = t.g)"),
            h2(
                    "SELECT k FROM t WHERE i IN (SELECT x.i FROM u AS x LEFT JOIN v AS y ON x.g = y.g AND y.n > t.n WHERE x.n <= t.n)"),
            h2("SELECT k FROM t WHERE i IN (SELECT y.i FROM u AS x RIGHT JOIN v AS y ON x.g = y.g AND x.n = t.n)"),
            h2("SELECT k FROM t WHERE i IN (SELECT x.i FROM u AS x JOIN v AS y ON x.g = y.g AND y.n > t.n)"),
            h2("SELECT k FROM t WHERE t.i + 1 IN (SELECT u.i + t.n FROM u)"));

    private static final List<Query> VALUES = List.of(
            h2("SELECT k, (SELECT COUNT(*) FROM u WHERE u.g = t.g) AS c FROM t"),
            h2("SELECT k, (SELECT COUNT(*) + 1 FROM u WHERE u.g = t.g) AS c FROM t"),
            h2("SELECT x.a, (SELECT MAX(i) FROM u WHERE u.i = x.a) AS m FROM (SELECT n + 1 AS a FROM t) AS x"),
            h2(
                    "SELECT a, (SELECT COUNT(*) FROM u WHERE u.n < x.a) AS m FROM (SELECT i * 2 AS a, n FROM t WHERE n > 0) AS x"),
            h2("SELECT k, (SELECT x.c + t.n FROM (SELECT COUNT(*) AS c FROM u WHERE u.g = t.g) AS x) AS c FROM t"),
            h2("SELECT k, (SELECT COUNT(i) FROM u WHERE u.i < t.i) AS c FROM t"),
            h2("SELECT k, (SELECT SUM(i) FROM u WHERE u.g = t.g) AS s, (SELECT MAX(m) FROM v) AS x FROM t"),
            h2(
                    "SELECT k, (SELECT CASE WHEN MAX(i) IS NULL THEN -1 ELSE MAX(i) END FROM u WHERE u.g = t.g) AS c FROM t"),
            h2("SELECT k, (SELECT COUNT(*) FROM u WHERE u.g = t.g HAVING COUNT(*) > 2) AS c FROM t"),
            h2(
                    "SELECT k, (SELECT MAX(c) FROM (SELECT COUNT(*) AS c FROM u WHERE u.n = t.n GROUP BY g) AS x) AS c FROM t"),
            h2("SELECT k, (SELECT u.g FROM u WHERE u.k = t.k - 1) AS c FROM t"),
            h2("SELECT k, (SELECT u.m + t.n FROM u WHERE u.k = t.k - 2) AS c FROM t"),
            h2("SELECT k, (SELECT i FROM u WHERE u.g = t.g ORDER BY k LIMIT 1) AS c FROM t"),
            h2("SELECT k, (SELECT i FROM u WHERE u.n <= t.n ORDER BY k DESC LIMIT 1 OFFSET 1) AS c FROM t"),
            h2("SELECT k, (SELECT SUM(n) FROM (SELECT n FROM u WHERE u.g = t.g ORDER BY k LIMIT 2) AS x) AS c FROM t"),
            h2("SELECT k, i IN (SELECT i FROM u) AS c FROM t"),
            h2("SELECT k, i NOT IN (SELECT i FROM v WHERE v.g = t.g) AS c FROM t"),
            h2("SELECT k, n IN (SELECT n FROM v) AS c FROM t"),
            h2("SELECT k, i IN (SELECT n FROM v WHERE v.i > t.i) AS c FROM t"),
            h2("SELECT k, n IN (SELECT i FROM v WHERE v.i > t.i) AS c FROM t"),
            h2(
                    "SELECT k, (g, i) IN (SELECT g, i FROM v) AS c FROM t",
                    "SELECT k, CASE WHEN EXISTS (SELECT 1 FROM v WHERE v.g = t.g AND v.i = t.i) THEN TRUE "
                            + "WHEN EXISTS (SELECT 1 FROM v WHERE (v.g = t.g AND v.i = t.i) IS NOT FALSE) THEN NULL ELSE FALSE END FROM t"),
            h2("SELECT k, EXISTS (SELECT 1 FROM u WHERE u.g = t.g) AS c, EXISTS (SELECT 1 FROM v) AS d FROM t"),
            h2("SELECT k, NOT EXISTS (SELECT 1 FROM u WHERE u.i > t.i) AS c FROM t"),
            h2("SELECT k, i > ALL (SELECT i FROM v) AS c, i < ANY (SELECT i FROM v) AS d FROM t"),
            h2(
                    "SELECT k, i > ALL (SELECT i FROM v WHERE v.g = t.g) AS c, i <= ANY (SELECT i FROM u WHERE u.g = t.g) AS d FROM t"),
            h2(
                    "SELECT k, i <> ANY (SELECT i FROM v WHERE v.g = t.g) AS c, i = ALL (SELECT i FROM v WHERE v.g = t.g) AS d FROM t"),
            h2("SELECT k, i >= ALL (SELECT i FROM v WHERE v.n > t.n) AS c FROM t"),
            h2(
                    "SELECT k, CASE WHEN f THEN (SELECT MIN(i) FROM u) WHEN EXISTS (SELECT 1 FROM v WHERE v.g = t.g) THEN 0 ELSE n END AS c FROM t"),
            h2("SELECT (SELECT COUNT(*) FROM t) AS a, (SELECT MAX(i) FROM u) AS b"),
            h2(
                    "SELECT k, (SELECT MAX((SELECT COUNT(*) FROM v WHERE v.g = u.g AND v.n <= t.n)) FROM u WHERE u.i = t.i) AS c FROM t"),
            h2("SELECT k, (SELECT SUM((SELECT COUNT(*) FROM v WHERE v.g = t.g)) FROM u WHERE u.i = t.i) AS c FROM t"),
            duckDb("SELECT SUM((SELECT COUNT(*) FROM u WHERE u.g = t.g)) AS c FROM t"),
            h2(
                    "SELECT (SELECT MAX(i) FROM u WHERE u.g = x.g) AS c, x.s FROM (SELECT g, SUM(n) AS s FROM t GROUP BY g) AS x"),
            h2("SELECT t.k, u.k AS l FROM t JOIN u ON t.g = u.g AND t.i IN (SELECT i FROM v)"),
            h2("SELECT t.k, u.k AS l FROM t LEFT JOIN u ON t.g = u.g AND u.i IN (SELECT n FROM v)"),
            h2("SELECT t.k, u.k AS l FROM t LEFT JOIN u ON t.n = u.n AND EXISTS (SELECT 1 FROM v WHERE v.g = t.g)"),
            h2(
                    "SELECT t.k, u.k AS l FROM t LEFT JOIN u ON t.n = u.n AND u.n > (SELECT COUNT(*) FROM v WHERE v.g = u.g)"),
            h2(
                    "SELECT t.k, u.k AS l FROM t JOIN u ON t.n = u.n AND EXISTS (SELECT 1 FROM v WHERE v.g = t.g AND v.i = u.i)"));

    private static final List<Query> LATERALS = List.of(
            duckDb("SELECT t.k, x.c FROM t, LATERAL (SELECT COUNT(*) AS c FROM u WHERE u.g = t.g) AS x"),
            duckDb(
                    "SELECT t.k, x.l FROM t CROSS JOIN LATERAL (SELECT u.k AS l FROM u WHERE u.g = t.g AND u.n > t.n) AS x"),
            duckDb(
                    "SELECT t.k, x.l FROM t LEFT JOIN LATERAL (SELECT u.k + t.n AS l FROM u WHERE u.g = t.g) AS x ON TRUE"),
            duckDb(
                    "SELECT t.k, x.g, x.s FROM t, LATERAL (SELECT g, SUM(i) AS s FROM u WHERE u.n = t.n GROUP BY g) AS x"),
            duckDb(
                    "SELECT t.k, x.l FROM t LEFT JOIN LATERAL (SELECT u.k AS l FROM u WHERE u.g = t.g ORDER BY u.k LIMIT 2) AS x ON TRUE"),
            duckDb("SELECT t.k, x.l FROM t, LATERAL (SELECT t.n * 2 AS l) AS x WHERE x.l > 3"),
            duckDb(
                    "SELECT t.k, x.j FROM t, LATERAL (SELECT u.i AS j FROM u WHERE u.g = t.g UNION SELECT v.i FROM v WHERE v.n = t.n) AS x"),
            duckDb(
                    "SELECT t.k, y.d FROM t, LATERAL (SELECT MAX(i) AS c FROM u WHERE u.g = t.g) AS x, LATERAL (SELECT COUNT(*) AS d FROM v WHERE v.i < x.c) AS y"));

    @Test
    void asConditionsEqualH2() throws SQLException {
        compare("conditions", FILTERS);
    }

    @Test
    void asValuesEqualH2() throws SQLException {
        compare("values", VALUES);
    }

    @Test
    void lateralJoinsEqualDuckDb() throws SQLException {
        compare("laterals", LATERALS);
    }

    private static void compare(String name, List<Query> queries) throws SQLException {
        try (ComparedQueries compared = new ComparedQueries(name, 4_713)) {
            assertThat(compared.run(queries)).isEmpty();
        }
    }

    @Test
    void twoRowsInThePlaceOfOneValueAreAnErrorOfAReadAndNullInAView() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("tworows")) {
            sql.execute(
                    "CREATE TABLE o (id INT, c INT)",
                    "CREATE TABLE c (id INT, name VARCHAR(10))",
                    "CREATE VIEW w AS SELECT id, (SELECT name FROM c WHERE c.id = o.c) AS name FROM o",
                    "CREATE VIEW one AS SELECT id, (SELECT name FROM c WHERE c.id > 1) AS name FROM o");
            sql.execute("INSERT INTO c VALUES (1, 'one'), (2, 'two'), (2, 'zwei'), (3, 'three'), (3, 'drei')");
            sql.execute("INSERT INTO o VALUES (10, 1), (20, 9)");
            String byKey = "SELECT id, (SELECT name FROM c WHERE c.id = o.c) AS name FROM o";
            assertThat(sql.rows("SELECT * FROM w")).containsExactlyInAnyOrder("10|one", "20|null");
            assertThat(sql.rows(byKey))
                    .as("two rows that no outer row asks for are no error")
                    .containsExactlyInAnyOrder("10|one", "20|null");

            sql.execute("INSERT INTO o VALUES (30, 2)");

            assertThat(sql.rows("SELECT * FROM w")).containsExactlyInAnyOrder("10|one", "20|null", "30|null");
            assertThat(sql.rows("SELECT * FROM one")).containsExactlyInAnyOrder("10|null", "20|null", "30|null");
            assertThat(sql.rows("SELECT DISTINCT VIEW_NAME, SQLSTATE FROM MILLRACE.ROW_ERRORS"))
                    .containsExactlyInAnyOrder("one|21000", "w|21000");
            assertThat(sql.state(byKey)).isEqualTo("21000");
            assertThat(sql.state("SELECT id FROM o WHERE 'x' = (SELECT name FROM c WHERE id > 1)"))
                    .isEqualTo("21000");
        }
    }
}
