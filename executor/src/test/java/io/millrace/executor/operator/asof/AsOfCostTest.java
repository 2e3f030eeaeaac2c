package io.millrace.executor.operator.asof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Allocations;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.AsOfMatch;
import io.millrace.executor.plan.AsOfMatch.Nearest;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change costs: the rows that it gives another partner, and the height of a tree; what event time has passed is gone. */
class AsOfCostTest {
    /** Key, time. */
    private static final List<ColumnType> TYPES =
            List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.TIMESTAMP));

    private static final List<ColumnType> BOTH = List.of(TYPES.get(0), TYPES.get(1), TYPES.get(0), TYPES.get(1));
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int BATCH = 1_000;

    private final Batch batch = new Batch(TYPES);
    private long emitted;
    private final Output count = out -> emitted += out.size();
    private long tick;

    @ParameterizedTest
    @EnumSource(Nearest.class)
    void ofAHotKeyAChangeCostsTheRowsBetweenItAndItsNeighbour(Nearest nearest) {
        AsOfOperator join = join(nearest, null);
        int rows = 60_000;
        // Left rows at every time, right rows at every hundredth.
        for (int from = 0; from < rows; from += BATCH) {
            fill(1, from, 1, BATCH, 1);
            join.process(LEFT, batch, count);
        }
        for (int from = 0; from < rows; from += 10 * BATCH) {
            fill(1, from, 100, BATCH / 10, 1);
            join.process(RIGHT, batch, count);
        }
        end(join);
        change(join, RIGHT, 30_050);
        change(join, LEFT, 30_050);
        long visited = join.visited();
        long kept = join.rows();
        emitted = 0;

        long allocated = Allocations.during(() -> change(join, RIGHT, 30_050));

        // About fifty left rows change their partner and change it back.
        assertThat(emitted).isBetween(190L, 210L);
        assertThat(join.visited() - visited).isLessThan(1_000);
        assertThat(allocated).isLessThan(2_000);
        assertThat(join.rows()).isEqualTo(kept);

        visited = join.visited();
        change(join, LEFT, 30_050);
        assertThat(join.visited() - visited).isLessThan(300);
    }

    @Test
    void rightRowsThatGoSideBySideShowEachLeftRowOnce() {
        AsOfOperator join = join(Nearest.AT_OR_BEFORE, null);
        int rows = 20_000;
        for (int from = 0; from < rows; from += BATCH) {
            fill(1, from, 1, BATCH, 1);
            join.process(LEFT, batch, count);
            fill(1, from, 1, BATCH, 1);
            join.process(RIGHT, batch, count);
        }
        end(join);
        long visited = join.visited();
        emitted = 0;

        for (int from = 1_000; from < 19_000; from += BATCH) {
            fill(1, from, 1, BATCH, -1);
            join.process(RIGHT, batch, count);
        }
        end(join);

        assertThat(emitted).isEqualTo(2L * 18_000);
        assertThat(join.visited() - visited).isLessThan(18_000L * 250);
    }

    @Test
    void aRowBesideManyKeysLooksAtItsOwn() {
        AsOfOperator join = join(Nearest.AT_OR_BEFORE, null);
        for (int key = 0; key < 50_000; key += BATCH) {
            keys(key, 5);
            join.process(LEFT, batch, count);
            keys(key, 3);
            join.process(RIGHT, batch, count);
        }
        end(join);
        long visited = join.visited();
        emitted = 0;

        fill(77, 4, 1, 1, 1);
        join.process(RIGHT, batch, count);
        end(join);

        assertThat(emitted).isEqualTo(2);
        assertThat(join.visited() - visited).isLessThan(30);
    }

    @ParameterizedTest
    @EnumSource(Nearest.class)
    void stateIsFlatWhenEventTimeGoesOn(Nearest nearest) {
        Frontier frontier = Frontier.of("s");
        AsOfOperator join = join(nearest, new Closing(1, frontier, Closing.Action.RELEASE));
        long early = 0;
        for (int from = 0; from < 150_000; from += BATCH) {
            fill(1, from, 1, BATCH, 1);
            join.process(LEFT, batch, count);
            fill(1, from, 1, BATCH, 1);
            join.process(RIGHT, batch, count);
            join.advance(0, from - 2_000L);
            end(join);
            if (from == 40_000) {
                early = join.stateBytes();
            }
        }

        assertThat(join.rows()).isBetween(5_000L, 6_010L);
        assertThat(join.stateBytes()).isLessThan(early * 11 / 10);
        assertThat(join.nextTime(0)).isGreaterThanOrEqualTo(149_000 - 2_001);
        assertThat(join.isReadable()).isFalse();

        join.advance(0, Frontier.END);
        end(join);
        assertThat(join.rows()).isLessThanOrEqualTo(2);
        assertThat(join.nextTime(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anIdleJoinIsSmall() {
        assertThat(join(Nearest.BEFORE, null).stateBytes()).isLessThan(64 * 1024);
    }

    private static AsOfOperator join(Nearest nearest, @Nullable Closing closing) {
        InputNode input = new InputNode("t", List.of(0, 1), TYPES);
        AsOfNode node = new AsOfNode(
                input, input, List.of(new JoinKey(0, 0, false)), new AsOfMatch(1, 1, nearest), true, closing, BOTH);
        return (AsOfOperator) Operators.create(node, OperatorVerifier.context(0, 1));
    }

    private void end(AsOfOperator join) {
        join.endStep(count);
        join.endTick(tick++, count);
    }

    /** Adds a row to a side and takes it away again, in ticks of their own. */
    private void change(AsOfOperator join, int port, int time) {
        for (int weight : new int[] {1, -1}) {
            fill(1, time, 1, 1, weight);
            join.process(port, batch, count);
            end(join);
        }
    }

    /** Rows of one key whose times start at one and grow by a step. */
    private void fill(int key, int time, int step, int rows, long weight) {
        batch.clear();
        for (int row = 0; row < rows; row++) {
            batch.longs(0).set(row, key);
            batch.longs(1).set(row, time + (long) row * step);
            batch.setWeight(row, weight);
        }
        batch.setSize(rows);
    }

    /** Rows of different keys at one time. */
    private void keys(int key, int time) {
        batch.clear();
        for (int row = 0; row < BATCH; row++) {
            batch.longs(0).set(row, key + row);
            batch.longs(1).set(row, time);
        }
        batch.setSize(BATCH);
    }
}
