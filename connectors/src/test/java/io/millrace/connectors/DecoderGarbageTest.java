package io.millrace.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running pipeline allocates nothing per row, and that begins with its decoders. */
class DecoderGarbageTest {
    private static final int ROWS = 10_000;

    @TempDir
    Path directory;

    @Test
    void datagenLeavesNone() throws Exception {
        TestTable table = columns(new TestTable("datagen", new TestClock()))
                .with("number-of-rows", Integer.toString(ROWS))
                .with("rows-per-second", "unlimited");

        assertThat(bytesPerRow(table)).isLessThan(1);
    }

    @Test
    void csvLeavesNone() throws Exception {
        String text = "7,\"say \"\"hi\"\"\",1234567.89,0.25,2026-01-31 12:30:00.250,true,2026-01-31\n".repeat(ROWS);

        assertThat(bytesPerRow(columns(file("csv", text)))).isLessThan(1);
    }

    @Test
    void jsonLeavesNone() throws Exception {
        String text =
                ("{\"id\":7,\"text\":\"say \\\"hi\\\"\",\"other\":{\"a\":[1,2.5,null]},\"amount\":1234567.89,\"x\":0.25,"
                                + "\"ts\":\"2026-01-31T12:30:00.250\",\"flag\":true,\"day\":\"2026-01-31\"}\n")
                        .repeat(ROWS);

        assertThat(bytesPerRow(columns(file("json", text)))).isLessThan(1);
    }

    private TestTable file(String format, String text) throws Exception {
        Path file = Files.writeString(directory.resolve("data"), text);
        return new TestTable("file", new TestClock())
                .with("path", file.toString())
                .with("format", format);
    }

    private static TestTable columns(TestTable table) {
        return table.column("id", TypeKind.BIGINT)
                .column("text", TypeKind.VARCHAR)
                .column("amount", ColumnType.decimal(30, 2))
                .column("x", TypeKind.DOUBLE)
                .column("ts", TypeKind.TIMESTAMP)
                .column("flag", TypeKind.BOOLEAN)
                .column("day", TypeKind.DATE);
    }

    /** The least of several runs: the just-in-time compiler may allocate on this thread, too. */
    private static double bytesPerRow(TestTable table) throws Exception {
        Source source = table.source();
        Positions start = source.start();
        List<Chunk> chunks = TestTable.chunks(source.reader(start, source.end(start)));
        Decoder decoder = source.decoder(table.allColumns(), table.badRecords());
        Batch batch = new Batch(table.types(table.allColumns()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 10; run++) {
            batch.clear();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (Chunk chunk : chunks) {
                decoder.decode(chunk, 0, chunk.records(), batch);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(batch.size()).isEqualTo(ROWS);
        }
        assertThat(table.bad()).isEmpty();
        return (double) least / ROWS;
    }
}
