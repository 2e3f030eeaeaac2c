package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.wire.MemoryServers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of query that a view may have, over random rows with NULLs of all types: read ad hoc, as a view made before
 * the rows, as one made between them, and by H2 over the same rows; all four agree after each batch of rows.
 */
@Timeout(300)
class QueriesEqualH2Test {
    private static final long SEED = 4_711;
    private static final int BATCHES = 6;
    private static final String COLUMNS =
            "k INT, g VARCHAR(10), i INT, b BIGINT, d DOUBLE PRECISION, m DECIMAL(12, 2), f BOOLEAN, s VARCHAR(100), dt DATE, ts TIMESTAMP(3)";

    /** A query in our SQL and in H2's, the latter null where it is the same. */
    private record Query(String ours, String h2) {
        @Override
        public String toString() {
            return ours;
        }
    }

    private static Connection ours;
    private static Connection h2;

    static Stream<Query> queries() {
        return Stream.of(
                same("SELECT k, i, b, d, m, f, s, dt, ts FROM t"),
                same(
                        "SELECT k, i + 1 AS i1, b - k AS bk, m * 2 AS m2, -i AS ni, d / 2 AS d2 FROM t WHERE i > 10 AND (f OR s LIKE '%a%')"),
                same(
                        "SELECT k, UPPER(g) AS u, CHAR_LENGTH(s) AS l, SUBSTRING(s FROM 2 FOR 3) AS ss, g || '-' || s AS gs, TRIM(s) AS tr FROM t"),
                same(
                        "SELECT k, CASE WHEN i < 0 THEN 'neg' WHEN i > 500 THEN 'big' ELSE g END AS c, COALESCE(i, -1) AS ci, NULLIF(g, 'g1') AS ng FROM t"),
                same("SELECT k FROM t WHERE i IS NULL OR NOT f"),
                same("SELECT k FROM t WHERE g IN ('g1', 'g3') AND i BETWEEN -100 AND 300"),
                same("SELECT k FROM t WHERE i NOT IN (1, 2, 3) AND (b IS NOT DISTINCT FROM NULL OR b > 0)"),
                same(
                        "SELECT EXTRACT(YEAR FROM ts) AS y, EXTRACT(MONTH FROM dt) AS mo, EXTRACT(HOUR FROM ts) AS h, k FROM t"),
                same("SELECT g, i FROM t WHERE f UNION ALL SELECT s, k FROM t WHERE NOT f"),
                same("SELECT DISTINCT g, f FROM t"),
                same("SELECT DISTINCT i FROM t WHERE i > 100"),
                same(
                        "SELECT g, COUNT(*) AS n, COUNT(i) AS ni, SUM(b) AS sb, SUM(m) AS sm, MIN(i) AS mi, MAX(s) AS ms, MIN(ts) AS mt, MAX(dt) AS md FROM t GROUP BY g"),
                pair(
                        "SELECT g, AVG(d) AS ad, SUM(d) AS sd, AVG(i) AS ai FROM t GROUP BY g",
                        "SELECT g, AVG(d), SUM(d), AVG(CAST(i AS DOUBLE PRECISION)) FROM t GROUP BY g"),
                same("SELECT COUNT(*) AS n, SUM(i) AS si, MAX(d) AS md FROM t"),
                same("SELECT COUNT(*) AS n, SUM(i) AS si FROM t WHERE k < 0"),
                same(
                        "SELECT g, COUNT(DISTINCT i) AS di, SUM(DISTINCT i) AS si, COUNT(DISTINCT s) AS ds FROM t GROUP BY g"),
                same(
                        "SELECT g, COUNT(*) FILTER (WHERE f) AS nf, SUM(i) FILTER (WHERE i > 0) AS sp, MAX(b) FILTER (WHERE NOT f) AS mb FROM t GROUP BY g"),
                same("SELECT g, f, COUNT(*) AS n FROM t GROUP BY g, f HAVING COUNT(*) > 3 AND MIN(i) < 0"),
                same("SELECT i / 100 AS bucket, COUNT(*) AS n FROM t WHERE i >= 0 GROUP BY i / 100"),
                same(
                        "SELECT n, COUNT(*) AS groups FROM (SELECT g, i, COUNT(*) AS n FROM t GROUP BY g, i) AS x GROUP BY n"),
                same(
                        "SELECT g, MAX(total) AS best FROM (SELECT g, f, SUM(b) AS total FROM t GROUP BY g, f) AS x GROUP BY g"),
                pair(
                        "SELECT window_start, COUNT(*) AS n, SUM(i) AS si FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)) WHERE ts IS NOT NULL GROUP BY window_start, window_end",
                        "SELECT h, COUNT(*), SUM(i) FROM (SELECT DATE_TRUNC(HOUR, ts) AS h, i FROM t WHERE ts IS NOT NULL) AS x GROUP BY h"),
                pair(
                        "SELECT window_start, g, COUNT(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '15' MINUTE, INTERVAL '1' HOUR)) WHERE ts IS NOT NULL GROUP BY window_start, window_end, g",
                        "SELECT w, g, COUNT(*) FROM (SELECT DATEADD(MINUTE, EXTRACT(MINUTE FROM ts) / 15 * 15 - 15 * x, DATE_TRUNC(HOUR, ts)) AS w, g "
                                + "FROM t, SYSTEM_RANGE(0, 3) WHERE ts IS NOT NULL) AS h GROUP BY w, g"));
    }

    private static Query same(String sql) {
        return new Query(sql, sql);
    }

    private static Query pair(String ours, String h2) {
        return new Query(ours, h2);
    }

    @BeforeAll
    static void connect() throws SQLException {
        ours = DriverManager.getConnection("jdbc:millrace:mem:queries");
        h2 = DriverManager.getConnection("jdbc:h2:mem:");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        ours.close();
        h2.close();
        MemoryServers.close("queries");
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aViewAnAdHocReadAndH2Agree(Query query) throws SQLException {
        Random random = new Random(SEED);
        for (String view : List.of("early", "late")) {
            execute(ours, "DROP VIEW IF EXISTS " + view);
        }
        for (Connection connection : List.of(ours, h2)) {
            execute(connection, "DROP TABLE IF EXISTS t");
            execute(connection, "CREATE TABLE t (" + COLUMNS + ")");
        }
        execute(ours, "CREATE MATERIALIZED VIEW early AS " + query.ours());
        List<String> views = new ArrayList<>(List.of("early"));
        for (int batch = 0; batch < BATCHES; batch++) {
            insert(random, batch * 1_000, random.nextInt(batch == 0 ? 3 : 60));
            if (batch == BATCHES / 2) {
                execute(ours, "CREATE MATERIALIZED VIEW late AS " + query.ours());
                views.add("late");
            }
            List<String> expected = rows(h2, query.h2());
            String place = "seed " + SEED + ", batch " + batch + ", " + query;
            assertThat(rows(ours, query.ours())).as("ad hoc, " + place).isEqualTo(expected);
            for (String view : views) {
                assertThat(rows(ours, "SELECT * FROM " + view))
                        .as(view + ", " + place)
                        .isEqualTo(expected);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(Random random, int firstKey, int count) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add(row(random, firstKey + row));
        }
        for (Connection connection : List.of(ours, h2)) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Object[] row : rows) {
                    for (int column = 0; column < row.length; column++) {
                        insert.setObject(column + 1, row[column]);
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private static Object[] row(Random random, int key) {
        return new Object[] {
            key,
            orNull(random, "g" + random.nextInt(4)),
            orNull(random, random.nextInt(1_200) - 200),
            orNull(random, random.nextLong() >> 20),
            orNull(random, random.nextInt(100_000) / 8.0),
            orNull(random, BigDecimal.valueOf(random.nextInt(1_000_000) - 500_000, 2)),
            orNull(random, random.nextBoolean()),
            orNull(random, text(random)),
            orNull(random, Date.valueOf("2026-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10))),
            orNull(random, new Timestamp(1_767_225_600_000L + random.nextInt(20_000_000)))
        };
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

    /** Rows as text, sorted; numbers by value, averages and doubles to fourteen digits. */
    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(text(result.getObject(column)));
                }
                rows.add(String.join(" | ", row));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString());
            boolean rounded = number instanceof Double || exact.scale() > 6;
            return (rounded ? exact.round(new MathContext(14)) : exact)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return String.valueOf(value);
    }
}
