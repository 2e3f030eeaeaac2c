package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.graph.BuildOptions;
import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.MemoryBudget;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.NodeNumbers;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans whose nodes are few and whose paths are many: 2^60 of them. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedPlansTest {
    private static final int LEVELS = 60;

    @Test
    void sixtyLevelsOfSelfUnionAreSixtyNodes() {
        assertThat(nodes(levels(SharedPlansTest::selfUnion), 1)).isEqualTo(LEVELS + 2);
    }

    @Test
    void sixtyLevelsOfSelfJoinAreSixtyNodesAndTheirExchanges() {
        assertThat(nodes(levels(SharedPlansTest::selfJoin), 1)).isEqualTo(LEVELS + 2);
        assertThat(nodes(levels(SharedPlansTest::selfJoin), 2)).isEqualTo(2 * LEVELS + 2);
    }

    @Test
    void equalBranchesThatShareNoInstanceHaveOneNumberAndOthersHaveNot() {
        NodeNumbers numbers = new NodeNumbers();
        PlanNode one = selfJoin(selfUnion(Plans.input("t", 0, 1)));
        PlanNode equal = selfJoin(selfUnion(Plans.input("t", 0, 1)));

        assertThat(numbers.of(one)).isEqualTo(numbers.of(equal));
        assertThat(numbers.of(selfJoin(selfUnion(Plans.input("u", 0, 1))))).isNotEqualTo(numbers.of(one));
        assertThat(numbers.of(new DistinctNode(selfUnion(Plans.input("t", 0, 1)))))
                .isNotEqualTo(numbers.of(selfUnion(Plans.input("t", 0, 1))));
        assertThat(numbers.of(selfUnion(Plans.input("t", 0, 1)))).isLessThan(numbers.of(one));
    }

    private static PlanNode levels(UnaryOperator<PlanNode> level) {
        PlanNode node = Plans.input("t", 0, 1);
        for (int i = 0; i < LEVELS; i++) {
            node = level.apply(node);
        }
        return node;
    }

    /** A union of a relation with itself. */
    private static PlanNode selfUnion(PlanNode input) {
        return new UnionNode(List.of(input, input), input.types());
    }

    /** The rows of a relation whose first column is there as a first column: a join of instances that are equal only. */
    private static PlanNode selfJoin(PlanNode input) {
        return new JoinNode(
                new JoinInput(new ExchangeNode(input, List.of(0)), false),
                new JoinInput(new ExchangeNode(input, List.of(0)), false),
                JoinKind.SEMI,
                new JoinCondition(List.of(new JoinKey(0, 0, false)), null),
                input.types());
    }

    /** How many graph nodes a plan becomes, the terminal among them. */
    private static int nodes(PlanNode root, int shards) {
        ViewState owner = new ViewState("v", List.of(), Inputs.of(root), MemoryBudget.unlimited(), () -> {});
        KernelCompiler kernels = new KernelCompiler(SharedPlansTest.class.getClassLoader(), 10);
        GraphBuilder builder = new GraphBuilder(owner, shards, kernels, BuildOptions.kept(0, 10));
        builder.build(root, new Operator[shards]);
        return builder.nodes().size();
    }
}
