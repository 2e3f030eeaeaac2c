package io.millrace.server.slt;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All files under {@code src/test/slt}, each on a server of its own with one to four workers; see {@link SltRun}. */
@Tag("long")
@Timeout(300)
class SltSuiteTest {
    private static final Path SUITE = Path.of("src/test/slt");

    @TempDir
    Path data;

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(SUITE)) {
            return files.filter(file -> file.toString().endsWith(".slt"))
                    .map(file -> SUITE.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsAndViewsEqualTheOtherEngines(String file) throws IOException, SQLException {
        long seed = Long.getLong("millrace.slt.seed", file.hashCode());
        Random random = new Random(seed);
        int workers = 1 + random.nextInt(4);
        try (Server server = ComparedEngine.server(data, workers);
                ComparedEngine millrace = ComparedEngine.millrace(server);
                ComparedEngine h2 = ComparedEngine.h2();
                ComparedEngine duckdb = ComparedEngine.duckdb()) {
            SltRun run = new SltRun(SltFile.read(SUITE.resolve(file)), millrace, List.of(h2, duckdb), random);
            int comparisons = run.run();
            assertThat(comparisons).as(file + " compares nothing").isPositive();
        } catch (AssertionError e) {
            throw new AssertionError(
                    file + ", " + workers + " workers, -Dmillrace.slt.seed=" + seed + "\n" + e.getMessage(), e);
        }
    }
}
