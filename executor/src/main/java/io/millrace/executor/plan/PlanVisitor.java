package io.millrace.executor.plan;

/** One method for each kind of {@link PlanNode}. */
public interface PlanVisitor<R> {
    R visit(InputNode node);

    R visit(ValuesNode node);

    R visit(MapNode node);

    R visit(UnionNode node);

    R visit(ExchangeNode node);

    R visit(BroadcastNode node);

    R visit(OverNode node);

    R visit(PatternNode node);

    R visit(TopNNode node);

    R visit(SessionNode node);

    R visit(SessionAggregateNode node);

    R visit(DistinctNode node);

    R visit(ClockFilterNode node);

    R visit(AggregateNode node);

    R visit(SliceAggregateNode node);

    R visit(SetOperationNode node);

    R visit(ExpandNode node);

    R visit(UnnestNode node);

    R visit(JoinNode node);

    R visit(AsOfNode node);

    R visit(LookupNode node);

    R visit(RecursionNode node);

    R visit(IterationNode node);
}
