package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random views over streams, tables and each other come and go while rows flow, in the smallest ticks and queues there can
 * be; at any moment all views of a snapshot equal their queries over the rows accepted by its tick.
 */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CircuitStressTest {
    private static final int STEPS = 120;
    private static final int ROWS = 6_000;
    private static final List<JoinKind> JOINS = List.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.SEMI, JoinKind.ANTI);

    private record Written(long[] row, CompletableFuture<Long> tick) {}

    private final KernelCompiler kernels = new KernelCompiler(CircuitStressTest.class.getClassLoader(), 100);
    private final MemorySource source = new MemorySource(3);
    private final Map<String, ViewPlan> views = new LinkedHashMap<>();
    private final List<Written> written = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private Random random = new Random();
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);
    private int made;

    @AfterEach
    void close() {
        stop.set(true);
        circuit.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allViewsOfASnapshotEqualTheirQueries(long seed) throws Exception {
        random = new Random(seed);
        start(1 + random.nextInt(4));
        Random rows = new Random(~seed);
        Thread feeder = new Thread(() -> {
            for (int i = 0; i < ROWS && !stop.get(); i++) {
                source.append(rows.nextInt(3), (long) rows.nextInt(30), (long) rows.nextInt(100));
                if (i % 16 == 0) {
                    Thread.yield();
                }
            }
        });
        feeder.start();
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> create();
                case 3 -> drop();
                case 4, 5, 6 -> write();
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        restart();
                    }
                }
                default -> check(where);
            }
        }
        feeder.join();
        check("seed " + seed + ", end");
    }

    private void start(int workers) {
        circuit.close();
        circuit = new Circuit(new CircuitOptions(workers, 0, 16, 8, 4, 2_000, 2_000, 1 << 30, 10, 10, 1_000), kernels);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
    }

    private void restart() {
        written.forEach(w -> w.tick().join());
        CircuitSnapshot checkpoint = circuit.checkpoint();
        List<Written> kept = written.stream()
                .map(w -> new Written(w.row(), CompletableFuture.completedFuture(0L)))
                .toList();
        start(1 + random.nextInt(4));
        circuit.restore(checkpoint, List.copyOf(views.values()));
        written.clear();
        written.addAll(kept);
    }

    private void write() {
        int count = 1 + random.nextInt(6);
        long[][] rows = new long[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = new long[] {random.nextInt(30), random.nextInt(100)};
        }
        Batch batch = TestRows.batch(rows);
        CompletableFuture<Long> tick = circuit.write(List.of(new TableWrite("t", batch)));
        for (long[] row : rows) {
            written.add(new Written(row, tick));
        }
    }

    private void create() {
        if (views.size() >= 14) {
            return;
        }
        List<String> bases = new ArrayList<>(List.of("s", "t"));
        views.values().stream().filter(v -> v.schema().size() > 1).forEach(v -> bases.add(v.name()));
        String base = bases.get(random.nextInt(bases.size()));
        String other = bases.get(random.nextInt(bases.size()));
        String name = "v" + made++;
        ViewPlan plan = switch (random.nextInt(8)) {
            case 0 -> Plans.countAndSum(name, base, isAppendOnly(base));
            case 1 -> Plans.distinct(name, base);
            case 2 -> TestKernels.copy(name, base, isAppendOnly(base));
            case 4, 5 -> {
                JoinKind kind = JOINS.get(random.nextInt(JOINS.size()));
                yield Plans.joined(name, kind, base, other, isAppendOnly(base) && isAppendOnly(other));
            }
            case 6 -> Plans.compared(name, base, other);
            case 3 ->
                new ViewPlan(
                        name,
                        Plans.KEY_VALUE,
                        new UnionNode(
                                List.of(Plans.input(base, 0, 1), Plans.input(other, 1, 0)), Plans.KEY_VALUE.types()),
                        List.of(),
                        isAppendOnly(base) && isAppendOnly(other));
            default -> Plans.countAndSum(name, other, isAppendOnly(other));
        };
        circuit.createView(plan);
        views.put(name, plan);
    }

    private boolean isAppendOnly(String relation) {
        ViewPlan view = views.get(relation);
        return view == null || view.appendOnly();
    }

    private void drop() {
        List<ViewPlan> unread = views.values().stream()
                .filter(view -> views.values().stream()
                        .noneMatch(v -> Inputs.of(v.root()).contains(view.name())))
                .toList();
        if (!unread.isEmpty()) {
            String name = unread.get(random.nextInt(unread.size())).name();
            circuit.drop(name);
            views.remove(name);
        }
    }

    private void check(String where) {
        List<String> names = new ArrayList<>(views.keySet());
        Collections.shuffle(names, random);
        names = new ArrayList<>(names.subList(0, Math.min(names.size(), 5)));
        names.add("t");
        List<String> wanted = names;
        Positions[] positions = new Positions[1];
        try (Snapshot snapshot = circuit.loop().call(() -> {
            positions[0] = circuit.relations().stream("s").positions();
            return circuit.loop().freezes().freeze(wanted, circuit.tick(), System.nanoTime());
        })) {
            Map<String, List<List<@Nullable Long>>> known = new LinkedHashMap<>();
            known.put("s", stream(positions[0]));
            known.put("t", table(snapshot.tick()));
            for (String name : names) {
                List<String> expected = content(name, known).stream()
                        .map(List::toString)
                        .sorted()
                        .toList();
                assertThat(TestRows.read(circuit, snapshot, name))
                        .as("%s, tick %d: %s", where, snapshot.tick(), views.get(name))
                        .isEqualTo(expected);
            }
        }
    }

    private List<List<@Nullable Long>> stream(Positions until) {
        List<List<@Nullable Long>> rows = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            for (Object[] row : source.rows(partition, until.of("p" + partition, 0))) {
                rows.add(List.of((Long) row[0], (Long) row[1]));
            }
        }
        return rows;
    }

    private List<List<@Nullable Long>> table(long tick) {
        List<List<@Nullable Long>> rows = new ArrayList<>();
        for (Written write : written) {
            if (write.tick().join() <= tick) {
                rows.add(List.of(write.row()[0], write.row()[1]));
            }
        }
        return rows;
    }

    private List<List<@Nullable Long>> content(String name, Map<String, List<List<@Nullable Long>>> known) {
        List<List<@Nullable Long>> rows = known.get(name);
        if (rows == null) {
            rows = Recomputed.rows(views.get(name).root(), base -> content(base, known));
            known.put(name, rows);
        }
        return rows;
    }
}
