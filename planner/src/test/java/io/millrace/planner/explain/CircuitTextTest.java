package io.millrace.planner.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CircuitTextTest {
    /** There are 2^60 paths through it. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sixtyLevelsOfSelfUnionAreWrittenOnceEach() {
        PlanNode node = new InputNode("t", List.of(0), List.of(ColumnType.of(TypeKind.BIGINT)));
        for (int level = 0; level < 60; level++) {
            node = new UnionNode(List.of(node, node), node.types());
        }

        assertThat(CircuitText.of(node).lines())
                .hasSize(60 + 1 + 60)
                .last()
                .asString()
                .endsWith("same as #1");
    }
}
