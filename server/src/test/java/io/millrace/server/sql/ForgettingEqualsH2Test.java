package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Joins in time, functions over an order in time and first rows, over two streams of two partitions each whose rows come in disorder and
 * too late: as views kept up to date while they forget, as views of final rows, and read ad hoc. Compared with H2 over the rows that a
 * plain loop accepts.
 */
@Timeout(180)
class ForgettingEqualsH2Test {
    private static final long SEED = 20_261_121;
    private static final long DELAY = 10;
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 10, 0);
    private static final DateTimeFormatter TIMES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private static final String NEAR =
            "a.k = b.k AND a.ts BETWEEN b.ts - INTERVAL '5' SECOND AND b.ts + INTERVAL '10' SECOND";
    private static final List<String> CONDITIONS = List.of(
            NEAR,
            NEAR + " AND a.id < b.id",
            "b.ts > a.ts - INTERVAL '7' SECOND AND a.k = b.k AND a.ts >= b.ts",
            "a.ts + INTERVAL '3' SECOND >= b.ts + INTERVAL '1' SECOND AND a.ts < b.ts",
            "a.ts = b.ts AND a.k = b.k",
            "a.ts = b.ts AND a.k <> b.k");

    /** A query here and in H2; its first column is not NULL and negative only in rows that stand at the end of all time. */
    private record Query(String ours, String theirs, boolean closes) {}

    /** A table of two partitions, and what a plain loop accepts of them. */
    private final class Stream {
        final String name;
        final long[] maxima = {Long.MIN_VALUE, Long.MIN_VALUE};
        int accepted;
        int late;

        /** Both partitions have a row from the start, so that the table waits for both. */
        Stream(String name, int firstId) throws Exception {
            this.name = name;
            Files.createDirectory(directory.resolve(name));
            theirs.execute("CREATE TABLE " + name + " (id INT, k INT, ts TIMESTAMP)");
            for (int partition = 0; partition < maxima.length; partition++) {
                write(partition, List.of(new long[] {firstId + partition, 1, 0}));
            }
            sql.execute("CREATE TABLE " + name
                    + " (id INT, k INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                    + " WITH ('connector' = 'file', 'path' = '" + directory.resolve(name)
                    + "', 'format' = 'csv', 'follow' = 'true')");
        }

        private void append(int partition, String text) throws Exception {
            Files.writeString(
                    directory.resolve(name).resolve(partition + ".csv"),
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }

        /** Rows of a partition: id, k and second. */
        void write(int partition, List<long[]> rows) throws Exception {
            StringBuilder text = new StringBuilder();
            for (long[] row : rows) {
                String values = row[0] + "," + row[1] + ",";
                String time = START.plusSeconds(row[2]).format(TIMES);
                text.append(values).append(time).append('\n');
                if (maxima[partition] != Long.MIN_VALUE && row[2] < maxima[partition] - DELAY) {
                    late++;
                } else {
                    maxima[partition] = Math.max(maxima[partition], row[2]);
                    accepted++;
                    theirs.execute("INSERT INTO " + name + " VALUES (" + values + "TIMESTAMP '" + time + "')");
                }
            }
            append(partition, text.toString());
        }
    }

    @TempDir
    private Path directory;

    private SqlFixture sql;
    private Connection h2;
    private Statement theirs;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("forgetting");
        h2 = DriverManager.getConnection("jdbc:h2:mem:");
        theirs = h2.createStatement();
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
        h2.close();
    }

    @Test
    void joinsInTime() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (String condition : CONDITIONS) {
            for (String kind : List.of("", "LEFT ", "RIGHT ")) {
                String query = "SELECT a.id AS x, b.id AS y FROM a " + kind + "JOIN b ON " + condition;
                queries.add(new Query(query, query, true));
            }
            queries.add(new Query(
                    "SELECT a.id AS x, b.id AS y FROM a FULL JOIN b ON " + condition,
                    "SELECT a.id AS x, b.id AS y FROM a LEFT JOIN b ON " + condition
                            + " UNION ALL SELECT NULL, b.id FROM b WHERE NOT EXISTS (SELECT 1 FROM a WHERE " + condition
                            + ")",
                    true));
            for (String not : List.of("", "NOT ")) {
                String query = "SELECT a.id AS x, a.k AS y FROM a WHERE " + not + "EXISTS (SELECT 1 FROM b WHERE "
                        + condition + ")";
                queries.add(new Query(query, query, true));
            }
        }
        compare(queries, 4);
    }

    @Test
    void functionsAndFirstRowsInTheOrderOfTime() throws Exception {
        List<Query> queries = new ArrayList<>();
        String byKey = "OVER (PARTITION BY k ORDER BY ts, id";
        for (String function : List.of(
                "SUM(id) " + byKey + " ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)",
                "COUNT(*) " + byKey + " ROWS BETWEEN 5 PRECEDING AND 2 PRECEDING)",
                "LAG(id, 2) " + byKey + ")",
                "SUM(id) " + byKey + " ROWS UNBOUNDED PRECEDING)",
                "ROW_NUMBER() " + byKey + ")",
                "SUM(id) OVER (PARTITION BY k ORDER BY ts)")) {
            String query = "SELECT id AS x, " + function + " AS y FROM a";
            queries.add(new Query(query, query, true));
        }
        queries.add(new Query(
                "SELECT id AS x, SUM(id) OVER (PARTITION BY k ORDER BY ts RANGE BETWEEN INTERVAL '20' SECOND PRECEDING"
                        + " AND INTERVAL '4' SECOND FOLLOWING) AS y FROM a",
                "SELECT id AS x, (SELECT SUM(id) FROM a AS o WHERE o.k = a.k AND o.ts BETWEEN a.ts - INTERVAL '20' SECOND"
                        + " AND a.ts + INTERVAL '4' SECOND) AS y FROM a",
                true));
        queries.add(new Query(
                "SELECT id AS x, RANK() OVER (PARTITION BY FLOOR(ts TO MINUTE) ORDER BY k DESC) AS y FROM a",
                "SELECT id AS x, RANK() OVER (PARTITION BY DATE_TRUNC(MINUTE, ts) ORDER BY k DESC) AS y FROM a",
                true));
        String numbered =
                "SELECT x, k FROM (SELECT id AS x, k, ts, ROW_NUMBER() OVER (PARTITION BY %s) AS r FROM a) t WHERE r ";
        for (String top :
                List.of("k ORDER BY ts, id:= 1", "k ORDER BY ts, id:<= 3", "k ORDER BY ts, id:BETWEEN 3 AND 4")) {
            String query = numbered.formatted(top.split(":")[0]) + top.split(":")[1];
            queries.add(new Query(query, query, true));
        }
        queries.add(new Query(
                numbered.formatted("FLOOR(ts TO MINUTE), k ORDER BY id DESC") + "<= 2",
                numbered.formatted("DATE_TRUNC(MINUTE, ts), k ORDER BY id DESC") + "<= 2",
                true));
        queries.add(new Query(
                numbered.formatted("k ORDER BY ts DESC, id") + "= 1",
                numbered.formatted("k ORDER BY ts DESC, id") + "= 1",
                false));
        String first = "SELECT id AS x, k FROM a ORDER BY ts, id LIMIT 7";
        queries.add(new Query(first, first, true));
        compare(queries, 4);
    }

    @Test
    void explainStateTellsWhatBoundsJoinsFunctionsAndFirstRows() throws Exception {
        new Stream("a", 1);
        new Stream("b", 3);

        assertThat(sql.rows("EXPLAIN STATE FOR SELECT a.id, b.id FROM a LEFT JOIN b ON " + NEAR))
                .containsExactly(
                        "left interval join|rows of both sides that may still find partners|yes|left rows go when ts is"
                                + " before the least of watermark of a and watermark of b - 5000 ms, right rows when ts is before the least"
                                + " of watermark of b and watermark of a - 10000 ms|null");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT a.id FROM a JOIN b ON a.k = b.k AND a.ts >= b.ts"))
                .containsExactly(
                        "inner interval join|all rows of the right side|no|null|Say also how much later the event time of the"
                                + " left side can be: times are bounded in one direction only.");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT a.id FROM a JOIN b ON a.ts = b.ts"))
                .containsExactly(
                        "inner join|rows of both sides that may still find partners|yes|rows go when ts is before the least"
                                + " of watermark of a and watermark of b|null");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT a.id FROM a JOIN b ON a.k = b.k"))
                .singleElement()
                .asString()
                .startsWith("inner join|all rows of both sides|no|null|Join on equal windows of event time");
        String sum = "EXPLAIN STATE FOR SELECT SUM(id) OVER (PARTITION BY k ORDER BY ts ";
        assertThat(sql.rows(sum + "RANGE INTERVAL '20' SECOND PRECEDING) AS s FROM a"))
                .containsExactly(
                        "window functions|rows that others still look at|yes|rows go when ts is before watermark of a, by 20000 ms|null");
        assertThat(sql.rows(sum + "ROWS 3 PRECEDING) AS s FROM a"))
                .singleElement()
                .asString()
                .startsWith(
                        "window functions|the last 3 rows of each partition, and those that are not final|no|null|RANGE");
        assertThat(sql.rows(sum + ") AS s FROM a"))
                .singleElement()
                .asString()
                .startsWith("window functions|all rows, in order|no|null|A frame that begins near the row");
        String first =
                "EXPLAIN STATE FOR SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY %s ORDER BY id) AS r FROM a) t WHERE r = 1";
        assertThat(sql.rows(first.formatted("k, FLOOR(ts TO HOUR)")))
                .singleElement()
                .asString()
                .startsWith("top rows|up to 1 rows of each partition|yes|rows go when ");
        assertThat(sql.rows(first.formatted("k")))
                .singleElement()
                .asString()
                .startsWith("top rows|up to 1 rows of each partition|no|null|PARTITION BY a window");
    }

    @Test
    void whatIsNeverFinalIsRefusedWithWhatToDo() throws Exception {
        new Stream("a", 1);
        new Stream("b", 3);
        for (String[] refused : new String[][] {
            {"SELECT a.id FROM a JOIN b ON a.k = b.k", "needs a join that event time closes"},
            {"SELECT a.id FROM a RIGHT JOIN b ON a.ts >= b.ts", "needs a join that event time closes"},
            {"SELECT LEAD(id) OVER (ORDER BY ts) AS x FROM a", "nothing that FOLLOWS"},
            {
                "SELECT SUM(id) OVER (PARTITION BY k ORDER BY ts DESC) AS x FROM a",
                "in the ascending order of the event time"
            },
            {"SELECT id FROM a ORDER BY id LIMIT 3", "in the ascending order of the event time"},
            {"SELECT id FROM a", "EMIT ON WINDOW CLOSE is supported for"}
        }) {
            assertThat(sql.failure("CREATE VIEW refused AS " + refused[0] + " EMIT ON WINDOW CLOSE")
                            .getMessage())
                    .contains(refused[1]);
        }
    }

    private void compare(List<Query> queries, int rounds) throws Exception {
        Random random = new Random(SEED);
        Stream a = new Stream("a", 10_000);
        Stream b = new Stream("b", 20_000);
        sql.execute(
                "CREATE VIEW counted AS SELECT COUNT(*) AS n FROM (SELECT id FROM a UNION ALL SELECT id FROM b) AS t");
        for (int number = 0; number < queries.size(); number++) {
            Query query = queries.get(number);
            sql.execute("CREATE VIEW v" + number + " AS " + query.ours());
            if (query.closes()) {
                sql.execute("CREATE VIEW f" + number + " AS " + query.ours() + " EMIT ON WINDOW CLOSE");
            }
        }
        int id = 0;
        for (int round = 0; round < rounds; round++) {
            for (Stream stream : List.of(a, b)) {
                List<List<long[]>> rows = List.of(new ArrayList<>(), new ArrayList<>());
                for (int i = 0; i < 60; i++) {
                    long back = random.nextInt(12) == 0 ? 40 : 8;
                    rows.get(random.nextInt(2)).add(new long[] {
                        id++, random.nextInt(4), Math.max(0, round * 60L + i - random.nextLong(back))
                    });
                }
                stream.write(0, rows.get(0));
                stream.write(1, rows.get(1));
            }
            sql.await("SELECT n FROM counted", String.valueOf(a.accepted + b.accepted));
            check(queries, "v", round, "");
        }
        assertThat(a.late + b.late).isPositive();
        assertThat(sql.rows("SELECT COUNT(*) FROM a$late")).containsExactly(String.valueOf(a.late));
        assertThat(sql.rows("SELECT COUNT(*) FROM b$late")).containsExactly(String.valueOf(b.late));
        // Rows far behind all others make those final.
        for (int partition = 0; partition < 2; partition++) {
            a.write(partition, List.of(new long[] {-1 - partition, -1 - partition, 1_000_000 + 100 * partition}));
            b.write(partition, List.of(new long[] {-5 - partition, -5 - partition, 2_000_000 + 100 * partition}));
        }
        sql.await("SELECT n FROM counted", String.valueOf(a.accepted + b.accepted));
        check(queries, "v", rounds, "");
        check(queries, "f", rounds, " WHERE (x IS NULL OR x >= 0)");
    }

    private void check(List<Query> queries, String views, int round, String filter) throws SQLException {
        for (int number = 0; number < queries.size(); number++) {
            Query query = queries.get(number);
            if (views.equals("f") && !query.closes()) {
                continue;
            }
            String expected = "SELECT * FROM (" + query.theirs() + ") q" + filter;
            List<String> rows = sorted(SqlFixture.rows(theirs.executeQuery(expected)));
            if (!filter.isEmpty()) {
                rows.removeIf(row -> row.contains("|-"));
            }
            String of = views + number + " in round " + round + ", seed " + SEED + ": " + query.ours();
            assertThat(sorted(sql.rows("SELECT * FROM " + views + number)))
                    .as(of)
                    .isEqualTo(rows);
            if (views.equals("v") && round % 4 == 1) {
                assertThat(sorted(sql.rows(query.ours()))).as("ad hoc, " + of).isEqualTo(rows);
            }
        }
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.naturalOrder());
        return sorted;
    }
}
