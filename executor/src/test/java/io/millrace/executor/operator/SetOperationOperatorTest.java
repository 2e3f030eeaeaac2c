package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SetOperationNode.Kind;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetOperationOperatorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> FEW = List.of(BIGINT, ColumnType.of(TypeKind.DOUBLE));
    private static final List<ColumnType> WIDE = List.of(
            ColumnType.of(TypeKind.BOOLEAN), ColumnType.decimal(38, 3), ColumnType.of(TypeKind.VARCHAR), BIGINT);

    private static PlanNode input(List<ColumnType> types) {
        return new InputNode("t", IntStream.range(0, types.size()).boxed().toList(), types);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void equalsRecomputationFromTwoBranches(Kind kind) {
        verify(kind, Collections.nCopies(2, input(FEW)), FEW, 60);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void equalsRecomputationFromThreeBranchesOfTextsAndDecimals(Kind kind) {
        verify(kind, Collections.nCopies(3, input(WIDE)), WIDE, 40);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void equalsRecomputationWhereOneColumnDecidesTheShard(Kind kind) {
        verify(kind, Collections.nCopies(4, new ExchangeNode(input(FEW), List.of(1))), FEW, 40);
    }

    private static void verify(Kind kind, List<PlanNode> inputs, List<ColumnType> types, int ticks) {
        OperatorVerifier verifier = OperatorVerifier.of(
                new SetOperationNode(kind, inputs, types), relations -> recomputed(kind, relations));
        for (long seed = 1; seed <= 3; seed++) {
            verifier.verify(seed, ticks);
        }
    }

    private static Map<List<?>, Long> recomputed(Kind kind, List<Map<List<?>, Long>> inputs) {
        Map<List<?>, Long> rows = new HashMap<>();
        inputs.get(0).forEach((row, copies) -> {
            long least = copies;
            long others = 0;
            for (Map<List<?>, Long> other : inputs.subList(1, inputs.size())) {
                least = Math.min(least, other.getOrDefault(row, 0L));
                others += other.getOrDefault(row, 0L);
            }
            long kept = switch (kind) {
                case INTERSECT -> Math.min(1, least);
                case INTERSECT_ALL -> least;
                case EXCEPT -> others == 0 ? 1 : 0;
                case EXCEPT_ALL -> copies - others;
            };
            if (kept > 0) {
                rows.put(row, kept);
            }
        });
        return rows;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void expandGivesEachRowOnceForEverySetWithNullsWhereItDoesNotGroup(long seed) {
        List<List<Integer>> sets = List.of(List.of(), List.of(0), List.of(2, 0), List.of(2));
        List<ColumnType> types = new ArrayList<>(WIDE);
        types.add(ColumnType.of(TypeKind.INTEGER).notNull());
        OperatorVerifier.of(new ExpandNode(input(WIDE), sets, types), inputs -> {
                    Map<List<?>, Long> rows = new HashMap<>();
                    inputs.get(0).forEach((row, copies) -> {
                        for (int set = 0; set < sets.size(); set++) {
                            List<Object> expanded = new ArrayList<>(row);
                            sets.get(set).forEach(column -> expanded.set(column, null));
                            expanded.add((long) set);
                            rows.merge(expanded, copies, Long::sum);
                        }
                    });
                    return rows;
                })
                .verify(seed, 30);
    }

    @Test
    void aSmallDeltaCostsLittleWhateverIsKept() {
        List<ColumnType> types = List.of(BIGINT);
        PlanNode node = new SetOperationNode(Kind.EXCEPT, List.of(input(types), input(types)), types);
        StatefulOperator operator = (StatefulOperator) Operators.create(node, OperatorVerifier.context(0, 1));
        Batch batch = new Batch(types);
        long[] emitted = new long[1];
        Output count = out -> emitted[0] += out.size();
        for (long from = 0; from < 1_000_000; from += 1000) {
            fill(batch, from, 1000, 1);
            operator.process(0, batch, count);
        }
        operator.endTick(1, count);
        assertThat(emitted[0]).isEqualTo(1_000_000);
        Runnable delta = () -> {
            fill(batch, 500_000, 10, 1);
            operator.process(1, batch, count);
            operator.endTick(2, count);
            fill(batch, 500_000, 10, -1);
            operator.process(1, batch, count);
            operator.endTick(3, count);
        };
        delta.run();
        emitted[0] = 0;
        long state = operator.stateBytes();

        long allocated = Allocations.during(delta);

        assertThat(emitted[0]).isEqualTo(20);
        assertThat(allocated).as("bytes allocated").isLessThan(1_000);
        assertThat(operator.stateBytes()).isEqualTo(state);
    }

    @Test
    void rowsThatAreInNoBranchAnyMoreAreForgotten() {
        List<ColumnType> types = List.of(BIGINT);
        PlanNode node = new SetOperationNode(Kind.INTERSECT_ALL, List.of(input(types), input(types)), types);
        StatefulOperator operator = (StatefulOperator) Operators.create(node, OperatorVerifier.context(0, 1));
        Batch batch = new Batch(types);
        for (int round = 0; round < 200; round++) {
            for (int weight = 1; weight >= -1; weight -= 2) {
                fill(batch, round * 1000L, 1000, weight);
                operator.process(round % 2, batch, out -> {});
                operator.endTick(round, out -> {});
            }
        }

        assertThat(operator.stateBytes()).isLessThan(300_000);
    }

    @Test
    void needsTwoBranches() {
        assertThatThrownBy(() -> new SetOperationNode(Kind.EXCEPT, List.of(input(FEW)), FEW))
                .hasMessageContaining("two inputs");
    }

    private static void fill(Batch batch, long from, int count, long weight) {
        batch.clear();
        for (int row = 0; row < count; row++) {
            batch.longs(0).set(row, from + row);
            batch.setWeight(row, weight);
        }
        batch.setSize(count);
    }
}
