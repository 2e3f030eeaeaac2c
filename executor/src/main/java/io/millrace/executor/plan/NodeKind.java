package io.millrace.executor.plan;

import java.util.Locale;

/** What a node is called where operators are listed: {@code join left}, {@code aggregate}. */
public final class NodeKind implements PlanVisitor<String> {
    private static final NodeKind VISITOR = new NodeKind();

    private NodeKind() {}

    /** The name of a node's kind. */
    public static String of(PlanNode node) {
        return node.accept(VISITOR);
    }

    @Override
    public String visit(InputNode node) {
        return "input";
    }

    @Override
    public String visit(ValuesNode node) {
        return "values";
    }

    @Override
    public String visit(MapNode node) {
        return "map";
    }

    @Override
    public String visit(UnionNode node) {
        return "union all";
    }

    @Override
    public String visit(ExchangeNode node) {
        return "exchange";
    }

    @Override
    public String visit(BroadcastNode node) {
        return "broadcast";
    }

    @Override
    public String visit(OverNode node) {
        return "over";
    }

    @Override
    public String visit(PatternNode node) {
        return "match recognize";
    }

    @Override
    public String visit(TopNNode node) {
        return "top-n";
    }

    @Override
    public String visit(SessionNode node) {
        return "sessions";
    }

    @Override
    public String visit(SessionAggregateNode node) {
        return "session aggregate";
    }

    @Override
    public String visit(DistinctNode node) {
        return "distinct";
    }

    @Override
    public String visit(ClockFilterNode node) {
        return node.clock().equals(Frontier.of(Frontier.CLOCK)) ? "clock filter" : "retention";
    }

    @Override
    public String visit(AggregateNode node) {
        return "aggregate";
    }

    @Override
    public String visit(SliceAggregateNode node) {
        return "slice aggregate";
    }

    @Override
    public String visit(SetOperationNode node) {
        return words(node.kind());
    }

    @Override
    public String visit(ExpandNode node) {
        return "expand";
    }

    @Override
    public String visit(JoinNode node) {
        return "join " + words(node.kind());
    }

    @Override
    public String visit(AsOfNode node) {
        return node.outer() ? "join left as of" : "join as of";
    }

    @Override
    public String visit(LookupNode node) {
        return node.outer() ? "look up left" : "look up";
    }

    @Override
    public String visit(RecursionNode node) {
        return "recursion";
    }

    @Override
    public String visit(IterationNode node) {
        return "iteration";
    }

    @Override
    public String visit(UnnestNode node) {
        return "unnest";
    }

    private static String words(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
