package io.millrace.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as users run it, on the classes of this build. */
@Tag("long")
class DemoTest {
    private static final Path LAUNCHER =
            Path.of("..", "millrace").toAbsolutePath().normalize();

    @Test
    void aWeekIsReplayedInSecondsAndTheViewsEqualH2(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(List.of(LAUNCHER.toString(), "demo", "--seconds", "5"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MILLRACE_CLASS_PATH", System.getProperty("java.class.path"));

        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();

        String printed = Files.readString(output);
        assertThat(ended).as("ended; it printed:\n%s", printed).isTrue();
        assertThat(printed)
                .contains("jdbc:millrace://127.0.0.1:")
                .containsPattern("tick [0-9,]+ \\| [0-9,]+ of 1,707 rows")
                .containsPattern("After [1-9][0-9,]* rows the views hold what H2 computes over the same rows\\.")
                .doesNotContain("\033[");
        assertThat(process.exitValue()).as(printed).isZero();
    }
}
