package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views whose rows are the groups of their aggregate. */
class GroupTableTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);

    /** Two keys, the columns of the third test, and arguments. */
    private static final List<ColumnType> INPUT =
            List.of(BIGINT, VARCHAR, BIGINT, DOUBLE, VARCHAR, ColumnType.of(TypeKind.BOOLEAN), BIGINT.notNull());

    private static final int FILTER = 5;
    private static final Output NOBODY = new Output() {
        @Override
        public void emit(Batch batch) {
            throw new AssertionError("nobody reads this");
        }

        @Override
        public boolean isRead() {
            return false;
        }
    };

    private final List<String> failures = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void countsAndSumsAreShownAsRecomputed(long seed) {
        List<AggregateCall> calls = List.of(
                call(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE),
                call(AggregateFunction.SUM, 6, AggregateCall.NONE),
                call(AggregateFunction.SUM0, 6, AggregateCall.NONE));
        verify(node(List.of(0), calls, false), List.of(0), seed, 40);
        verify(node(List.of(1, 0), calls, true), List.of(1, 0), seed, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void resultsOfEveryKindAreShownAsRecomputed(long seed) {
        List<AggregateCall> calls = List.of(
                call(AggregateFunction.SUM, 2, AggregateCall.NONE),
                call(AggregateFunction.COUNT, 4, FILTER),
                call(AggregateFunction.MIN, 4, AggregateCall.NONE),
                call(AggregateFunction.MAX, 2, FILTER),
                call(AggregateFunction.SUM, 3, AggregateCall.NONE),
                new AggregateCall(AggregateFunction.COUNT, 2, AggregateCall.NONE, true, BIGINT));
        verify(node(List.of(1), calls, false), List.of(0), seed, 25);
        verify(node(List.of(0, 1), calls, true), List.of(1, 0), seed, 25);
    }

    @Test
    void aViewThatIsLookedUpByAPartOfTheGroupsKeyKeepsTheRestBesideIt() {
        // Column 1 follows from column 0, as the end of a window follows from its start.
        AggregateNode node = node(List.of(0, 1), List.of(call(AggregateFunction.SUM, 6, AggregateCall.NONE)), false);
        GroupView view = view(node, List.of(0));
        ResultTable table = view.table();
        Batch batch = new Batch(INPUT);
        for (long key = 0; key < 3_000; key++) {
            append(batch, key % 1_000, "end of " + key % 1_000, key);
        }
        view.process(0, batch, NOBODY);
        view.endTick(1, NOBODY);
        view.publish();

        List<ColumnType> types = node.types();
        Map<List<?>, Long> expected = new HashMap<>();
        for (long key = 0; key < 1_000; key++) {
            expected.put(List.of(key, "end of " + key, 3 * key + 3_000), 1L);
        }
        assertThat(ShownTable.content(table.freeze(), types)).isEqualTo(expected);
        Batch found = new Batch(types);
        assertThat(table.lookup(batch, 7, new int[] {0}, found)).isEqualTo(1);
        assertThat(found.bytes(1).text(0)).isEqualTo("end of 7");
    }

    @Test
    void otherPlansKeepTheirContentApart() {
        AggregateNode node = node(List.of(0), List.of(call(AggregateFunction.SUM, 6, AggregateCall.NONE)), false);
        AggregateNode everything = node(List.of(), List.of(call(AggregateFunction.SUM, 6, AggregateCall.NONE)), false);

        assertThat(SharedGroups.of(plan(node, List.of(0)))).isNotNull();
        assertThat(SharedGroups.of(plan(node, List.of()))).isNull();
        assertThat(SharedGroups.of(plan(node, List.of(1)))).isNull();
        assertThat(SharedGroups.of(plan(everything, List.of()))).isNull();
        assertThat(SharedGroups.of(plan(picking(node, true), List.of(1)))).isNotNull();
        assertThat(SharedGroups.of(plan(picking(node, true), List.of(0)))).isNull();
        assertThat(SharedGroups.of(plan(picking(picking(node, true), true), List.of(0))))
                .isNull();
    }

    /** {@code SELECT sum, key}, of which the plan says whether each row stays. */
    private static MapNode picking(PlanNode input, boolean keepsRows) {
        return new MapNode(
                input,
                kernel(
                        "Picking",
                        "true",
                        List.of(
                                "out.column(0).copy(to, in.column(1), row);",
                                "out.column(1).copy(to, in.column(0), row);")),
                List.of(input.types().get(1), input.types().get(0)),
                List.of(1, 0),
                keepsRows);
    }

    /** A kernel that keeps rows that meet a condition, and writes each column by a statement. */
    private static KernelSource kernel(String name, String condition, List<String> statements) {
        return new KernelSource(
                "io.millrace.generated." + name,
                "package io.millrace.generated;\n"
                        + "public final class " + name + " implements io.millrace.executor.kernel.Kernel {\n"
                        + "  public " + name
                        + "(Object[] constants, io.millrace.executor.kernel.KernelContext context,\n"
                        + "      io.millrace.executor.kernel.FailureSite[] sites) {}\n"
                        + "  public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {\n"
                        + "    int to = out.size();\n"
                        + "    for (int row = 0; row < in.size(); row++) {\n"
                        + "      if (!(" + condition + ")) continue;\n"
                        + String.join("\n", statements)
                        + "      out.setWeight(to++, in.weight(row));\n"
                        + "    }\n"
                        + "    out.setSize(to);\n"
                        + "  }\n"
                        + "}\n",
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aProjectionShowsTheGroupsThemselves(long seed) {
        for (boolean computed : List.of(true, false)) {
            AggregateNode node = node(List.of(0), List.of(lastCall(computed)), false);
            verify(
                    picking(node, true),
                    List.of(1),
                    seed,
                    30,
                    row -> Arrays.asList(row.get(1), row.get(0)),
                    row -> true);
        }
    }

    /** A view over counts and sums, which readers compute, and one over what is kept. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void havingAndComputedColumnsAreComputedWhenRowsAreRead(long seed) {
        for (boolean computed : List.of(true, false)) {
            AggregateCall count = call(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE);
            AggregateNode node = node(List.of(0, 1), List.of(count, lastCall(computed)), false);
            List<String> statements = List.of(
                    "out.column(0).copy(to, in.column(1), row);",
                    "out.longs(1).set(to, 10 * in.longs(2).get(row));",
                    "out.column(2).copy(to, in.column(0), row);",
                    "out.column(3).copy(to, in.column(3), row);");
            List<ColumnType> types =
                    List.of(VARCHAR, BIGINT, BIGINT, node.types().get(3));
            List<Integer> copies = List.of(1, MapNode.COMPUTED, 0, 3);
            KernelSource all = kernel("Computing", "true", statements);
            KernelSource having = kernel("Having", "in.longs(2).get(row) > 1", statements);
            Function<List<?>, List<?>> projection =
                    row -> Arrays.asList(row.get(1), 10 * (Long) row.get(2), row.get(0), row.get(3));

            verify(new MapNode(node, all, types, copies, true), List.of(2, 0), seed, 20, projection, row -> true);
            verify(
                    new MapNode(node, having, types, copies, false),
                    List.of(0, 2),
                    seed,
                    20,
                    projection,
                    row -> (Long) row.get(2) > 1);
        }
    }

    private static AggregateCall lastCall(boolean computed) {
        return computed
                ? call(AggregateFunction.SUM, 6, AggregateCall.NONE)
                : call(AggregateFunction.MAX, 4, AggregateCall.NONE);
    }

    @Test
    void severalViewsShowTheSameGroupsByOtherColumnsAndKeys() {
        AggregateNode node = node(List.of(0, 1), List.of(call(AggregateFunction.SUM, 6, AggregateCall.NONE)), false);
        ShardContext context = OperatorVerifier.context(0, 1);
        SharedGroups shared = Objects.requireNonNull(SharedGroups.of(plan(node, List.of(0, 1))));
        MapNode swapping =
                new MapNode(node, kernel("Unused", "true", List.of()), List.of(VARCHAR, BIGINT), List.of(1, 0), true);
        SharedGroups swapped = Objects.requireNonNull(SharedGroups.of(plan(swapping, List.of(0, 1))));
        assertThat(swapped.identity()).isEqualTo(shared.identity());
        ShownOperator groups = shared.operator(context);
        ResultTable one = shared.table(groups, context);
        ResultTable other = swapped.table(groups, context);
        groups.show(true);
        Batch batch = new Batch(INPUT);
        append(batch, 1, "a", 5);
        append(batch, 2, "b", 6);
        groups.process(0, batch, NOBODY);
        groups.endTick(1, NOBODY);
        groups.publish();

        assertThat(ShownTable.content(one.freeze(), node.types()).keySet())
                .containsExactlyInAnyOrder(List.of(1L, "a", 5L), List.of(2L, "b", 6L));
        assertThat(ShownTable.content(other.freeze(), swapping.types()).keySet())
                .containsExactlyInAnyOrder(List.of("a", 1L), List.of("b", 2L));
        Batch found = new Batch(swapping.types());
        assertThat(other.lookup(batch, 1, new int[] {1, 0}, found)).isEqualTo(1);
        assertThat(found.longs(1).get(0)).isEqualTo(2);
        assertThat(one.contentBytes()).isLessThan(groups.stateBytes() + 4_096);
        assertThat(other.stateBytes()).isLessThan(4_096);
    }

    @Test
    void aSumOutOfRangeIsToldOnceWhetherTheChangeIsReadOrNot() {
        AggregateNode node = node(List.of(0), List.of(call(AggregateFunction.SUM, 6, AggregateCall.NONE)), false);
        for (Output out : List.of(NOBODY, batch -> {})) {
            GroupView table = view(node, List.of(0));
            failures.clear();
            tick(table, out, 1L, Long.MAX_VALUE, 1);
            assertThat(failures).isEmpty();
            tick(table, out, 1L, 5, 1);
            assertThat(failures).containsExactly("SUM [1, null]");
            assertThat(ShownTable.content(table.table().freeze(), node.types()).keySet())
                    .containsExactly(java.util.Arrays.asList(1L, null));
            tick(table, out, 2L, 5, 1);
            assertThat(failures).hasSize(1);
            tick(table, out, 1L, 5, -1);
            assertThat(failures).hasSize(1);
            assertThat(ShownTable.content(table.table().freeze(), node.types()).keySet())
                    .containsExactlyInAnyOrder(List.of(1L, Long.MAX_VALUE), List.of(2L, 5L));
        }
    }

    /** Groups come and go and their rows move while another thread looks some of them up, in ticks that nobody publishes too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lookupsSeeWholeTicksWhileGroupsComeAndGo(boolean text) throws Exception {
        List<AggregateCall> calls = new ArrayList<>(List.of(
                call(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE),
                call(AggregateFunction.SUM, 6, AggregateCall.NONE)));
        if (text) {
            calls.add(call(AggregateFunction.MAX, 4, AggregateCall.NONE));
        }
        AggregateNode node = node(List.of(0, 1), calls, false);
        GroupView table = view(node, List.of(0, 1));
        AtomicLong epoch = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        Batch batch = new Batch(INPUT);
        for (long key = 0; key < 30; key++) {
            append(batch, key, "key " + key, 1);
        }
        table.process(0, batch, NOBODY);
        table.publish();
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> lookUp(table.table(), node, epoch, stop));
        for (long tick = 1; tick < 2_000; tick++) {
            for (int part = 0; part < 3; part++) {
                churn(batch, tick, part);
                table.process(0, batch, NOBODY);
            }
            table.endTick(tick, NOBODY);
            epoch.incrementAndGet();
            table.publish();
            epoch.incrementAndGet();
        }
        stop.set(true);

        assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
    }

    /** A row for each watched group; the first part of a tick brings other groups, and takes some that came before. */
    private static void churn(Batch batch, long tick, int part) {
        batch.clear();
        for (long key = 0; key < 10; key++) {
            append(batch, 10 * part + key, "key " + (10 * part + key), 1);
        }
        for (long key = 0; part == 0 && key < 40; key++) {
            append(batch, 1_000 + 40 * tick + key, "passing", 1);
            if (tick > 50) {
                append(batch, 1_000 + 40 * (tick - 50) + key, "passing", 1);
                batch.setWeight(batch.size() - 1, -1);
            }
        }
    }

    private static long lookUp(ResultTable table, AggregateNode node, AtomicLong epoch, AtomicBoolean stop) {
        Batch keys = new Batch(node.types().subList(0, 2));
        Batch found = new Batch(node.types());
        int[] keyColumns = {0, 1};
        long good = 0;
        for (long i = 0; !stop.get() || good == 0; i++) {
            long key = i % 30;
            keys.clear();
            keys.longs(0).set(0, key);
            keys.bytes(1).set(0, "key " + key);
            keys.setSize(1);
            long before = epoch.get();
            found.clear();
            RuntimeException failure = null;
            int count = 0;
            try {
                count = table.lookup(keys, 0, keyColumns, found);
            } catch (IndexOutOfBoundsException | NullPointerException e) {
                failure = e;
            }
            java.lang.invoke.VarHandle.acquireFence();
            if ((before & 1) == 1 || epoch.get() != before) {
                continue;
            }
            assertThat(failure).isNull();
            assertThat(count).isEqualTo(1);
            assertThat(found.bytes(1).text(0)).isEqualTo("key " + key);
            assertThat(found.longs(2).get(0)).isEqualTo(before / 2 + 1);
            assertThat(found.longs(3).get(0)).isEqualTo(before / 2 + 1);
            good++;
        }
        return good;
    }

    @Test
    void aSmallTickOnManyGroupsTouchesLittleAndAllocatesNothing() {
        AggregateNode node = node(
                List.of(0),
                List.of(
                        call(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE),
                        call(AggregateFunction.SUM, 6, AggregateCall.NONE)),
                false);
        GroupView table = view(node, List.of(0));
        Batch batch = new Batch(INPUT);
        for (long from = 0; from < 500_000; from += 1_000) {
            fill(batch, from, 1_000);
            table.process(0, batch, NOBODY);
        }
        table.publish();
        long state = table.stateBytes();
        fill(batch, 250_000, 10);
        Runnable tick = () -> {
            table.process(0, batch, NOBODY);
            table.endTick(1, NOBODY);
            table.publish();
        };
        try (FrozenRows frozen = table.table().freeze()) {
            for (int i = 0; i < 100; i++) {
                tick.run();
            }
            assertThat(table.table().copiedChunks()).isLessThanOrEqualTo(2);
            assertThat(frozen.rows()).isEqualTo(500_000);
        }
        for (int i = 0; i < 1_000; i++) {
            tick.run();
        }

        assertThat(Allocations.during(tick)).isLessThan(1_000);
        assertThat(table.stateBytes()).isLessThanOrEqualTo(state + 64 * 1024);
        assertThat(table.table().rows()).isEqualTo(500_000);
    }

    private static void fill(Batch batch, long from, int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            append(batch, from + i, "", 1);
        }
    }

    private void tick(GroupView table, Output out, long key, long value, int weight) {
        Batch batch = new Batch(INPUT);
        append(batch, key, "", value);
        batch.setWeight(0, weight);
        table.process(0, batch, out);
        table.endStep(out);
        table.endTick(1, out);
        table.publish();
    }

    private static void append(Batch batch, long key, String text, long value) {
        int row = batch.size();
        batch.longs(0).set(row, key);
        batch.bytes(1).set(row, text);
        batch.longs(2).set(row, value);
        batch.doubles(3).set(row, value);
        batch.bytes(4).set(row, text + value);
        batch.booleans(FILTER).set(row, true);
        batch.longs(6).set(row, value);
        batch.setSize(row + 1);
    }

    private static void verify(AggregateNode node, List<Integer> key, long seed, int ticks) {
        verify(node, key, seed, ticks, row -> row, row -> true);
    }

    /**
     * Verifies a view of an aggregate, or of a kernel above one.
     *
     * @param projection what the kernel makes of a row of the aggregate
     * @param condition which of them it keeps
     */
    private static void verify(
            PlanNode root,
            List<Integer> key,
            long seed,
            int ticks,
            Function<List<?>, List<?>> projection,
            Predicate<List<?>> condition) {
        AggregateNode node = root instanceof AggregateNode aggregate
                ? aggregate
                : (AggregateNode) root.inputs().get(0);
        RecomputedAggregate recomputed = new RecomputedAggregate(node);
        long[] made = {seed};
        OperatorVerifier verifier = OperatorVerifier.of(
                context -> new ShownTable(
                        new GroupView(plan(root, key), context), root.types(), key, new Random(made[0]++).nextLong()),
                INPUT,
                Partitioning.of(node.input()),
                root.types(),
                inputs -> {
                    Map<List<?>, Long> rows = new HashMap<>();
                    recomputed.of(inputs).forEach((row, weight) -> {
                        if (condition.test(row)) {
                            rows.put(projection.apply(row), weight);
                        }
                    });
                    return rows;
                });
        (node.appendOnly() ? verifier.appendOnly() : verifier).verify(seed, ticks);
    }

    private GroupView view(AggregateNode node, List<Integer> key) {
        KernelCompiler compiler = new KernelCompiler(GroupTableTest.class.getClassLoader(), 16);
        return new GroupView(
                plan(node, key),
                new ShardContext(
                        0,
                        1,
                        compiler,
                        (code, site, detail, input, row) -> failures.add(
                                site.expression() + " " + io.millrace.executor.state.RandomRows.row(input, row))));
    }

    private static ViewPlan plan(PlanNode node, List<Integer> key) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < node.types().size(); i++) {
            columns.add(new Column("c" + i, node.types().get(i)));
        }
        return new ViewPlan("v", new Schema(columns), node, key, false);
    }

    private static AggregateNode node(List<Integer> keys, List<AggregateCall> calls, boolean appendOnly) {
        List<ColumnType> types = new ArrayList<>(keys.stream().map(INPUT::get).toList());
        calls.forEach(call -> types.add(call.type()));
        InputNode input = new InputNode("t", List.of(0, 1, 2, 3, 4, 5, 6), INPUT);
        return new AggregateNode(new ExchangeNode(input, keys), keys, calls, appendOnly, types);
    }

    private static AggregateCall call(AggregateFunction function, int argument, int filter) {
        ColumnType type = function == AggregateFunction.COUNT
                ? BIGINT
                : INPUT.get(argument).withNullable(true);
        return new AggregateCall(function, argument, filter, false, type);
    }
}
