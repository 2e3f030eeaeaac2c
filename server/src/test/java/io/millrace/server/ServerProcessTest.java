package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real server process, killed and started again on the same data directory. */
@Timeout(120)
class ServerProcessTest {
    private static final Pattern LISTENS = Pattern.compile("jdbc:millrace://127\\.0\\.0\\.1:(\\d+)/");

    @TempDir
    Path directory;

    /** A server of its own JVM. */
    private record Running(Process process, String url) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private Running start() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.server.Main",
                "--data",
                directory.resolve("data").toString(),
                "--port",
                "0");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<String> url = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, url));
        reader.setDaemon(true);
        reader.start();
        return new Running(process, url.join());
    }

    /** Hands what the server says on to the test's output, and finds in it where the server listens. */
    private static void read(Process process, CompletableFuture<String> url) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                System.out.println("server: " + line);
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                    url.complete(listens.group());
                }
            }
            url.completeExceptionally(new IOException("the server has ended"));
        } catch (IOException e) {
            url.completeExceptionally(e);
        }
    }

    @Test
    void tablesAndViewsAreThereAgainAfterKillAndTheirSourcesAreReadAnew() throws Exception {
        Path csv = directory.resolve("clicks.csv");
        Files.writeString(csv, "user_id,page\n1,home\n2,home\n1,cart\n");
        try (Running server = start();
                Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE clicks (user_id INT, page VARCHAR) WITH ('connector' = 'file', 'format' = 'csv', "
                            + "'csv.header' = 'true', 'follow' = 'true', 'path' = '" + csv + "')");
            statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR)");
            statement.execute("INSERT INTO users VALUES (1, 'Ada')");
            statement.execute(
                    "CREATE MATERIALIZED VIEW per_page AS SELECT page, COUNT(*) AS n FROM clicks GROUP BY page");
            statement.execute("CREATE VIEW busy AS SELECT page FROM per_page WHERE n > 1");
            statement.execute("CREATE VIEW gone AS SELECT page FROM per_page");
            statement.execute("DROP VIEW gone");
            await(statement, "SELECT page, n FROM per_page ORDER BY page", List.of("cart 1", "home 2"));
            server.process().destroyForcibly().waitFor();
        }
        Files.writeString(csv, "user_id,page\n1,home\n2,home\n1,cart\n3,cart\n");
        try (Running server = start();
                Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            await(statement, "SELECT page, n FROM per_page ORDER BY page", List.of("cart 2", "home 2"));
            await(statement, "SELECT page FROM busy ORDER BY page", List.of("cart", "home"));
            assertThat(rows(statement, "SHOW VIEWS")).containsExactly("per_page VIEW", "busy VIEW");
            assertThat(rows(statement, "SELECT COUNT(*) FROM users"))
                    .as("stored rows are in memory only, for now")
                    .containsExactly("0");
        }
    }

    private static void await(Statement statement, String sql, List<String> expected) throws SQLException {
        List<String> rows = rows(statement, sql);
        for (long deadline = System.nanoTime() + 30_000_000_000L;
                !rows.equals(expected) && System.nanoTime() < deadline; ) {
            rows = rows(statement, sql);
        }
        assertThat(rows).isEqualTo(expected);
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(result.getString(column));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }
}
