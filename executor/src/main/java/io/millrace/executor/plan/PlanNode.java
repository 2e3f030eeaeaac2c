package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * A node of a query's plan: an immutable description of a relation computed from others. Equal nodes compute equal
 * relations, so a plan is its own digest. A node used twice in a plan is one node of the circuit. Comparing and hashing
 * nodes goes through all paths below them, which may be many more than nodes: {@link NodeNumbers} tells equal ones at once.
 */
public sealed interface PlanNode
        permits InputNode,
                ValuesNode,
                MapNode,
                UnionNode,
                ExchangeNode,
                BroadcastNode,
                OverNode,
                PatternNode,
                TopNNode,
                SessionNode,
                SessionAggregateNode,
                DistinctNode,
                ClockFilterNode,
                AggregateNode,
                SliceAggregateNode,
                SetOperationNode,
                ExpandNode,
                UnnestNode,
                JoinNode,
                AsOfNode,
                LookupNode,
                RecursionNode,
                IterationNode {
    /** The types of the rows, in order. */
    List<ColumnType> types();

    /** The relations this one is computed from, by port. */
    List<PlanNode> inputs();

    /** The same node over other relations of the same types. */
    PlanNode withInputs(List<PlanNode> others);

    /** Dispatch by kind; a new kind does not compile until every visitor knows it. */
    <R> R accept(PlanVisitor<R> visitor);
}
