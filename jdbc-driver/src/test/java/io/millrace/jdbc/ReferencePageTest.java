package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page says what the code says. */
class ReferencePageTest {
    @Test
    void everyOptionIsOnThePageAndNoOther() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "reference", "jdbc.md")).stream()
                .dropWhile(line -> !line.equals("| option | |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(ConnectionOptions.DESCRIBED.stream()
                        .map(option -> "| `" + option.name() + "` | " + option.description() + " |")
                        .toList());
    }
}
