package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.circuit.table.StoredTable;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.circuit.table.UniqueConstraint;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.log.LogOptions;
import io.millrace.executor.log.LogStorage;
import io.millrace.executor.log.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client writes and their log: what is acknowledged outlives a crash, what is refused was never seen. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoggedWritesTest {
    private final MemoryStorage disk = new MemoryStorage();
    private final List<Circuit> circuits = new ArrayList<>();

    @AfterEach
    void close() {
        disk.openGate();
        circuits.forEach(Circuit::close);
    }

    private Circuit start(LogStorage storage) {
        return start(storage, new LogOptions(500, 1 << 20));
    }

    private Circuit start(LogStorage storage, LogOptions options) {
        Circuit circuit =
                new Circuit(CircuitOptions.DEFAULT, new KernelCompiler(LoggedWritesTest.class.getClassLoader(), 100));
        circuits.add(circuit);
        circuit.createTable(
                new StoredTable(1, "t", Plans.KEY_VALUE, List.of(0), List.of(new UniqueConstraint("t_v", List.of(1)))));
        circuit.createTable(new StoredTable(2, "bag", Plans.KEY_VALUE, List.of(), List.of()));
        circuit.recover(storage, options);
        circuit.createView(Plans.countAndSum("sums", "bag", false));
        return circuit;
    }

    private static List<TableWrite> change(String table, long[][] deleted, long[]... inserted) {
        Batch rows = TestRows.batch(inserted);
        for (long[] row : deleted) {
            rows.append(TestRows.batch(row), 0, -1);
        }
        return List.of(new TableWrite(table, rows));
    }

    private static List<TableWrite> insert(String table, long[]... rows) {
        return change(table, new long[0][], rows);
    }

    @Test
    void everythingIsThereAgainAfterACrash() {
        Circuit before = start(disk);
        for (long i = 0; i < 40; i++) {
            before.writeAndWait(insert("t", new long[] {i, 100 + i}));
            before.writeAndWait(insert("bag", new long[] {i % 3, 1}, new long[] {i % 3, 1}));
        }
        before.writeAndWait(change("t", new long[][] {{3, 103}, {4, 104}}, new long[] {4, 103}, new long[] {3, 104}));
        before.writeAndWait(change("bag", new long[][] {{0, 1}, {0, 1}}));
        long tick = before.tick();

        Circuit after = start(disk.crash());

        assertThat(disk.segments()).hasSizeGreaterThan(2);
        assertThat(after.tick()).isGreaterThanOrEqualTo(tick);
        for (String name : List.of("t", "bag", "sums")) {
            assertThat(TestRows.read(after, name)).as(name).isEqualTo(TestRows.read(before, name));
        }
        assertThat(TestRows.read(after, "t")).hasSize(40).contains("[3, 104]", "[4, 103]");
        assertThatThrownBy(() -> after.writeAndWait(insert("t", new long[] {99, 103})))
                .hasMessageContaining("UNIQUE constraint 't_v'")
                .hasMessageContaining("v = 103");
        assertThatThrownBy(() -> after.writeAndWait(insert("t", new long[] {3, 999})))
                .hasMessageContaining("PRIMARY KEY");
        after.writeAndWait(insert("t", new long[] {99, 999}));
    }

    @Test
    void statementsThatWaitForTheDiskShareOneFsyncAndAreSeenMeanwhile() {
        Circuit circuit = start(disk, LogOptions.DEFAULT);
        circuit.writeAndWait(insert("t", new long[] {0, 0}));
        disk.closeGate();
        List<Receipt> receipts = new ArrayList<>();
        receipts.add(circuit.submit(insert("t", new long[] {1, 1})));
        receipts.get(0).awaitVisible();
        long before = Objects.requireNonNull(circuit.status().log()).forces();
        for (long i = 2; i <= 100; i++) {
            receipts.add(circuit.submit(insert("t", new long[] {i, i})));
            receipts.get(receipts.size() - 1).awaitVisible();
        }
        assertThat(receipts).noneMatch(receipt -> receipt.durable().isDone());
        assertThat(TestRows.read(circuit, "t")).hasSize(101);
        disk.openGate();
        receipts.forEach(Receipt::awaitDurable);

        CircuitStatus.Log log = Objects.requireNonNull(circuit.status().log());
        assertThat(log.writes()).isEqualTo(101);
        assertThat(log.forces() - before)
                .as("the one that was held up, and one for all that waited behind it")
                .isLessThanOrEqualTo(2);
        assertThat(TestRows.read(start(disk.crash()), "t")).hasSize(101);
    }

    @Test
    void whatTheFullDiskRefusesWasNeverSeen() {
        Circuit circuit = start(disk);
        circuit.writeAndWait(insert("t", new long[] {1, 1}));
        disk.room(7);
        assertThatThrownBy(() -> circuit.writeAndWait(insert("t", new long[] {2, 2})))
                .hasMessageContaining("No space left on device");
        assertThat(TestRows.read(circuit, "t")).containsExactly("[1, 1]");
        disk.room(Long.MAX_VALUE);
        circuit.writeAndWait(insert("t", new long[] {2, 2}));

        assertThat(TestRows.read(circuit, "t")).containsExactly("[1, 1]", "[2, 2]");
        assertThat(TestRows.read(start(disk.crash()), "t")).containsExactly("[1, 1]", "[2, 2]");
    }

    @Test
    void afterAFailedFsyncWritesAreRefusedAndReadsGoOn() {
        Circuit circuit = start(disk);
        circuit.writeAndWait(insert("t", new long[] {1, 1}));
        disk.failForce(true);
        EngineException lost =
                catchThrowableOfType(EngineException.class, () -> circuit.writeAndWait(insert("t", new long[] {2, 2})));
        assertThat(lost.code()).isEqualTo(ErrorCode.LOG_FAILED);
        disk.failForce(false);
        assertThatThrownBy(() -> circuit.writeAndWait(insert("t", new long[] {3, 3})))
                .hasMessageContaining("takes no more changes");

        assertThat(TestRows.read(circuit, "t")).doesNotContain("[3, 3]").contains("[1, 1]");
        assertThat(Objects.requireNonNull(circuit.status().log()).failure()).isEqualTo("Input/output error");
        assertThat(TestRows.read(start(disk.crash()), "t")).containsExactly("[1, 1]");
    }

    @Test
    void aTickHoldsTheWritesOfManyInOneRecord() {
        Circuit circuit = start(disk);
        circuit.createView(TestKernels.gated("slow", "bag"));
        TestKernels.closeGate();
        Receipt first = circuit.submit(insert("bag", new long[] {1, 1}));
        try {
            TestKernels.awaitWaiting();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        List<Receipt> receipts = new ArrayList<>();
        for (long i = 0; i < 200; i++) {
            receipts.add(circuit.submit(insert("t", new long[] {i, i})));
        }
        TestKernels.openGate();
        receipts.forEach(Receipt::awaitDurable);
        first.awaitDurable();

        CircuitStatus.Log log = Objects.requireNonNull(circuit.status().log());
        assertThat(log.writes()).isEqualTo(201);
        assertThat(log.records()).isEqualTo(2);
        assertThat(TestRows.read(start(disk.crash()), "t")).hasSize(200);
    }
}
