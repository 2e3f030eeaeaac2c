package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Views over event time that have an equal part of their plans in common: those that show all rows, those that show what is final,
 * those that let old rows go. Whichever come and go while watermarks move, each has the rows of its own query.
 */
@Timeout(120)
class SharedEventTimeTest {
    private static final String COUNTED = "SELECT window_start, user_id, COUNT(*) AS n, MAX(amount) AS most"
            + " FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, user_id";
    private static final String PER_MINUTE =
            "SELECT window_start, SUM(n) AS n, MAX(most) AS most FROM (" + COUNTED + ") AS c GROUP BY window_start";

    /** Queries of views, and how their rows are told otherwise: below the given watermark and without old windows. */
    private static final Map<String, String> QUERIES = Map.of(
            COUNTED,
            COUNTED,
            COUNTED + " HAVING COUNT(*) > 1",
            COUNTED + " HAVING COUNT(*) > 1",
            PER_MINUTE,
            PER_MINUTE,
            COUNTED + " EMIT ON WINDOW CLOSE",
            "SELECT * FROM (" + COUNTED + ") AS c WHERE window_start + INTERVAL '1' MINUTE <= TIMESTAMP '%s'");

    @TempDir
    private Path directory;

    private int second;

    @Test
    void viewsThatComeAndGoWhileTimePassesHaveTheRowsOfTheirQueries() throws Exception {
        Random random = new Random(31);
        List<String> queries = QUERIES.keySet().stream().sorted().toList();
        Map<String, String> views = new LinkedHashMap<>();
        append(random);
        try (SqlFixture sql = SqlFixture.start("shared-event-time")) {
            sql.execute("CREATE TABLE clicks (user_id INT, amount INT, ts TIMESTAMP NOT NULL,"
                    + " WATERMARK FOR ts AS ts - INTERVAL '10' SECOND) WITH ('connector' = 'file', 'path' = '"
                    + directory
                    + "', 'format' = 'csv', 'follow' = 'true')");
            // All views over a table show the same rows of it, so this one tells how far they are.
            sql.execute("CREATE VIEW reached AS SELECT COUNT(*) AS n FROM clicks");
            for (int step = 0; step < 24; step++) {
                String query = queries.get(step % queries.size());
                sql.execute("CREATE VIEW v" + step + " AS " + query);
                views.put("v" + step, query);
                if (views.size() > 5) {
                    String gone = List.copyOf(views.keySet()).get(random.nextInt(views.size()));
                    sql.execute("DROP VIEW " + gone);
                    views.remove(gone);
                }
                int rows = append(random);
                sql.await("SELECT n FROM reached", String.valueOf(rows));
                compare(sql, views, "step " + step);
            }
            assertThat(sql.rows("SELECT KIND FROM MILLRACE.OPERATORS WHERE USERS > 1 AND KIND = 'aggregate'"))
                    .as("aggregates that views share")
                    .isNotEmpty();
        }
    }

    private static void compare(SqlFixture sql, Map<String, String> views, String where) throws SQLException {
        String watermark = sql.rows("SELECT DISTINCT TABLE_WATERMARK FROM MILLRACE.SOURCES WHERE TABLE_NAME = 'clicks'")
                .get(0);
        for (Map.Entry<String, String> view : views.entrySet()) {
            String expected = QUERIES.get(view.getValue()).formatted(watermark);
            assertThat(sql.rows("SELECT * FROM " + view.getKey() + " ORDER BY 1, 2, 3"))
                    .as("%s: %s", where, view.getValue())
                    .isEqualTo(sql.rows(expected + " ORDER BY 1, 2, 3"));
        }
    }

    /** Some rows, none of them late, some seconds behind those before; returns how many there are by now. */
    private int append(Random random) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 10; row++) {
            second += random.nextInt(8);
            int at = Math.max(0, second - random.nextInt(10));
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "%d,%d,2026-01-01 %02d:%02d:%02d%n",
                    random.nextInt(3),
                    random.nextInt(50),
                    10 + at / 3600,
                    at / 60 % 60,
                    at % 60));
        }
        Files.writeString(
                directory.resolve("clicks.csv"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return Files.readAllLines(directory.resolve("clicks.csv")).size();
    }
}
