package io.millrace.executor.operator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Allocations;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change costs: the rows it matches, however many there are, and nothing is allocated per row. */
class JoinCostTest {
    private static final List<ColumnType> TYPES =
            List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BIGINT));
    private static final int BATCH = 1_000;

    private final Batch batch = new Batch(TYPES);
    private long emitted;
    private final Output count = out -> emitted += out.size();

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void aRowBesideAMillionLooksAtItsMatchesOnly(JoinKind kind) {
        JoinOperator join = join(kind, false);
        for (int from = 0; from < 1_000_000; from += BATCH) {
            fill(from, 1, 0, BATCH, 1);
            join.process(0, batch, count);
            fill(from, 1, 0, BATCH, 1);
            join.process(1, batch, count);
        }
        // Two more rows with key 7 on the right side: a change of the left row meets three.
        fill(7, 0, 1, 2, 1);
        join.process(1, batch, count);
        join.endTick(0, count);
        change(join, 0);
        change(join, 1);
        long rows = join.rows();
        long state = join.stateBytes();
        long visited = join.visited();

        long allocated = Allocations.during(() -> {
            change(join, 0);
            change(join, 1);
        });

        assertThat(join.visited() - visited).isLessThan(30);
        assertThat(allocated).isLessThan(2_000);
        assertThat(join.rows()).isEqualTo(rows);
        assertThat(join.stateBytes()).isEqualTo(state);
    }

    /** Adds a row with key 7 to a side and takes it away again. */
    private void change(JoinOperator join, int port) {
        for (int weight : new int[] {1, -1}) {
            fill(7, 0, 50, 1, weight);
            join.process(port, batch, count);
            join.endStep(count);
            join.endTick(1, count);
        }
    }

    @Test
    void aRowOfAHotKeyIsDeletedWithoutGoingThroughTheOthers() {
        JoinOperator join = join(JoinKind.INNER, false);
        int rows = 100_000;
        for (int from = 0; from < rows; from += BATCH) {
            fill(1, 0, from, BATCH, 1);
            join.process(0, batch, count);
        }
        for (int from = 0; from < rows; from += BATCH) {
            fill(2, 0, from, BATCH, 1);
            join.process(1, batch, count);
        }
        long visited = join.visited();
        for (int from = 0; from < rows; from += BATCH) {
            fill(1, 0, from, BATCH, -1);
            join.process(0, batch, count);
        }
        for (int from = rows - BATCH; from >= 0; from -= BATCH) {
            fill(2, 0, from, BATCH, -1);
            join.process(1, batch, count);
        }

        assertThat(join.visited() - visited).isLessThan(3L * rows);
        assertThat(join.rows()).isZero();
        assertThat(emitted).isZero();
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void ofAHotKeyARowCostsWhatItChanges(JoinKind kind) {
        JoinOperator join = join(kind, false);
        int many = kind.hasPairs() ? 1 : 0;
        int rows = 100_000;
        for (int from = 0; from < rows; from += BATCH) {
            fill(1, 0, from, BATCH, 1);
            join.process(many, batch, count);
        }
        fill(1, 0, 0, 1, 1);
        join.process(1 - many, batch, count);
        join.endTick(0, count);
        long visited = join.visited();
        emitted = 0;

        fill(1, 0, 5, 1, -1);
        join.process(many, batch, count);
        join.endTick(1, count);

        assertThat(emitted).isEqualTo(kind == JoinKind.ANTI ? 0 : 1);
        assertThat(join.visited() - visited).isLessThan(10);
    }

    @Test
    void withoutKeysARowIsShownToTheOtherSideOnceWhateverTheNumberOfShards() {
        int shards = 4;
        int rows = 400;
        List<JoinOperator> joins = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            joins.add(broadcasting(shard, shards));
        }
        for (int row = 0; row < rows; row++) {
            fill(row, 0, 0, 1, 1);
            joins.get(row % shards).process(0, batch, count);
            fill(row, 0, 0, 1, 1);
            for (JoinOperator join : joins) {
                join.process(1, batch, count);
            }
        }

        assertThat(emitted).isEqualTo((long) rows * rows);
        long all = joins.stream().mapToLong(JoinOperator::visited).sum();
        assertThat(all).isEqualTo((long) rows * rows);
        for (JoinOperator join : joins) {
            assertThat(join.visited()).isBetween(all / shards - rows, all / shards + rows);
        }
        long before = all;

        fill(rows, 0, 0, 1, 1);
        joins.get(0).process(0, batch, count);

        assertThat(joins.stream().mapToLong(JoinOperator::visited).sum() - before)
                .isEqualTo(rows);
    }

    private static JoinOperator broadcasting(int shard, int shards) {
        InputNode input = new InputNode("t", List.of(0, 1), TYPES);
        JoinNode node = new JoinNode(
                new JoinInput(new ExchangeNode(input, List.of(0)), true),
                new JoinInput(new BroadcastNode(input), true),
                JoinKind.INNER,
                new JoinCondition(List.of(), null),
                NestedLoops.types(JoinKind.INNER, TYPES, TYPES));
        return (JoinOperator) Operators.create(node, OperatorVerifier.context(shard, shards));
    }

    @Test
    void pairsAllocateNothing() {
        JoinOperator join = join(JoinKind.INNER, true);
        for (int from = 0; from < 10_000; from += BATCH) {
            fill(from, 1, 0, BATCH, 1);
            join.process(0, batch, count);
        }
        fill(20_000, 1, 0, BATCH, 1);
        join.process(1, batch, count);
        fill(0, 1, 0, BATCH, 1);
        join.process(1, batch, count);
        long before = join.stateBytes();
        emitted = 0;

        long allocated = Allocations.during(() -> join.process(1, batch, count));

        assertThat(emitted).isEqualTo(BATCH);
        // What the rows themselves need.
        assertThat(allocated).isLessThan(200L * BATCH);
        assertThat(join.stateBytes() - before).isLessThan(200L * BATCH);
    }

    @Test
    void anIdleJoinIsSmall() {
        assertThat(join(JoinKind.FULL, false).stateBytes()).isLessThan(64 * 1024);
    }

    private static JoinOperator join(JoinKind kind, boolean appendOnly) {
        InputNode input = new InputNode("t", List.of(0, 1), TYPES);
        JoinNode node = new JoinNode(
                new JoinInput(input, appendOnly),
                new JoinInput(input, appendOnly),
                kind,
                new JoinCondition(List.of(new JoinKey(0, 0, false)), null),
                NestedLoops.types(kind, TYPES, TYPES));
        return (JoinOperator) Operators.create(node, OperatorVerifier.context(0, 1));
    }

    /** Rows whose first column starts at {@code key} and grows by {@code step}, and whose second one counts from {@code value}. */
    private void fill(int key, int step, int value, int rows, long weight) {
        batch.clear();
        for (int row = 0; row < rows; row++) {
            batch.longs(0).set(row, key + (long) row * step);
            batch.longs(1).set(row, value + row);
            batch.setWeight(row, weight);
        }
        batch.setSize(rows);
    }
}
