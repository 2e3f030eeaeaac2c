package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.StoredTable;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.log.LogOptions;
import io.millrace.executor.log.LogStorage;
import io.millrace.executor.log.MemoryStorage;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.ClockFilterNode.Moment;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows {@code (k, v)} that come and go by the clock of the circuit, which the test sets: {@code v} is a time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockFilterTest {
    private final KernelCompiler kernels = new KernelCompiler(ClockFilterTest.class.getClassLoader(), 100);
    private final ManualClock clock = new ManualClock(1_000);
    private final List<Circuit> circuits = new ArrayList<>();
    private final MemoryStorage disk = new MemoryStorage();

    @AfterEach
    void close() {
        disk.openGate();
        circuits.forEach(Circuit::close);
    }

    private Circuit circuit(int workers) {
        Circuit circuit = new Circuit(
                CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(workers == 1 ? 1_000 : 0),
                kernels,
                clock);
        circuits.add(circuit);
        circuit.createTable(new StoredTable(1, "t", Plans.KEY_VALUE, List.of(), List.of()));
        return circuit;
    }

    /** {@code SELECT k, v FROM t} from all of some moments on, and before some others. */
    private static ViewPlan view(String name, List<Moment> enters, List<Moment> leaves) {
        ExchangeNode rows = new ExchangeNode(Plans.input("t", 0, 1), List.of(0, 1));
        ClockFilterNode root = new ClockFilterNode(rows, enters, leaves, false, Plans.KEY_VALUE.types());
        return new ViewPlan(name, Plans.KEY_VALUE, root, List.of(), false);
    }

    /** {@code WHERE v > NOW() - 100}. */
    private static ViewPlan recent(String name) {
        return view(name, List.of(), List.of(new Moment(1, 100)));
    }

    /** {@code WHERE v > NOW()}, {@code WHERE v <= NOW()}. */
    private static ViewPlan coming(String name) {
        return view(name, List.of(), List.of(new Moment(1, 0)));
    }

    private static ViewPlan past(String name) {
        return view(name, List.of(new Moment(1, 0)), List.of());
    }

    private static void await(Circuit circuit, String view, String... rows) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!TestRows.read(circuit, view).equals(List.of(rows)) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(TestRows.read(circuit, view)).as(view).containsExactly(rows);
    }

    @Test
    void rowsComeAndGoWhenTheirTimeComesThoughNothingElseHappens() {
        Circuit circuit = circuit(2);
        circuit.createView(recent("recent"));
        circuit.createView(view("between", List.of(new Moment(1, -50)), List.of(new Moment(1, 100))));

        TestRows.write(
                circuit, "t", new long[] {1, 900}, new long[] {2, 901}, new long[] {3, 1_000}, new long[] {4, 1_060});

        assertThat(TestRows.read(circuit, "recent")).containsExactly("[2, 901]", "[3, 1000]", "[4, 1060]");
        assertThat(TestRows.read(circuit, "between")).containsExactly("[2, 901]", "[3, 1000]");
        clock.set(1_010);
        await(circuit, "recent", "[3, 1000]", "[4, 1060]");
        await(circuit, "between", "[3, 1000]", "[4, 1060]");
        clock.set(1_100);
        await(circuit, "recent", "[4, 1060]");
        clock.set(2_000_000);
        await(circuit, "recent");
        await(circuit, "between");
        assertThat(circuit.status().operators())
                .filteredOn(kept -> kept.kind().equals("clock filter"))
                .hasSize(2);
    }

    @Test
    void nothingHappensUntilTheNextRowIsDue() {
        Circuit circuit = circuit(1);
        circuit.createView(recent("recent"));
        TestRows.write(circuit, "t", new long[] {1, 1_000}, new long[] {2, 1_500});
        long before = circuit.tick();

        for (long time = 1_000; time < 1_100; time += 7) {
            clock.set(time);
            // Whatever the circuit does about the clock it has done when it has answered.
            circuit.status();
        }

        assertThat(circuit.tick()).isEqualTo(before);
        clock.set(1_100);
        await(circuit, "recent", "[2, 1500]");
        assertThat(circuit.tick()).isEqualTo(before + 1);
    }

    @Test
    void rowsThatAreDeletedBeforeTheirTimeNeverCome() {
        Circuit circuit = circuit(1);
        circuit.createView(view("between", List.of(new Moment(1, 0)), List.of(new Moment(1, 100))));
        TestRows.write(circuit, "t", new long[] {1, 1_050}, new long[] {1, 1_050}, new long[] {2, 980});

        delete(circuit, 1, 1_050);
        delete(circuit, 2, 980);
        clock.set(1_060);
        await(circuit, "between", "[1, 1050]");
        delete(circuit, 1, 1_050);
        assertThat(TestRows.read(circuit, "between")).isEmpty();
        clock.set(1_200);
        TestRows.write(circuit, "t", new long[] {3, 1_190});
        await(circuit, "between", "[3, 1190]");
    }

    private static void delete(Circuit circuit, long key, long value) {
        Batch row = TestRows.batch(new long[] {key, value});
        row.setWeight(0, -1);
        circuit.writeAndWait(List.of(new TableWrite("t", row)));
    }

    @Test
    void aClockThatJumpsBackBringsNothingBack() {
        Circuit circuit = circuit(1);
        circuit.createView(recent("recent"));
        TestRows.write(circuit, "t", new long[] {1, 1_000}, new long[] {2, 1_200});
        clock.set(1_150);
        await(circuit, "recent", "[2, 1200]");

        clock.set(10);
        TestRows.write(circuit, "t", new long[] {3, 1_040}, new long[] {4, 1_060});

        assertThat(TestRows.read(circuit, "recent")).containsExactly("[2, 1200]", "[4, 1060]");
        clock.set(1_160);
        await(circuit, "recent", "[2, 1200]");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,4"})
    void allViewsSeeOneTimeWhateverTheClockDoes(long seed, int workers) {
        Random random = new Random(seed);
        Circuit circuit = circuit(workers);
        circuit.createView(coming("coming"));
        List<String> all = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            long[] row = {round, 1_000 + random.nextInt(1_500)};
            TestRows.write(circuit, "t", row);
            all.add("[" + row[0] + ", " + row[1] + "]");
            if (round == 20) {
                // A later view is told the same time.
                circuit.createView(past("past"));
            }
            clock.set(1_000 + random.nextInt(40 * (round + 1)));
            if (round > 20) {
                try (Snapshot snapshot = circuit.snapshot(List.of("coming", "past"))) {
                    List<String> rows = TestRows.read(circuit, snapshot, "coming");
                    rows.addAll(TestRows.read(circuit, snapshot, "past"));
                    assertThat(rows).as("seed=%s round=%s", seed, round).containsExactlyInAnyOrderElementsOf(all);
                }
            }
        }
        clock.set(5_000);
        await(circuit, "coming");
        assertThat(TestRows.read(circuit, "past")).hasSize(60);
    }

    @Test
    void aViewOfStateThatWasSavedGoesOnWithAnyNumberOfWorkers() {
        List<ViewPlan> views =
                List.of(recent("recent"), view("between", List.of(new Moment(1, 0)), List.of(new Moment(1, 100))));
        Circuit before = circuit(2);
        views.forEach(before::createView);
        for (long key = 0; key < 40; key++) {
            TestRows.write(before, "t", new long[] {key, 950 + 5 * key});
        }
        clock.set(1_070);
        await(before, "between", expected(970, 1_070));
        CircuitSnapshot saved = before.checkpoint();

        clock.set(500);
        Circuit after = circuit(3);
        after.restore(saved, views);

        assertThat(TestRows.read(after, "between")).containsExactly(expected(970, 1_070));
        delete(after, 5, 975);
        assertThat(TestRows.read(after, "between")).containsExactly(expected(975, 1_070));
        clock.set(1_110);
        await(after, "between", expected(1_010, 1_110));
        await(after, "recent", expected(1_010, 1_145));
    }

    /** Of the 40 rows those with a value above one and not above another. */
    private static String[] expected(long above, long upTo) {
        List<String> rows = new ArrayList<>();
        for (long key = 0; key < 40; key++) {
            long value = 950 + 5 * key;
            if (value > above && value <= upTo) {
                rows.add("[" + key + ", " + value + "]");
            }
        }
        rows.sort(null);
        return rows.toArray(String[]::new);
    }

    private Circuit logged(LogStorage storage) {
        Circuit circuit = circuit(2);
        circuit.recover(storage, new LogOptions(1 << 20, 1 << 20));
        return circuit;
    }

    @Test
    void theTimeIsLoggedBeforeItDecidesAndDoesNotGoBackOverARestart() {
        Circuit before = logged(disk);
        before.createView(recent("recent"));
        TestRows.write(before, "t", new long[] {1, 1_000}, new long[] {2, 1_200}, new long[] {3, 1_300});
        clock.set(1_150);
        await(before, "recent", "[2, 1200]", "[3, 1300]");

        clock.set(1_050);
        Circuit behind = logged(disk.crash());
        behind.createView(recent("recent"));
        assertThat(TestRows.read(behind, "recent"))
                .as("the machine's clock was put back meanwhile")
                .containsExactly("[2, 1200]", "[3, 1300]");
        assertThat(behind.tick()).isGreaterThanOrEqualTo(before.tick());

        clock.set(1_320);
        Circuit late = logged(disk.crash());
        late.createView(recent("recent"));
        assertThat(TestRows.read(late, "recent"))
                .as("one was due while nothing ran")
                .containsExactly("[3, 1300]");
    }

    @Test
    void withoutALogThatTakesItTheTimeStandsStill() {
        Circuit circuit = logged(disk);
        circuit.createView(recent("recent"));
        TestRows.write(circuit, "t", new long[] {1, 1_000});
        disk.room(3);

        clock.set(1_150);
        long tick = circuit.status().tick();
        circuit.status();

        assertThat(TestRows.read(circuit, "recent")).containsExactly("[1, 1000]");
        assertThat(circuit.tick()).isEqualTo(tick);
        assertThatThrownBy(() -> circuit.createView(past("past"))).hasMessageContaining("log takes nothing more");
    }

    @Test
    void whatIsDueCostsWhatIsDue() {
        Circuit circuit = circuit(1);
        circuit.createView(recent("recent"));
        long[][] rows = new long[20_000][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new long[] {i, 1_000 + i};
        }
        TestRows.write(circuit, "t", rows);
        long before = visited(circuit);

        clock.set(1_109);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (circuit.status().tables().get(1).rows() != rows.length - 10 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        // Ten rows leave: once in the filter, once in the view.
        assertThat(visited(circuit) - before).isBetween(10L, 60L);
    }

    private static long visited(Circuit circuit) {
        return circuit.status().tables().get(1).visited();
    }
}
