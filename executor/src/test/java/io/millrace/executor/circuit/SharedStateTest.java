package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.graph.NodePlan;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views with equal parts keep one state of those, whenever they come and go, and are as right as if each were alone. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedStateTest {
    private static final int KEYS = 12;

    private final KernelCompiler kernels = new KernelCompiler(SharedStateTest.class.getClassLoader(), 100);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
        threads.shutdownNow();
    }

    private void start(int workers) {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(0), kernels);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createTable("u", Plans.KEY_VALUE, List.of());
    }

    /** All rows of t with rows of u of the same key: k, v, and u's k and v. */
    private static JoinNode joined(JoinKind kind) {
        return new JoinNode(
                new JoinInput(new ExchangeNode(Plans.input("t", 0, 1), List.of(0)), false),
                new JoinInput(new ExchangeNode(Plans.input("u", 0, 1), List.of(0)), false),
                kind,
                new JoinCondition(List.of(new JoinKey(0, 0, false)), null),
                kind.hasPairs()
                        ? List.of(Plans.BIGINT, Plans.BIGINT, Plans.BIGINT, Plans.BIGINT)
                        : Plans.KEY_VALUE.types());
    }

    private static Schema schema(PlanNode node) {
        List<io.millrace.executor.type.Column> columns = new ArrayList<>();
        node.types().forEach(type -> columns.add(new io.millrace.executor.type.Column("c" + columns.size(), type)));
        return new Schema(columns);
    }

    private static ViewPlan view(String name, PlanNode root, Integer... key) {
        return new ViewPlan(name, schema(root), root, List.of(key), false);
    }

    private static AggregateNode grouped(PlanNode input) {
        AggregateNode like =
                (AggregateNode) Plans.countAndSum("none", "t", false).root();
        return new AggregateNode(new ExchangeNode(input, List.of(0)), List.of(0), like.calls(), false, like.types());
    }

    private static PlanNode distinctRows(PlanNode input) {
        return new DistinctNode(new ExchangeNode(input, List.of(0, 1)));
    }

    private long nodes(Class<? extends PlanNode> kind) {
        return circuit.loop()
                .call(() -> circuit.loop().graph().all().stream()
                        .filter(node -> {
                            NodePlan plan = node.plan();
                            return plan != null && kind.isInstance(plan.node());
                        })
                        .count());
    }

    private int allNodes() {
        return circuit.loop().call(() -> circuit.loop().graph().all().size());
    }

    private void assertRight(String view, PlanNode root, Map<String, List<List<@Nullable Long>>> tables, String where) {
        assertThat(TestRows.read(circuit, view))
                .as("%s: %s", where, view)
                .isEqualTo(Recomputed.rows(root, tables::get).stream()
                        .map(List::toString)
                        .sorted()
                        .toList());
    }

    private void write(String table, Map<String, List<List<@Nullable Long>>> tables, Random random) {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        List<List<@Nullable Long>> rows = tables.get(table);
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            boolean delete = !rows.isEmpty() && random.nextInt(3) == 0;
            List<@Nullable Long> row = delete
                    ? rows.remove(random.nextInt(rows.size()))
                    : List.of((long) random.nextInt(KEYS), (long) random.nextInt(4));
            if (!delete) {
                rows.add(row);
            }
            int at = batch.size();
            batch.longs(0).set(at, Objects.requireNonNull(row.get(0)));
            batch.longs(1).set(at, Objects.requireNonNull(row.get(1)));
            batch.setSize(at + 1);
            batch.setWeight(at, delete ? -1 : 1);
        }
        circuit.writeAndWait(List.of(new TableWrite(table, batch)));
    }

    private static Map<String, List<List<@Nullable Long>>> emptyTables() {
        return new LinkedHashMap<>(Map.of("t", new ArrayList<>(), "u", new ArrayList<>()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void twoViewsWithTheSameJoinKeepOneStateAndEachStaysRightWithoutTheOther(int workers) {
        for (boolean dropFirst : List.of(true, false)) {
            start(workers);
            Random random = new Random(workers);
            Map<String, List<List<@Nullable Long>>> tables = emptyTables();
            int tablesOnly = allNodes();
            PlanNode join = joined(JoinKind.INNER);
            PlanNode groups = grouped(joined(JoinKind.INNER));
            circuit.createView(view("pairs", join));
            for (int i = 0; i < 20; i++) {
                write("t", tables, random);
                write("u", tables, random);
            }
            circuit.createView(view("groups", groups, 0));
            assertThat(nodes(JoinNode.class)).isEqualTo(1);
            for (int i = 0; i < 10; i++) {
                write(i % 2 == 0 ? "t" : "u", tables, random);
                assertRight("pairs", join, tables, "both");
                assertRight("groups", groups, tables, "both");
            }
            circuit.drop(dropFirst ? "pairs" : "groups");
            for (int i = 0; i < 10; i++) {
                write(i % 2 == 0 ? "t" : "u", tables, random);
                assertRight(dropFirst ? "groups" : "pairs", dropFirst ? groups : join, tables, "one");
            }
            assertThat(nodes(JoinNode.class)).isEqualTo(1);
            assertThatThrownBy(() -> circuit.drop("t")).hasMessageContaining(dropFirst ? "groups" : "pairs");
            circuit.drop(dropFirst ? "groups" : "pairs");
            assertThat(allNodes()).isEqualTo(tablesOnly);
            circuit.drop("t");
        }
    }

    /** Views over few plans with many parts in common, which come and go while rows do; a restart now and then. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void viewsThatShareEqualRecomputationAfterEveryTick(long seed) {
        Random random = new Random(seed);
        start(1 + random.nextInt(4));
        Map<String, List<List<@Nullable Long>>> tables = emptyTables();
        Map<String, ViewPlan> views = new LinkedHashMap<>();
        int tablesOnly = allNodes();
        for (int step = 0; step < 150; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    if (views.size() < 8) {
                        ViewPlan view = random(random, "v" + step);
                        circuit.createView(view);
                        views.put(view.name(), view);
                    }
                }
                case 2 -> {
                    if (!views.isEmpty()) {
                        String name = List.copyOf(views.keySet()).get(random.nextInt(views.size()));
                        circuit.drop(name);
                        views.remove(name);
                    }
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        CircuitSnapshot checkpoint = circuit.checkpoint();
                        start(1 + random.nextInt(4));
                        circuit.restore(checkpoint, List.copyOf(views.values()));
                    }
                }
                default -> write(random.nextBoolean() ? "t" : "u", tables, random);
            }
            views.forEach((name, view) -> assertRight(name, view.root(), tables, where));
        }
        List.copyOf(views.keySet()).forEach(circuit::drop);
        assertThat(allNodes()).as("seed %d", seed).isEqualTo(tablesOnly);
    }

    private static ViewPlan random(Random random, String name) {
        JoinKind[] kinds = {JoinKind.INNER, JoinKind.LEFT, JoinKind.SEMI, JoinKind.ANTI, JoinKind.FULL};
        PlanNode join = joined(kinds[random.nextInt(kinds.length)]);
        PlanNode base = random.nextInt(3) == 0 ? Plans.input("t", 0, 1) : join;
        AggregateNode groups = grouped(base);
        return switch (random.nextInt(6)) {
            case 0 -> view(name, join);
            case 1 -> view(name, groups, 0);
            case 2 -> view(name, TestKernels.copied(groups), 0);
            case 3 -> view(name, distinctRows(base));
            case 4 -> view(name, grouped(distinctRows(base)), 0);
            default ->
                view(
                        name,
                        new UnionNode(
                                List.of(
                                        TestKernels.copied(groups),
                                        TestKernels.copied(grouped(Plans.input("u", 0, 1)))),
                                groups.types()));
        };
    }

    @Test
    void viewsJoinOneAfterTheOtherWhileRowsFlowAndAgree() throws Exception {
        start(2);
        AtomicBoolean stop = new AtomicBoolean();
        Future<?> writer = threads.submit(() -> {
            Map<String, List<List<@Nullable Long>>> tables = emptyTables();
            Random random = new Random(1);
            while (!stop.get()) {
                write("t", tables, random);
                write("u", tables, random);
            }
        });
        circuit.createView(view("first", grouped(joined(JoinKind.INNER)), 0));
        circuit.createView(view("pairs", joined(JoinKind.INNER)));
        for (int i = 0; i < 30; i++) {
            circuit.createView(view("v", grouped(joined(JoinKind.INNER)), 0));
            circuit.createView(view("above", grouped(Plans.input("pairs", 0, 1)), 0));
            try (Snapshot snapshot = circuit.snapshot(List.of("first", "v", "above"))) {
                List<String> expected = TestRows.read(circuit, snapshot, "first");
                assertThat(TestRows.read(circuit, snapshot, "v")).isEqualTo(expected);
                assertThat(TestRows.read(circuit, snapshot, "above")).isEqualTo(expected);
            }
            circuit.drop(i % 2 == 0 ? "v" : "first");
            if (i % 2 != 0) {
                circuit.createView(view("first", grouped(joined(JoinKind.INNER)), 0));
                circuit.drop("v");
            }
            circuit.drop("above");
        }
        stop.set(true);
        writer.get();
        assertThat(nodes(JoinNode.class)).isEqualTo(1);
    }

    @Test
    void aSecondViewOfAJoinAddsNoStateAndReadsOnlyWhatTheRestOfItsPlanNeeds() {
        start(1);
        long[][] rows = new long[20_000][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new long[] {i, 1};
        }
        TestRows.write(circuit, "t", rows);
        TestRows.write(circuit, "u", rows);
        circuit.createView(view("groups", grouped(joined(JoinKind.INNER)), 0));
        long before = stateBytes();

        circuit.createView(view("same", TestKernels.copied(grouped(joined(JoinKind.INNER))), 0));

        assertThat(stateBytes() - before).as("bytes").isLessThan(16 << 10);
        assertThat(nodes(JoinNode.class)).isEqualTo(1);
        assertThat(nodes(AggregateNode.class)).isEqualTo(1);
        assertThat(TestRows.read(circuit, "same")).isEqualTo(TestRows.read(circuit, "groups"));
        assertThat(circuit.status().operators())
                .filteredOn(kept -> kept.kind().equals("join inner"))
                .singleElement()
                .satisfies(join -> assertThat(join.users()).containsExactly("groups", "same"));
    }

    private long stateBytes() {
        return circuit.status().operators().stream()
                .mapToLong(CircuitStatus.KeptState::stateBytes)
                .sum();
    }

    @Test
    void aFailingViewLeavesTheOneItSharesWithAsItIs() {
        start(3);
        circuit.createView(view("good", grouped(joined(JoinKind.INNER)), 0));
        circuit.createView(view("bad", TestKernels.poisoned(joined(JoinKind.INNER))));
        TestRows.write(circuit, "u", new long[] {1, 1}, new long[] {2, 1});
        TestRows.write(circuit, "t", new long[] {1, 5}, new long[] {2, TestKernels.POISON});

        assertThatThrownBy(() -> TestRows.read(circuit, "bad")).hasMessageContaining("thirteen");
        TestRows.write(circuit, "t", new long[] {1, 7});

        assertThat(TestRows.read(circuit, "good")).containsExactly("[1, 2, 12]", "[2, 1, 13]");
        circuit.drop("bad");
        TestRows.write(circuit, "t", new long[] {1, 1});
        assertThat(TestRows.read(circuit, "good")).containsExactly("[1, 3, 13]", "[2, 1, 13]");
    }

    @Test
    void ifASharedPartFailsBothViewsStopAndAreToldWithWhomTheySharedIt() {
        start(2);
        PlanNode poisoned = TestKernels.poisoned(Plans.input("t", 0, 1));
        circuit.createView(view("one", grouped(poisoned), 0));
        circuit.createView(view("two", distinctRows(poisoned)));
        circuit.createView(view("apart", grouped(Plans.input("t", 0, 1)), 0));
        TestRows.write(circuit, "t", new long[] {1, TestKernels.POISON});

        assertThatThrownBy(() -> TestRows.read(circuit, "one"))
                .hasMessageContaining("thirteen (In a part")
                .hasMessageContaining("two");
        assertThatThrownBy(() -> TestRows.read(circuit, "two"))
                .hasMessageContaining("thirteen (In a part")
                .hasMessageContaining("one");
        assertThat(TestRows.read(circuit, "apart")).hasSize(1);
        circuit.drop("one");
        circuit.createView(view("one", grouped(Plans.input("t", 0, 1)), 0));
        assertThat(TestRows.read(circuit, "one")).hasSize(1);
    }

    @Test
    void aViewThatBreaksItsBudgetStopsAloneThoughTheStateIsShared() {
        start(1);
        circuit.createView(view("large", grouped(joined(JoinKind.INNER)), 0));
        circuit.createView(view("small", joined(JoinKind.INNER)), 1 << 20);
        for (long from = 0; from < 50_000; from += 1_000) {
            long[][] rows = new long[1_000][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = new long[] {from + i, 1};
            }
            TestRows.write(circuit, "t", rows);
        }
        assertThatThrownBy(() -> TestRows.read(circuit, "small"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT));
        TestRows.write(circuit, "u", new long[] {7, 1}, new long[] {49_999, 1});

        assertThat(TestRows.read(circuit, "large")).containsExactly("[49999, 1, 1]", "[7, 1, 1]");
        assertThatThrownBy(() -> circuit.createView(view("late", joined(JoinKind.INNER)), 1 << 20))
                .hasMessageContaining("budget of 1 MB");
        assertThat(circuit.status().operators())
                .filteredOn(kept -> kept.kind().equals("join inner"))
                .singleElement()
                .satisfies(join -> assertThat(join.users()).containsExactly("large"));
    }

    @Test
    void aSubscriptionSharesWithAViewAndEndsWithoutIt() throws Exception {
        start(2);
        circuit.createView(view("groups", grouped(joined(JoinKind.INNER)), 0));
        TestRows.write(circuit, "t", new long[] {1, 5});
        TestRows.write(circuit, "u", new long[] {1, 1});
        List<String> seen = new ArrayList<>();
        try (Subscription subscription = circuit.subscribe(view("reader", joined(JoinKind.INNER)))) {
            take(subscription, seen, 1);
            assertThat(nodes(JoinNode.class)).isEqualTo(1);
            circuit.drop("groups");
            TestRows.write(circuit, "t", new long[] {1, 6});
            take(subscription, seen, 2);
        }
        assertThat(seen).containsExactly("5:1", "6:1");
        while (nodes(JoinNode.class) > 0) {
            Thread.onSpinWait();
        }
    }

    private static void take(Subscription subscription, List<String> seen, int rows) throws InterruptedException {
        while (seen.size() < rows) {
            Subscription.Delta delta = subscription.poll(java.time.Duration.ofMillis(100));
            for (int row = 0; delta != null && row < delta.rows().size(); row++) {
                seen.add(delta.rows().longs(1).get(row) + ":" + delta.rows().weight(row));
            }
        }
    }

    @Test
    void aViewThatIsNotCreatedLetsGoOfWhatItWouldHaveShared() throws Exception {
        start(2);
        circuit.createView(view("one", joined(JoinKind.INNER)));
        TestRows.write(circuit, "t", new long[] {1, 5});
        TestRows.write(circuit, "u", new long[] {1, 1});
        TestKernels.closeGate();
        Future<?> slow =
                threads.submit(() -> circuit.createView(view("two", TestKernels.gatedCopy(joined(JoinKind.INNER)))));
        TestKernels.awaitWaiting();
        assertThatThrownBy(() -> circuit.drop("t")).hasMessageContaining("is being created");
        circuit.drop("one");
        assertThat(nodes(JoinNode.class)).as("the joining view needs it").isEqualTo(1);
        circuit.createView(view("two", grouped(Plans.input("u", 0, 1)), 0));
        TestKernels.openGate();
        assertThatThrownBy(slow::get).hasMessageContaining("exists");

        assertThat(nodes(JoinNode.class)).isZero();
        circuit.drop("t");
    }
}
