package io.millrace.server.sql;

import static io.millrace.server.sql.ComparedQueries.duckDb;
import static io.millrace.server.sql.ComparedQueries.h2;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.sql.ComparedQueries.Query;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UNION, INTERSECT and EXCEPT of two and more branches, with NULLs, beside each other and around other steps. */
@Timeout(120)
class SetOperationsTest {
    private static final List<Query> QUERIES = List.of(
            h2("SELECT g, i FROM t UNION SELECT g, i FROM u"),
            h2("SELECT g, n FROM t INTERSECT SELECT g, n FROM u"),
            h2("SELECT g, n FROM t EXCEPT SELECT g, n FROM u"),
            duckDb("SELECT g, n FROM t INTERSECT ALL SELECT g, n FROM u"),
            duckDb("SELECT g, n FROM t EXCEPT ALL SELECT g, n FROM u"),
            h2("SELECT g FROM t INTERSECT SELECT g FROM u INTERSECT SELECT g FROM v"),
            h2("SELECT g, i FROM t EXCEPT SELECT g, i FROM u EXCEPT SELECT g, i FROM v"),
            duckDb("SELECT g FROM t EXCEPT ALL SELECT g FROM u EXCEPT ALL SELECT g FROM v"),
            duckDb("SELECT g FROM t INTERSECT ALL SELECT g FROM u INTERSECT ALL SELECT g FROM v"),
            duckDb("(SELECT g FROM t EXCEPT ALL SELECT g FROM u) EXCEPT SELECT g FROM v"),
            duckDb("(SELECT g FROM t EXCEPT SELECT g FROM u) EXCEPT ALL SELECT g FROM v"),
            duckDb("SELECT i FROM t EXCEPT ALL (SELECT i FROM u EXCEPT ALL SELECT i FROM v)"),
            h2("SELECT i FROM t EXCEPT (SELECT i FROM u INTERSECT SELECT i FROM v)"),
            h2("SELECT i FROM t INTERSECT (SELECT i FROM u UNION ALL SELECT n FROM v)"),
            h2("SELECT i FROM t UNION ALL SELECT i FROM u EXCEPT SELECT i FROM v"),
            h2("SELECT i FROM t UNION SELECT i FROM u INTERSECT SELECT i FROM v"),
            h2("SELECT i, m FROM t INTERSECT SELECT n, i FROM u"),
            h2("SELECT i FROM t EXCEPT SELECT m FROM u"),
            h2("SELECT g, i + 1 AS j FROM t WHERE f EXCEPT SELECT g, i FROM u WHERE NOT f"),
            h2("SELECT g, COUNT(*) AS c FROM t GROUP BY g EXCEPT SELECT g, COUNT(*) FROM u GROUP BY g"),
            h2("SELECT COUNT(*) AS c FROM t INTERSECT SELECT COUNT(*) FROM u"),
            h2("SELECT x.g, COUNT(*) AS c FROM (SELECT g, i FROM t INTERSECT SELECT g, i FROM u) AS x GROUP BY x.g"),
            h2("SELECT x.i FROM (SELECT g, i FROM t EXCEPT SELECT g, i FROM u) AS x WHERE x.g = 'g1'"),
            h2("SELECT DISTINCT x.g FROM (SELECT g, i FROM t UNION SELECT g, i FROM u) AS x WHERE x.i > 0"),
            h2("SELECT g FROM t EXCEPT SELECT g FROM u WHERE FALSE"),
            h2("SELECT g FROM t UNION SELECT g FROM u WHERE FALSE"),
            h2("SELECT g FROM t WHERE FALSE EXCEPT SELECT g FROM u"),
            h2("SELECT g FROM t INTERSECT SELECT g FROM u WHERE FALSE"),
            h2("SELECT f FROM t EXCEPT VALUES (TRUE), (FALSE)", "SELECT f FROM t EXCEPT (VALUES (TRUE), (FALSE))"));

    @Test
    void equalH2AndDuckDbWhileRowsComeAndGo() throws SQLException {
        try (ComparedQueries compared = new ComparedQueries("sets", 4_711)) {
            assertThat(compared.run(QUERIES)).isEmpty();
        }
    }
}
