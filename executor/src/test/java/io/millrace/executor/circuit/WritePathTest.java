package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client writes: large statements, many small ones, keys. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WritePathTest {
    private final Circuit circuit =
            new Circuit(CircuitOptions.DEFAULT, new KernelCompiler(WritePathTest.class.getClassLoader(), 100));

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
    }

    private static Batch rows(int from, int count) {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        for (int row = 0; row < count; row++) {
            batch.longs(0).set(row, from + row);
            batch.longs(1).set(row, 1);
        }
        batch.setSize(count);
        return batch;
    }

    @Test
    void aStatementOfManyRowsIsCheckedInOneGo() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of(0));
        circuit.writeAndWait(List.of(new TableWrite("t", rows(0, 100_000))));
        circuit.writeAndWait(List.of(new TableWrite("t", rows(100_000, 100_000))));
        Batch again = rows(200_000, 100_000);
        again.longs(0).set(99_999, 123_456);
        assertThatThrownBy(() -> circuit.writeAndWait(List.of(new TableWrite("t", again))))
                .hasMessageContaining("k = 123456");
        Batch twice = rows(200_000, 100_000);
        twice.longs(0).set(77_777, 200_000);
        assertThatThrownBy(() -> circuit.writeAndWait(List.of(new TableWrite("t", twice))))
                .hasMessageContaining("k = 200000");
        assertThat(circuit.status().tables().get(0).rows()).isEqualTo(200_000);
    }

    @Test
    void statementsOfOneTickAreCheckedAgainstEachOtherAndARefusedOneTakesNoKeys() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of(0));
        circuit.createTable("g", Plans.KEY_VALUE, List.of());
        circuit.createView(TestKernels.gated("slow", "g"));
        TestKernels.closeGate();
        CompletableFuture<Long> first = write("g", new long[] {1, 1});
        TestKernels.awaitWaiting();
        CompletableFuture<Long> one = write("t", new long[] {1, 1}, new long[] {2, 1});
        CompletableFuture<Long> refused = write("t", new long[] {3, 1}, new long[] {2, 2});
        CompletableFuture<Long> three = write("t", new long[] {3, 3});
        CompletableFuture<Long> over = circuit.write(List.of(
                new TableWrite("t", TestRows.batch(new long[] {4, 1})),
                new TableWrite("t", TestRows.batch(new long[] {4, 2}))));
        CompletableFuture<Long> four = write("t", new long[] {4, 4});
        TestKernels.openGate();

        first.join();
        assertThat(three.join()).as("all in one tick").isEqualTo(one.join()).isEqualTo(four.join());
        assertThatThrownBy(refused::join).hasMessageContaining("k = 2");
        assertThatThrownBy(over::join).hasMessageContaining("k = 4");
        assertThat(TestRows.read(circuit, "t")).containsExactly("[1, 1]", "[2, 1]", "[3, 3]", "[4, 4]");
    }

    @Test
    void manySmallWritesThatWaitShareATick() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of(0));
        circuit.createTable("g", Plans.KEY_VALUE, List.of());
        circuit.createView(TestKernels.gated("slow", "g"));
        TestKernels.closeGate();
        CompletableFuture<Long> first = write("g", new long[] {1, 1});
        TestKernels.awaitWaiting();
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (long i = 0; i < 500; i++) {
            writes.add(write("t", new long[] {i, i}));
        }
        TestKernels.openGate();
        long tick = first.join();
        assertThat(writes).allSatisfy(write -> assertThat(write.join()).isEqualTo(tick + 1));
    }

    private CompletableFuture<Long> write(String table, long[]... rows) {
        return circuit.write(List.of(new TableWrite(table, TestRows.batch(rows))));
    }
}
