package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change costs DISTINCT and the set operations: the rows that it names, however many there are. */
class SetCostTest {
    private static final List<ColumnType> TYPES = List.of(ColumnType.of(TypeKind.BIGINT));
    private static final int ROWS = 100_000;
    private static final int BATCH = 1_000;

    private final Batch batch = new Batch(TYPES);
    private long emitted;
    private final Output count = out -> emitted += out.size();

    @Test
    void distinctLooksAtTheRowsOfAChange() {
        assertCostsItsRowsOnly(
                new DistinctOperator(new DistinctNode(new InputNode("t", List.of(0), TYPES)), new int[] {0}), 1);
    }

    @ParameterizedTest
    @EnumSource(SetOperationNode.Kind.class)
    void setOperationsLookAtTheRowsOfAChange(SetOperationNode.Kind kind) {
        PlanNode input = new InputNode("t", List.of(0), TYPES);
        SetOperationNode node = new SetOperationNode(kind, List.of(input, input), TYPES);
        assertCostsItsRowsOnly(new SetOperationOperator(node, new int[] {0}), 2);
    }

    private void assertCostsItsRowsOnly(StatefulOperator operator, int branches) {
        for (int port = 0; port < branches; port++) {
            for (long from = 0; from < ROWS; from += BATCH) {
                fill(from + port * (ROWS / 2), BATCH, 1);
                operator.process(port, batch, count);
            }
        }
        settle(operator);
        long visited = operator.visited();
        emitted = 0;

        fill(ROWS / 4, 10, -1);
        operator.process(0, batch, count);
        fill(2 * ROWS, 10, 1);
        operator.process(0, batch, count);
        settle(operator);

        assertThat(operator.visited() - visited).isBetween(20L, 60L);
        assertThat(emitted).isLessThanOrEqualTo(20);
    }

    private void settle(StatefulOperator operator) {
        operator.endStep(count);
        operator.endTick(1, count);
    }

    private void fill(long from, int rows, long weight) {
        batch.clear();
        for (int row = 0; row < rows; row++) {
            batch.longs(0).set(row, from + row);
            batch.setWeight(row, weight);
        }
        batch.setSize(rows);
    }
}
