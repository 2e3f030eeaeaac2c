package io.millrace.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.TestClock;
import io.millrace.connectors.TestTable;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.TypeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final String ROWS = """
            1,2018-01-31 10:00:00
            2,2018-01-31 11:00:00
            3,2018-01-31 10:30:00
            4,unreadable
            5,2018-01-31 13:00:00
            """;

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    private TestTable table() throws Exception {
        Path file = Files.writeString(directory.resolve("a.csv"), ROWS);
        return new TestTable("file", clock)
                .column("id", TypeKind.INTEGER)
                .column("ts", TypeKind.TIMESTAMP)
                .with("path", file.toString())
                .with("format", "csv")
                .with("replay.speed", "3600")
                .with("replay.time-column", "TS");
    }

    private static List<String> ids(TestTable table, Source source, Chunk chunk) {
        return table.decode(source, List.of(chunk), List.of(0));
    }

    @Test
    void rowsComeAtThePaceAtWhichTheyHappened() throws Exception {
        TestTable table = table();
        Source source = table.source();
        Positions start = source.start();

        try (SourceReader reader = source.reader(start)) {
            assertThat(ids(table, source, reader.poll(Duration.ZERO))).containsExactly("1");
            assertThat(reader.poll(Duration.ofMillis(900))).isNull();
            assertThat(ids(table, source, reader.poll(Duration.ofMillis(900)))).containsExactly("2", "3");
            assertThat(reader.poll(Duration.ofMillis(1_500))).isNull();
            assertThat(reader.finished()).isFalse();
            assertThat(ids(table, source, reader.poll(Duration.ofSeconds(10)))).containsExactly("5");
            assertThat(reader.poll(Duration.ZERO)).isNull();
            assertThat(reader.finished()).isTrue();
        }
    }

    @Test
    void theEndIsWhatIsDueAndABoundedReadDoesNotWait() throws Exception {
        TestTable table = table();
        Source source = table.source();
        Positions start = source.start();

        assertThat(table.rows(source, start, source.end(start))).containsExactly("1|2018-01-31T10:00");
        clock.advance(Duration.ofMillis(1_000));
        assertThat(table.rows(source, start, source.end(start))).hasSize(3);
        assertThat(table.bad()).hasSize(1).first().asString().startsWith("a.csv:66 Column 'ts': 'unreadable'");
        clock.advance(Duration.ofDays(1));
        assertThat(table.rows(source, start, source.end(start))).hasSize(4);
    }

    @Test
    void aReaderThatGoesOnLaterKeepsThePaceOfTheFirst() throws Exception {
        TestTable table = table();
        Source source = table.source();
        Positions start = source.start();
        clock.advance(Duration.ofMillis(1_000));
        Positions middle = source.end(start);
        clock.advance(Duration.ofMillis(500));

        try (SourceReader reader = table().source().reader(middle)) {
            assertThat(reader.poll(Duration.ofMillis(1_400))).isNull();
            assertThat(ids(table, source, reader.poll(Duration.ofMillis(200)))).containsExactly("5");
        }
    }

    @Test
    void optionsThatDoNotFitTogetherAreRefused() throws Exception {
        assertThatThrownBy(() -> table().with("follow", "true").source())
                .hasMessageContaining("'replay.speed' of table 't' cannot be combined with 'follow'");
        assertThatThrownBy(() -> table().with("replay.time-column", "id").source())
                .hasMessageContaining("is 'id'; it takes the name of a TIMESTAMP column: 'ts'.");
        assertThatThrownBy(() -> new TestTable("file", clock)
                        .column("ts", TypeKind.TIMESTAMP)
                        .with("path", "x")
                        .with("format", "csv")
                        .with("replay.speed", "1")
                        .source())
                .isInstanceOf(EngineException.class)
                .extracting(thrown -> ((EngineException) thrown).code())
                .isEqualTo(ErrorCode.MISSING_OPTION);
    }
}
