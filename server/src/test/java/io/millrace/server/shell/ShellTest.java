package io.millrace.server.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final String url =
            "jdbc:millrace:mem:shell" + UUID.randomUUID().toString().replace("-", "");

    private int run(String... arguments) throws IOException {
        out.reset();
        errors.reset();
        List<String> words = new ArrayList<>(List.of("--url", url));
        words.addAll(List.of(arguments));
        return new Shell(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(errors, true, StandardCharsets.UTF_8))
                .open(words);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void resultsAreTablesWithNullsAndMilliseconds() throws IOException {
        int exitCode = run(
                "-e",
                "CREATE TABLE t (id INTEGER, ts TIMESTAMP, note VARCHAR);"
                        + "INSERT INTO t VALUES (1, TIMESTAMP '2018-01-31 01:49:59.650', NULL), (2, NULL, 'a;b')",
                "-e",
                "-- in order\nSELECT id, ts, note FROM t ORDER BY id");

        assertThat(text(errors)).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(text(out))
                .contains("| 1  | 2018-01-31 01:49:59.650 | NULL |")
                .contains("| 2  | NULL                    | a;b  |");
    }

    @Test
    void theFirstFailureIsToldInTheUsersWordsAndEndsTheRun(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a script.sql"), "VALUES (1);\nSELECT nope;\nVALUES ('never')");

        assertThat(run("-f", file.toString())).isEqualTo(1);
        assertThat(text(out)).contains("| 1 ").doesNotContain("never");
        assertThat(text(errors))
                .startsWith("Error: line 1:8: Column 'nope' not found.")
                .doesNotContain("\tat ", "Exception", "Abort");
    }

    @Test
    void wrongCommandLinesAreNamed() throws IOException {
        assertThat(run("--uri", "x")).isEqualTo(2);
        assertThat(text(errors)).isEqualTo("millrace sql: '--uri' is not an option of sql. See: millrace help sql\n");
        assertThat(run("-e")).isEqualTo(2);
        assertThat(text(errors)).contains("-e needs a value");
        assertThat(run("-e", "x", "-f", "y")).isEqualTo(2);
        assertThat(run("-f", "no such file")).isEqualTo(2);
        assertThat(text(errors)).contains("The file 'no such file' does not exist");
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() throws IOException {
        int exitCode = run("--url", "jdbc:millrace://127.0.0.1:1/", "-e", "VALUES (1)");

        assertThat(exitCode).isEqualTo(1);
        assertThat(text(errors))
                .startsWith("Error: Cannot connect to a Millrace server at 127.0.0.1:1")
                .doesNotContain("\tat ");
    }
}
