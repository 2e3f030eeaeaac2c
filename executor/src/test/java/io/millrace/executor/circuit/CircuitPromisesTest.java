package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.ViewPlan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is easy to claim and easy to fake: readers beside long ticks, copies bounded by change, views that cost nothing at rest. */
@Timeout(120)
public class CircuitPromisesTest {
    /** Held by a test while a kernel that waits for it is to be in the middle of a tick. */
    public static volatile CountDownLatch gate = new CountDownLatch(0);

    /** Tells the test that the kernel waits. */
    public static volatile CountDownLatch atGate = new CountDownLatch(0);

    private final Circuit circuit =
            new Circuit(CircuitOptions.DEFAULT, new KernelCompiler(CircuitPromisesTest.class.getClassLoader(), 100));

    @AfterEach
    void close() {
        gate.countDown();
        circuit.close();
    }

    /** Called by the generated kernel below. */
    public static void waitAtGate() {
        atGate.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies {@code (k, v)}, after it has called something. */
    private static KernelSource kernel(String name, String call) {
        return new KernelSource(
                "io.millrace.generated." + name,
                "package io.millrace.generated;\n"
                        + "public final class " + name + " implements io.millrace.executor.kernel.Kernel {\n"
                        + "  public " + name
                        + "(Object[] constants, io.millrace.executor.kernel.KernelContext context,\n"
                        + "      io.millrace.executor.kernel.FailureSite[] sites) {}\n"
                        + "  public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {\n"
                        + "    " + call + "\n"
                        + "    out.appendAll(in);\n"
                        + "  }\n"
                        + "}\n",
                List.of(),
                List.of());
    }

    private static ViewPlan mapped(String view, String relation, KernelSource kernel) {
        return new ViewPlan(
                view,
                Plans.KEY_VALUE,
                new MapNode(Plans.input(relation, 0, 1), kernel, Plans.KEY_VALUE.types(), List.of(0, 1), false),
                List.of(),
                true);
    }

    @Test
    void aPointLookupIsAnsweredWhileALongTickRuns() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        circuit.createView(mapped("slow", "t", kernel("Gate", CircuitPromisesTest.class.getName() + ".waitAtGate();")));
        write(1, 10);
        gate = new CountDownLatch(1);
        atGate = new CountDownLatch(1);
        CompletableFuture<Long> long1 = circuit.write(List.of(new TableWrite("t", row(1, 5))));
        assertThat(atGate.await(30, TimeUnit.SECONDS)).isTrue();

        Batch key = new Batch(List.of(Plans.BIGINT));
        key.longs(0).set(0, 1);
        key.setSize(1);
        Batch found = circuit.lookup("v", key, 0);

        assertThat(long1.isDone()).as("the long tick still runs").isFalse();
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.longs(2).get(0)).as("as of the tick before").isEqualTo(10);
        gate.countDown();
        TickLoop.await(long1);
        assertThat(circuit.lookup("v", key, 0).longs(2).get(0)).isEqualTo(15);
    }

    @Test
    void aViewThatFailsIsCutOffWithItsReadersAndTheRestGoesOn() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("good", "t", false));
        circuit.createView(mapped(
                "bad",
                "t",
                kernel(
                        "Fails",
                        "if (in.size() > 0 && in.longs(1).get(0) == 13) throw new RuntimeException(\"thirteen\");")));
        circuit.createView(Plans.countAndSum("reader", "bad", true));
        write(1, 10);
        assertThat(rows("bad")).isEqualTo(1);

        write(2, 13);
        write(3, 14);

        assertThat(rows("good")).isEqualTo(3);
        for (String failed : List.of("bad", "reader")) {
            assertThatThrownBy(() -> rows(failed))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_FAILED))
                    .hasMessageContaining("thirteen");
        }
        circuit.drop("reader");
        circuit.drop("bad");
        assertThat(rows("good")).isEqualTo(3);
    }

    @Test
    void aScanHeldOpenCostsCopiesOfTheTouchedChunksOnly() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        Batch many = new Batch(Plans.KEY_VALUE.types());
        for (int i = 0; i < 200_000; i++) {
            many.longs(0).set(i, i);
            many.longs(1).set(i, 1);
        }
        many.setSize(200_000);
        circuit.writeAndWait(List.of(new TableWrite("t", many)));
        long before = copiedChunks("v");
        try (Snapshot snapshot = circuit.snapshot(List.of("v"))) {
            for (int tick = 0; tick < 3_000; tick++) {
                write(tick % 20, 1);
            }
            long scanned = 0;
            for (FrozenRows shard : snapshot.rows("v")) {
                Batch batch = new Batch(List.of(Plans.BIGINT, Plans.BIGINT, Plans.BIGINT));
                while (shard.next(batch, 1_000) > 0) {
                    for (int row = 0; row < batch.size(); row++) {
                        assertThat(batch.longs(1).get(row)).isEqualTo(1);
                    }
                    scanned += batch.size();
                }
            }
            assertThat(scanned).isEqualTo(200_000);
            // Twenty keys lie in at most twenty chunks, and no chunk is copied twice for one snapshot.
            assertThat(copiedChunks("v") - before).isBetween(1L, 20L);
        }
    }

    @Test
    void twoHundredIdleViewsCostLessThan64KibAnOperator() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        long before = usedHeap();
        for (int view = 0; view < 200; view++) {
            circuit.createView(Plans.unlike("v" + view, "t", view));
        }
        // Input, exchange, aggregate and result table, each on two shards.
        int operators = 200 * 4 * 2;
        assertThat(circuit.status().operators()).as("they share no aggregate").hasSizeGreaterThan(400);
        assertThat((usedHeap() - before) / operators).isLessThan(64 << 10);
        assertThat(circuit.status().tables())
                .hasSize(201)
                .allSatisfy(table -> assertThat(table.stateBytes()).isLessThan(2 * (64 << 10)));
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private long copiedChunks(String view) {
        return circuit.loop().call(() -> {
            long chunks = 0;
            for (int shard = 0; shard < circuit.options().workers(); shard++) {
                chunks += circuit.relations().table(view).table(shard).copiedChunks();
            }
            return chunks;
        });
    }

    private void write(long key, long value) {
        circuit.writeAndWait(List.of(new TableWrite("t", row(key, value))));
    }

    private static Batch row(long key, long value) {
        Batch row = new Batch(Plans.KEY_VALUE.types());
        row.longs(0).set(0, key);
        row.longs(1).set(0, value);
        row.setSize(1);
        return row;
    }

    private long rows(String view) {
        List<Long> counts = new ArrayList<>();
        try (Snapshot snapshot = circuit.snapshot(List.of(view))) {
            for (FrozenRows shard : snapshot.rows(view)) {
                counts.add(shard.rows());
            }
        }
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
