package io.millrace.server.sql;

import static io.millrace.server.sql.ComparedQueries.h2;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.compare.ComparedEngines;
import io.millrace.server.sql.ComparedQueries.Query;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Expressions, aggregates and windows of time over random rows with NULLs of all types: read ad hoc, as a view made before
 * the rows, as one made between them, and by H2 over the same rows; all four agree after each batch of rows.
 */
@Timeout(300)
class QueriesEqualH2Test {
    private static final List<Query> QUERIES = List.of(
            h2("SELECT k, i, b, d, m, f, s, dt, ts FROM t"),
            h2(
                    "SELECT k, i + 1 AS i1, b - k AS bk, m * 2 AS m2, -i AS ni, d / 2 AS d2 FROM t WHERE i > 10 AND (f OR s LIKE '%a%')"),
            h2(
                    "SELECT k, UPPER(g) AS u, CHAR_LENGTH(s) AS l, SUBSTRING(s FROM 2 FOR 3) AS ss, g || '-' || s AS gs, TRIM(s) AS tr FROM t"),
            h2(
                    "SELECT k, CASE WHEN i < 0 THEN 'neg' WHEN i > 500 THEN 'big' ELSE g END AS c, COALESCE(i, -1) AS ci, NULLIF(g, 'g1') AS ng FROM t"),
            h2("SELECT k FROM t WHERE i IS NULL OR NOT f"),
            h2("SELECT k FROM t WHERE g IN ('g1', 'g3') AND i BETWEEN -100 AND 300"),
            h2("SELECT k FROM t WHERE i NOT IN (1, 2, 3) AND (b IS NOT DISTINCT FROM NULL OR b > 0)"),
            h2("SELECT EXTRACT(YEAR FROM ts) AS y, EXTRACT(MONTH FROM dt) AS mo, EXTRACT(HOUR FROM ts) AS h, k FROM t"),
            h2("SELECT g, i FROM t WHERE f UNION ALL SELECT s, k FROM t WHERE NOT f"),
            h2("SELECT DISTINCT g, f FROM t"),
            h2("SELECT DISTINCT i FROM t WHERE i > 100"),
            h2(
                    "SELECT g, COUNT(*) AS n, COUNT(i) AS ni, SUM(b) AS sb, SUM(m) AS sm, MIN(i) AS mi, MAX(s) AS ms, MIN(ts) AS mt, MAX(dt) AS md FROM t GROUP BY g"),
            h2(
                    "SELECT g, AVG(d) AS ad, SUM(d) AS sd, AVG(i) AS ai FROM t GROUP BY g",
                    "SELECT g, AVG(d), SUM(d), AVG(CAST(i AS DOUBLE PRECISION)) FROM t GROUP BY g"),
            h2(
                    "SELECT g, LISTAGG(s, '; ') WITHIN GROUP (ORDER BY k DESC) AS a, LISTAGG(DISTINCT g, '') WITHIN GROUP (ORDER BY g) AS b FROM t GROUP BY g"),
            h2(
                    "SELECT f, STRING_AGG(s, '/' ORDER BY i NULLS FIRST, k) FILTER (WHERE k > 1000) AS a FROM t GROUP BY ROLLUP (f)",
                    "SELECT f, LISTAGG(s, '/') WITHIN GROUP (ORDER BY i NULLS FIRST, k) FILTER (WHERE k > 1000) FROM t GROUP BY f"
                            + " UNION ALL SELECT NULL, LISTAGG(s, '/') WITHIN GROUP (ORDER BY i NULLS FIRST, k) FILTER (WHERE k > 1000) FROM t"),
            h2(
                    "SELECT g, JSON_ARRAYAGG(i ORDER BY k) AS a, JSON_ARRAYAGG(s ORDER BY k DESC NULL ON NULL) AS b, JSON_ARRAYAGG(m ORDER BY b NULLS FIRST, k) FILTER (WHERE f) AS c FROM t GROUP BY g",
                    "SELECT g, CAST(JSON_ARRAYAGG(i ORDER BY k) AS VARCHAR), CAST(JSON_ARRAYAGG(s ORDER BY k DESC NULL ON NULL) AS VARCHAR), CAST(JSON_ARRAYAGG(m ORDER BY b NULLS FIRST, k) FILTER (WHERE f) AS VARCHAR) FROM t GROUP BY g"),
            h2(
                    "SELECT k, JSON_OBJECT('i': i, 's': s, 'f': f, 'm': m, 'a': JSON_ARRAY(k, dt, g NULL ON NULL)) AS o, JSON_ARRAY(ts, i, s) AS a FROM t",
                    "SELECT k, CAST(JSON_OBJECT('i': i, 's': s, 'f': f, 'm': m, 'a': JSON_ARRAY(k, dt, g NULL ON NULL)) AS VARCHAR), CAST(JSON_ARRAY(ts, i, s) AS VARCHAR) FROM t"),
            h2(
                    "SELECT g, PERCENTILE_DISC(0) WITHIN GROUP (ORDER BY b) AS a, PERCENTILE_DISC(1) WITHIN GROUP (ORDER BY s DESC) AS b, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d) AS c, MEDIAN(d) AS e FROM t GROUP BY g"),
            h2(
                    "SELECT g, MODE() WITHIN GROUP (ORDER BY i) AS a, MODE() WITHIN GROUP (ORDER BY f DESC) AS b, ROUND(CORR(i, k), 9) AS c, ROUND(COVAR_SAMP(d, k), 3) AS e FROM t GROUP BY g"),
            h2(
                    "SELECT g, BIT_AND(i) AS a, BIT_OR(b) AS o, BIT_XOR(k) AS x FROM t GROUP BY g",
                    "SELECT g, BIT_AND_AGG(i), BIT_OR_AGG(b), BIT_XOR_AGG(k) FROM t GROUP BY g"),
            h2("SELECT COUNT(*) AS n, SUM(i) AS si, MAX(d) AS md FROM t"),
            h2("SELECT COUNT(*) AS n, SUM(i) AS si FROM t WHERE k < 0"),
            h2("SELECT g, COUNT(DISTINCT i) AS di, SUM(DISTINCT i) AS si, COUNT(DISTINCT s) AS ds FROM t GROUP BY g"),
            h2(
                    "SELECT g, COUNT(*) FILTER (WHERE f) AS nf, SUM(i) FILTER (WHERE i > 0) AS sp, MAX(b) FILTER (WHERE NOT f) AS mb FROM t GROUP BY g"),
            h2("SELECT g, f, COUNT(*) AS n FROM t GROUP BY g, f HAVING COUNT(*) > 3 AND MIN(i) < 0"),
            h2("SELECT i / 100 AS bucket, COUNT(*) AS n FROM t WHERE i >= 0 GROUP BY i / 100"),
            h2("SELECT n, COUNT(*) AS groups FROM (SELECT g, i, COUNT(*) AS n FROM t GROUP BY g, i) AS x GROUP BY n"),
            h2("SELECT g, MAX(total) AS best FROM (SELECT g, f, SUM(b) AS total FROM t GROUP BY g, f) AS x GROUP BY g"),
            h2(
                    "SELECT window_start, COUNT(*) AS n, SUM(i) AS si FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)) WHERE ts IS NOT NULL GROUP BY window_start, window_end",
                    "SELECT h, COUNT(*), SUM(i) FROM (SELECT DATE_TRUNC(HOUR, ts) AS h, i FROM t WHERE ts IS NOT NULL) AS x GROUP BY h"),
            h2(
                    "SELECT window_start, g, COUNT(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '15' MINUTE, INTERVAL '1' HOUR)) WHERE ts IS NOT NULL GROUP BY window_start, window_end, g",
                    "SELECT w, g, COUNT(*) FROM (SELECT DATEADD(MINUTE, EXTRACT(MINUTE FROM ts) / 15 * 15 - 15 * x, DATE_TRUNC(HOUR, ts)) AS w, g "
                            + "FROM t, SYSTEM_RANGE(0, 3) WHERE ts IS NOT NULL) AS h GROUP BY w, g"));

    @Test
    void viewsAdHocReadsAndH2Agree() throws SQLException {
        try (ComparedQueries compared = new ComparedQueries("queries", 4_711, new AllTypes())) {
            assertThat(compared.run(QUERIES)).isEmpty();
        }
    }

    /** One table with a column of each type, to which rows are added. */
    private static final class AllTypes implements ComparedQueries.Data {
        @Override
        public List<String> tables() {
            return List.of(
                    "t (k INT, g VARCHAR(10), i INT, b BIGINT, d DOUBLE PRECISION, m DECIMAL(12, 2), f BOOLEAN, s VARCHAR(100), dt DATE, ts TIMESTAMP(3))");
        }

        @Override
        public int batches() {
            return 6;
        }

        @Override
        public void change(int batch, Random random, ComparedEngines engines) throws SQLException {
            List<List<Object>> rows = new ArrayList<>();
            for (int row = random.nextInt(batch == 0 ? 3 : 60); row > 0; row--) {
                rows.add(row(random, batch * 1_000 + row));
            }
            engines.insert("t", rows);
        }

        private static List<Object> row(Random random, int key) {
            return Arrays.asList(
                    key,
                    orNull(random, "g" + random.nextInt(4)),
                    orNull(random, random.nextInt(1_200) - 200),
                    orNull(random, random.nextLong() >> 20),
                    orNull(random, random.nextInt(100_000) / 8.0),
                    orNull(random, BigDecimal.valueOf(random.nextInt(1_000_000) - 500_000, 2)),
                    orNull(random, random.nextBoolean()),
                    orNull(random, text(random)),
                    orNull(random, Date.valueOf("2026-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10))),
                    orNull(random, new Timestamp(1_767_225_600_000L + random.nextInt(20_000_000))));
        }

        private static Object orNull(Random random, Object value) {
            return random.nextInt(8) == 0 ? null : value;
        }

        private static String text(Random random) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.appendCodePoint("ab cdéß水".codePointAt(random.nextInt(8)));
            }
            return text.toString();
        }
    }
}
