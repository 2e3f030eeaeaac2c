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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileConnectorTest {
    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();

    private TestTable csv(Path path) {
        return new TestTable("file", clock)
                .column("id", TypeKind.INTEGER)
                .column("name", TypeKind.VARCHAR)
                .with("path", path.toString())
                .with("format", "csv");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void readsAllFilesOfADirectoryInTheOrderOfTheirNames() throws Exception {
        write("b.csv", "3,c\n");
        write("a.csv", "1,a\n2,b\n");
        write(".hidden.csv", "9,x\n");
        write("c.txt", "9,x\n");

        assertThat(csv(directory).with("pattern", "*.csv").rows()).containsExactly("1|a", "2|b", "3|c");
    }

    @Test
    void aLastLineWithoutALineEndIsARowIfTheFileIsNotFollowed() throws Exception {
        Path file = write("a.csv", "1,a\r\n\r\n2,b");

        assertThat(csv(file).rows()).containsExactly("1|a", "2|b");
    }

    @Test
    void headersNameFieldsInAnyOrderAndAByteOrderMarkIsSkipped() throws Exception {
        Path file = write("a.csv", "\uFEFFname,other,ID\nanna,x,1\nbert,y,2\n");

        assertThat(csv(file).with("csv.header", "true").rows()).containsExactly("1|anna", "2|bert");
    }

    @Test
    void aHeaderWithoutADeclaredColumnIsRefusedWhenTheTableIsCreated() throws Exception {
        Path file = write("a.csv", "id,nmae\n1,anna\n");

        assertThatThrownBy(() -> csv(file).with("csv.header", "true").source().start())
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("its header has no column 'name', only id, nmae. Did you mean 'nmae'?");
    }

    @Test
    void bytePositionsOfCompressedFilesAreThoseOfTheirContent() throws Exception {
        String text = "1,anna\n2,bert\n3,carl\n";
        Path packed = Files.write(directory.resolve("a.csv.gz"), gzip(text));
        TestTable table =
                csv(packed).metadata("at", TypeKind.BIGINT, "position").metadata("f", TypeKind.VARCHAR, "file");
        Source source = table.source();

        assertThat(source.end(source.start()).next()).containsEntry("a.csv.gz", 21L);
        assertThat(table.rows(source, Positions.NONE.with("a.csv.gz", 7), source.end(source.start())))
                .containsExactly("2|bert|7|a.csv.gz", "3|carl|14|a.csv.gz");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void replayFromAnyPositionGivesTheSameRows(long seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("id,name\n");
        int rows = 20_000 + random.nextInt(20_000);
        for (int i = 0; i < rows; i++) {
            text.append(i)
                    .append(",\"")
                    .append("x\n\"\"".repeat(random.nextInt(20)))
                    .append("\"\n");
        }
        Path file = seed % 2 == 0
                ? write("a.csv", text.toString())
                : Files.write(directory.resolve("a.csv.gz"), gzip(text.toString()));
        TestTable table = csv(file).with("csv.header", "true").metadata("at", TypeKind.BIGINT, "position");
        Source source = table.source();
        Positions start = source.start();
        Positions end = source.end(start);
        List<String> all = table.rows(source, start, end);
        assertThat(all).as("seed %d", seed).hasSize(rows);

        for (int i = 0; i < 10; i++) {
            int row = random.nextInt(rows);
            long at = Long.parseLong(all.get(row).substring(all.get(row).lastIndexOf('|') + 1));
            Positions middle = start.with(String.valueOf(file.getFileName()), at);
            List<String> joined = new ArrayList<>(table.rows(source, start, middle));
            joined.addAll(table.rows(source, middle, end));
            assertThat(joined).as("seed %d, row %d", seed, row).isEqualTo(all);
        }
    }

    @Test
    void followsNewLinesAndNewFilesAndWaitsForTheEndOfALine() throws Exception {
        write("a.csv", "1,a\n2,");
        TestTable table = csv(directory).with("follow", "true");
        Source source = table.source();

        try (SourceReader reader = source.reader(source.start())) {
            assertThat(next(table, source, reader)).containsExactly("1|a");
            assertThat(reader.poll(Duration.ofMillis(100))).isNull();
            append("a.csv", "b\n");
            assertThat(next(table, source, reader)).containsExactly("2|b");
            write("b.csv", "3,c\n");
            assertThat(next(table, source, reader)).containsExactly("3|c");
            append("a.csv", "4,d\n");
            assertThat(next(table, source, reader)).containsExactly("4|d");
            assertThat(reader.finished()).isFalse();
        }
    }

    @Test
    void aBoundedReadOfAFollowedFileEndsBeforeItsUnfinishedLine() throws Exception {
        write("a.csv", "1,a\n2,");

        assertThat(csv(directory).with("follow", "true").rows()).containsExactly("1|a");
    }

    @Test
    void aFollowedDirectoryMayBeEmptyAtFirst() throws Exception {
        TestTable table = csv(directory).with("follow", "true").with("csv.header", "true");
        Source source = table.source();

        try (SourceReader reader = source.reader(source.start())) {
            assertThat(reader.poll(Duration.ofMillis(50))).isNull();
            write("a.csv", "id,na");
            assertThat(reader.poll(Duration.ofMillis(500))).isNull();
            append("a.csv", "me\n1,a\n");
            assertThat(next(table, source, reader)).containsExactly("1|a");
        }
    }

    private static List<String> next(TestTable table, Source source, SourceReader reader) throws Exception {
        Chunk chunk = reader.poll(Duration.ofSeconds(10));
        assertThat(chunk).isNotNull();
        return table.decode(source, List.of(chunk), table.allColumns());
    }

    @Test
    void aFileThatVanishedOrShrankIsAnErrorThatNamesIt() throws Exception {
        Path file = write("a.csv", "1,a\n2,b\n");
        Source source = csv(directory).source();
        Positions read = source.end(source.start());

        Files.writeString(file, "1,a\n");
        assertThatThrownBy(() -> source.reader(read))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("a.csv' has shrunk to 4 bytes, and rows up to byte 8")
                .extracting(thrown -> ((EngineException) thrown).code())
                .isEqualTo(ErrorCode.SOURCE_FAILED);
        assertThatThrownBy(() -> TestTable.chunks(source.reader(source.start(), read)))
                .hasMessageContaining("has shrunk to 4 bytes");

        Files.delete(file);
        assertThatThrownBy(() -> source.reader(read)).hasMessageContaining("a.csv' has gone");
    }

    @Test
    void aMissingPathIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> csv(directory.resolve("none.csv")).source().start())
                .hasMessageStartingWith("line 7:1: The files of table 't': ")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> csv(directory).source().start()).hasMessageContaining("holds none");
    }

    @Test
    void aTruncatedArchiveIsAnErrorUnlessItIsStillBeingWritten() throws Exception {
        byte[] packed = gzip("1,a\n".repeat(1_000));
        Path file = Files.write(directory.resolve("a.csv.gz"), java.util.Arrays.copyOf(packed, packed.length - 9));
        assertThatThrownBy(() -> csv(file).rows())
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("cannot be read");

        TestTable table = csv(directory).with("follow", "true");
        Source source = table.source();
        try (SourceReader reader = source.reader(source.start())) {
            int rows = next(table, source, reader).size();
            Files.write(file, packed);
            while (rows < 1_000) {
                rows += next(table, source, reader).size();
            }
            assertThat(rows).isEqualTo(1_000);
        }
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLineOnly() throws Exception {
        Path file = write("a.csv", "1,a\n2,\"b\n3,c\n");
        TestTable table = csv(file);

        assertThat(table.rows()).containsExactly("1|a", "3|c");
        assertThat(table.bad()).containsExactly("a.csv:4 Field 2 has a quote that is not closed at its end. <2,\"b>");
    }

    @Test
    void chunksAreNoLargerThanPromised() throws Exception {
        write("a.csv", "1,a\n".repeat(50_000) + ("2," + "x".repeat(1_000) + "\n").repeat(3_000));
        Source source = csv(directory).source();
        try (SourceReader reader = source.reader(source.start())) {
            List<Chunk> chunks = TestTable.chunks(reader);
            assertThat(chunks).allMatch(chunk -> chunk.records() <= 16_384 && chunk.bytes() < 2_000_000);
            assertThat(chunks.stream().mapToInt(Chunk::records).sum()).isEqualTo(53_000);
        }
    }

    @Test
    void readsARecordOfSeveralMegabytes() throws Exception {
        String large = "y".repeat(5_000_000);
        write("a.csv", "1,a\n2," + large + "\n3,c\n");

        assertThat(csv(directory).rows()).containsExactly("1|a", "2|" + large, "3|c");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void followedFilesGiveTheSameRowsHoweverTheyAreWritten(long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> contents = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int file = 0; file < 3; file++) {
            StringBuilder text = new StringBuilder("name,id\r\n");
            for (int i = random.nextInt(200); i > 0; i--) {
                String name = "é\n,😀".repeat(random.nextInt(4));
                text.append('"').append(name).append("\",").append(i).append(random.nextBoolean() ? "\r\n" : "\n\n");
                expected.add(i + "|" + name);
            }
            contents.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        TestTable table = csv(directory).with("follow", "true").with("csv.header", "true");
        Source source = table.source();
        List<String> rows = new ArrayList<>();
        int[] written = new int[contents.size()];
        try (SourceReader reader = source.reader(source.start())) {
            while (rows.size() < expected.size()) {
                int file = random.nextInt(written.length);
                byte[] content = contents.get(file);
                int length = Math.min(1 + random.nextInt(40), content.length - written[file]);
                Files.write(
                        directory.resolve(file + ".csv"),
                        java.util.Arrays.copyOfRange(content, written[file], written[file] + length),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                written[file] += length;
                Chunk chunk = reader.poll(Duration.ofMillis(random.nextInt(300)));
                if (chunk != null) {
                    rows.addAll(table.decode(source, List.of(chunk), table.allColumns()));
                }
            }
        }
        assertThat(rows).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(table.bad()).as("seed %d", seed).isEmpty();
        assertThat(table.rows(source, source.start(), source.end(source.start())))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
