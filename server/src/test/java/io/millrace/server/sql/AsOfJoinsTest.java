package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * ASOF JOIN over tables whose rows come and go: read ad hoc, as a view made before the rows and as one made between them, against
 * DuckDB's own ASOF JOIN where no two right rows are equally near, and against ROW_NUMBER where some are.
 */
@Timeout(120)
class AsOfJoinsTest {
    private static final List<String> COMPARISONS = List.of(">=", ">", "<=", "<");

    @Test
    void everyFormGivesWhatDuckDbGives() throws Exception {
        List<ComparedQueries.Query> queries = new ArrayList<>();
        for (String comparison : COMPARISONS) {
            for (String kind : List.of("", "LEFT ")) {
                // Not of NULLs, for which DuckDB finds rows now and then; the other test has them.
                queries.add(nearest("t.k, u.k AS uk, u.m", kind, "t.k + t.n " + comparison + " u.k", "t.g = u.g"));
                queries.add(
                        nearest("t.n, u.k AS uk", kind, "u.k " + comparison + " t.k - 3", "t.g = u.g AND t.n = u.n"));
            }
        }
        queries.add(nearest("t.g, COUNT(*) AS n, SUM(u.n) AS s", "LEFT ", "t.k >= u.k", "t.g = u.g", " GROUP BY t.g"));
        queries.add(nearest("t.k, u.k AS uk", "", "t.k >= u.k", "UPPER(t.g) = UPPER(u.g)", " WHERE t.n > 1 AND u.f"));
        queries.add(nearest("t.k, u.k AS uk", "LEFT ", "t.k > u.k", "t.i = u.n", " WHERE u.k IS NULL OR t.f"));
        queries.add(ComparedQueries.duckDb(
                "SELECT t.k, u.k AS uk, v.k AS vk FROM t ASOF JOIN u MATCH_CONDITION t.k >= u.k ON t.g = u.g"
                        + " LEFT ASOF JOIN v MATCH_CONDITION u.k < v.k ON v.n = t.n",
                "SELECT t.k, u.k AS uk, v.k AS vk FROM t ASOF JOIN u ON t.g = u.g AND t.k >= u.k"
                        + " ASOF LEFT JOIN v ON v.n = t.n AND u.k < v.k"));
        queries.add(ComparedQueries.duckDb(
                "SELECT a.g, a.s, u.k FROM (SELECT g, MAX(k) AS top, SUM(n) AS s FROM t GROUP BY g) AS a"
                        + " ASOF JOIN (SELECT * FROM u WHERE n > 1) AS u MATCH_CONDITION a.top >= u.k ON a.g = u.g",
                "SELECT a.g, a.s, u.k FROM (SELECT g, MAX(k) AS top, SUM(n) AS s FROM t GROUP BY g) AS a"
                        + " ASOF JOIN (SELECT * FROM u WHERE n > 1) AS u ON a.g = u.g AND a.top >= u.k"));
        try (ComparedQueries compared = new ComparedQueries("asof", 77)) {
            assertThat(compared.run(queries)).isEmpty();
        }
    }

    private static ComparedQueries.Query nearest(String columns, String kind, String match, String keys) {
        return nearest(columns, kind, match, keys, "");
    }

    private static ComparedQueries.Query nearest(String columns, String kind, String match, String keys, String rest) {
        return ComparedQueries.duckDb(
                "SELECT " + columns + " FROM t " + kind + "ASOF JOIN u MATCH_CONDITION " + match + " ON " + keys + rest,
                "SELECT " + columns + " FROM t ASOF " + kind + "JOIN u ON " + keys + " AND " + match + rest);
    }

    /** Of several right rows that are equally near it is the first by all columns, of which {@code k} comes first. */
    @Test
    void ofRowsThatAreEquallyNearItIsTheFirstByAllColumns() throws Exception {
        List<ComparedQueries.Query> queries = new ArrayList<>();
        for (String comparison : COMPARISONS) {
            String order = comparison.startsWith(">") ? " DESC" : "";
            queries.add(ComparedQueries.h2(
                    "SELECT t.k, u.k AS uk FROM t ASOF JOIN u MATCH_CONDITION t.i " + comparison + " u.n ON t.g = u.g",
                    "SELECT k, uk FROM (SELECT t.k, u.k AS uk, ROW_NUMBER() OVER (PARTITION BY t.k ORDER BY u.n" + order
                            + ", u.k) AS r FROM t JOIN u ON t.g = u.g AND t.i " + comparison
                            + " u.n) AS x WHERE r = 1"));
            // Columns that are not asked for count as well.
            queries.add(ComparedQueries.h2(
                    "SELECT t.k, u.m FROM t LEFT ASOF JOIN u MATCH_CONDITION t.n " + comparison + " u.i ON t.f = u.f",
                    "SELECT k, m FROM (SELECT t.k, u.m, ROW_NUMBER() OVER (PARTITION BY t.k ORDER BY u.i" + order
                            + ", u.k) AS r FROM t LEFT JOIN u ON t.f = u.f AND t.n " + comparison
                            + " u.i) AS x WHERE r = 1"));
        }
        // Below a subquery that asks the outer row above the join, and with a subquery of its own on the right side.
        queries.add(ComparedQueries.h2(
                "SELECT t.k FROM t WHERE EXISTS (SELECT 1 FROM t AS t2 ASOF JOIN u MATCH_CONDITION t2.n >= u.n"
                        + " ON t2.g = u.g WHERE t2.k = t.k AND u.i = t.i)",
                "SELECT t.k FROM t WHERE EXISTS (SELECT 1 FROM (SELECT t2.k, u.i, ROW_NUMBER() OVER (PARTITION BY t2.k"
                        + " ORDER BY u.n DESC, u.k) AS r FROM t AS t2 JOIN u ON t2.g = u.g AND t2.n >= u.n) AS x"
                        + " WHERE x.r = 1 AND x.k = t.k AND x.i = t.i)"));
        queries.add(ComparedQueries.h2(
                "SELECT t.k, u.k AS uk FROM t ASOF JOIN (SELECT * FROM u WHERE EXISTS (SELECT 1 FROM v WHERE v.n = u.n)) AS u"
                        + " MATCH_CONDITION t.n > u.n ON t.g = u.g",
                "SELECT k, uk FROM (SELECT t.k, u.k AS uk, ROW_NUMBER() OVER (PARTITION BY t.k ORDER BY u.n DESC, u.k) AS r"
                        + " FROM t JOIN (SELECT * FROM u WHERE EXISTS (SELECT 1 FROM v WHERE v.n = u.n)) AS u"
                        + " ON t.g = u.g AND t.n > u.n) AS x WHERE r = 1"));
        try (ComparedQueries compared = new ComparedQueries("asof-ties", 78)) {
            assertThat(compared.run(queries)).isEmpty();
        }
    }
}
