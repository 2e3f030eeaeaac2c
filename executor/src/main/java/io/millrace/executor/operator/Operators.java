package io.millrace.executor.operator;

import io.millrace.executor.operator.asof.AsOfJoins;
import io.millrace.executor.operator.join.Joins;
import io.millrace.executor.operator.pattern.Patterns;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.PlanVisitor;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.plan.ValuesNode;
import java.util.stream.IntStream;

/** Makes the operator of a plan node, one for each shard. Inputs and exchanges are the circuit's own. */
public final class Operators {
    private Operators() {}

    /** A new operator without state. */
    public static Operator create(PlanNode node, ShardContext context) {
        return node.accept(new Factory(context));
    }

    private static final class Factory implements PlanVisitor<Operator> {
        private final ShardContext context;

        Factory(ShardContext context) {
            this.context = context;
        }

        @Override
        public Operator visit(InputNode node) {
            throw new IllegalArgumentException("input " + node.relation() + " is connected by the circuit");
        }

        @Override
        public Operator visit(ExchangeNode node) {
            throw new IllegalArgumentException("the exchange by " + node.keys() + " is made by the circuit");
        }

        @Override
        public Operator visit(BroadcastNode node) {
            throw new IllegalArgumentException("a broadcast is made by the circuit");
        }

        @Override
        public Operator visit(ValuesNode node) {
            return new ValuesOperator(node, context);
        }

        @Override
        public Operator visit(MapNode node) {
            return new MapOperator(context.kernels().instantiate(node.kernel(), context.failures()), node.types());
        }

        @Override
        public Operator visit(UnionNode node) {
            return new UnionOperator();
        }

        @Override
        public Operator visit(OverNode node) {
            return new OverOperator(node, Partitioning.of(node.input()), context);
        }

        @Override
        public Operator visit(PatternNode node) {
            return Patterns.create(node, Partitioning.of(node.input()), context);
        }

        @Override
        public Operator visit(TopNNode node) {
            return new TopNOperator(node, Partitioning.of(node.input()), context.shard());
        }

        @Override
        public Operator visit(SessionNode node) {
            return new SessionOperator(node, Partitioning.of(node.input()));
        }

        @Override
        public Operator visit(SessionAggregateNode node) {
            return new SessionAggregateOperator(node, Partitioning.of(node), context);
        }

        @Override
        public Operator visit(DistinctNode node) {
            return new DistinctOperator(node, Partitioning.of(node.input()));
        }

        @Override
        public Operator visit(ClockFilterNode node) {
            return new ClockFilterOperator(node, Partitioning.of(node.input()));
        }

        @Override
        public Operator visit(AggregateNode node) {
            return new AggregateOperator(
                    node, IntStream.range(0, node.keys().size()).toArray(), context);
        }

        @Override
        public Operator visit(SliceAggregateNode node) {
            return new SliceAggregateOperator(node, Partitioning.of(node), context);
        }

        @Override
        public Operator visit(SetOperationNode node) {
            return new SetOperationOperator(node, Partitioning.of(node));
        }

        @Override
        public Operator visit(ExpandNode node) {
            return new ExpandOperator(node);
        }

        @Override
        public Operator visit(UnnestNode node) {
            return new UnnestOperator(node);
        }

        @Override
        public Operator visit(JoinNode node) {
            return Joins.create(node, Partitioning.of(node.left()), Partitioning.of(node.right()), context);
        }

        @Override
        public Operator visit(AsOfNode node) {
            return AsOfJoins.create(node, Partitioning.of(node.left()), Partitioning.of(node.right()));
        }

        @Override
        public Operator visit(LookupNode node) {
            return AsOfJoins.create(node, Partitioning.of(node.right()));
        }

        @Override
        public Operator visit(RecursionNode node) {
            throw new IllegalArgumentException("the recursion " + node.name() + " is made by the circuit");
        }

        @Override
        public Operator visit(IterationNode node) {
            throw new IllegalArgumentException("the recursion " + node.recursion() + " is read through its own node");
        }
    }
}
