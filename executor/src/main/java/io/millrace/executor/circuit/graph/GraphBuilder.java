package io.millrace.executor.circuit.graph;

import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.SharedGroups;
import io.millrace.executor.operator.recursion.Recursion;
import io.millrace.executor.operator.recursion.Recursions;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.NodeNumbers;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.PlanVisitor;
import io.millrace.executor.plan.RecursionName;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes the nodes of one plan: equal plan nodes become one graph node, and exchanges vanish where there is one shard only. */
public final class GraphBuilder implements PlanVisitor<GraphNode> {
    private final ViewState owner;
    private final int shards;
    private final KernelCompiler kernels;
    private final BuildOptions options;
    private final NodeNumbers numbers = new NodeNumbers();
    private final Map<Integer, GraphNode> built = new HashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final List<Head> heads = new ArrayList<>();

    /** The recursions that are being built. */
    private final Map<RecursionName, Loop> loops = new HashMap<>();

    /** Nothing built yet. */
    public GraphBuilder(ViewState owner, int shards, KernelCompiler kernels, BuildOptions options) {
        this.owner = owner;
        this.shards = shards;
        this.kernels = kernels;
        this.options = options;
    }

    /** Builds a plan and puts {@code terminal} behind its root. */
    public void build(PlanNode root, Operator[] terminal) {
        GraphNode last = node(root);
        nodes.add(new GraphNode(owner, terminal, List.of(last)));
    }

    /** Builds a view's plan with its result table behind it. */
    public void build(ViewPlan plan) {
        Operator[] terminal = new Operator[shards];
        SharedGroups shared = SharedGroups.of(plan);
        if (shared == null) {
            for (int shard = 0; shard < shards; shard++) {
                terminal[shard] = new TableTerminal(shard, ResultTable.ofDeltas(plan));
            }
            build(ResultTable.inputOf(plan), terminal);
        } else {
            Operator[] groups = new Operator[shards];
            RowErrorLog groupErrors = new RowErrorLog(options.maxRowErrors());
            RowErrorLog tableErrors = new RowErrorLog(options.maxRowErrors());
            for (int shard = 0; shard < shards; shard++) {
                groups[shard] = shared.operator(context(shard, groupErrors));
                terminal[shard] = new TableTerminal(shard, shared.table(groups[shard], context(shard, tableErrors)));
            }
            AggregateNode aggregate = shared.aggregate();
            GraphNode input = node(aggregate.input());
            boolean byAll = shared.identity().size() == aggregate.keys().size();
            GraphNode made = add(new GraphNode(owner, groups, List.of(input)))
                    .madeOf(new NodePlan(aggregate, byAll ? List.of() : shared.identity()), groupErrors);
            GraphNode table = new GraphNode(owner, terminal, List.of(made));
            table.rowErrors(tableErrors);
            nodes.add(table);
        }
    }

    private ShardContext context(int shard, RowErrorLog errors) {
        KernelContext told = options.failures();
        return new ShardContext(shard, shards, kernels, told == null ? errors : told);
    }

    /** All nodes in topological order, the terminal last. */
    public List<GraphNode> nodes() {
        return nodes;
    }

    public GraphNode terminal() {
        return nodes.get(nodes.size() - 1);
    }

    /** Whether any node needs the time. */
    public boolean goesByClock() {
        return nodes.stream().anyMatch(node -> node.streams().contains(Frontier.CLOCK));
    }

    /** Where the plan reads relations. */
    public List<Head> heads() {
        return heads;
    }

    private GraphNode node(PlanNode plan) {
        int number = numbers.of(plan);
        GraphNode known = built.get(number);
        if (known == null) {
            known = plan.accept(this);
            built.put(number, known);
        }
        return known;
    }

    private GraphNode operator(PlanNode plan) {
        List<GraphNode> inputs = new ArrayList<>();
        for (PlanNode input : plan.inputs()) {
            inputs.add(node(input));
        }
        Operator[] operators = new Operator[shards];
        RowErrorLog errors = new RowErrorLog(options.maxRowErrors());
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = Operators.create(plan, context(shard, errors));
        }
        return add(new GraphNode(owner, operators, inputs)).madeOf(new NodePlan(plan, List.of()), errors);
    }

    private GraphNode add(GraphNode node) {
        nodes.add(node);
        return node;
    }

    /** A view that is computed: in it an expression that fails is NULL, whatever it is around it. */
    private GraphNode opened(InputNode plan, ViewPlan view) {
        GraphBuilder inner = new GraphBuilder(owner, shards, kernels, options.inView());
        GraphNode content = inner.node(view.root());
        nodes.addAll(inner.nodes);
        heads.addAll(inner.heads);
        boolean all = plan.columns()
                .equals(IntStream.range(0, view.schema().size()).boxed().toList());
        int[] picked = plan.columns().stream().mapToInt(Integer::intValue).toArray();
        Operator[] operators = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            InputOperator input = new InputOperator(plan.types(), picked);
            input.pick(picked, all);
            operators[shard] = input;
        }
        return add(new GraphNode(owner, operators, List.of(content)));
    }

    @Override
    public GraphNode visit(InputNode plan) {
        ViewPlan view = options.opened().apply(plan.relation());
        if (view != null) {
            return opened(plan, view);
        }
        int[] picked = IntStream.range(0, plan.columns().size()).toArray();
        Operator[] operators = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = new InputOperator(plan.types(), picked);
        }
        GraphNode node = add(new GraphNode(owner, operators, List.of()))
                .madeOf(new NodePlan(plan, List.of()), new RowErrorLog(0));
        heads.add(new Head(plan.relation(), plan.columns(), node));
        return node;
    }

    @Override
    public GraphNode visit(ValuesNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(MapNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(UnionNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(ExchangeNode plan) {
        GraphNode input = node(plan.input());
        if (shards == 1) {
            return input;
        }
        Operator[] operators = ExchangeOperator.create(shards, plan.keys(), plan.types());
        return add(new GraphNode(owner, operators, List.of(input)))
                .madeOf(new NodePlan(plan, List.of()), new RowErrorLog(0));
    }

    @Override
    public GraphNode visit(BroadcastNode plan) {
        GraphNode input = node(plan.input());
        if (shards == 1) {
            return input;
        }
        return add(new GraphNode(owner, ExchangeOperator.broadcast(shards, plan.types()), List.of(input)))
                .madeOf(new NodePlan(plan, List.of()), new RowErrorLog(0));
    }

    @Override
    public GraphNode visit(OverNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(PatternNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(TopNNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(SessionNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(SessionAggregateNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(DistinctNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(ClockFilterNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(AggregateNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(SliceAggregateNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(SetOperationNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(ExpandNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(UnnestNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(JoinNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(AsOfNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(LookupNode plan) {
        return operator(plan);
    }

    @Override
    public GraphNode visit(RecursionNode plan) {
        GraphNode base = node(plan.base());
        Recursion[] recursions = new Recursion[shards];
        for (int shard = 0; shard < shards; shard++) {
            recursions[shard] = Recursions.create(plan, options.maxIterations());
        }
        GraphNode head = add(new GraphNode(owner, recursions, List.of(base)))
                .madeOf(new NodePlan(plan, List.of()), new RowErrorLog(0));
        Loop loop = new Loop(head, plan.name(), recursions);
        loops.put(plan.name(), loop);
        head.connectInput(node(plan.step()));
        loops.remove(plan.name());
        Operator[] shown = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            shown[shard] =
                    Operators.create(new UnionNode(List.of(plan), plan.types()), context(shard, new RowErrorLog(0)));
        }
        GraphNode result = add(new GraphNode(owner, shown, List.of(), loop));
        loop.show(result);
        return result;
    }

    @Override
    public GraphNode visit(IterationNode plan) {
        Loop loop = loops.get(plan.recursion());
        if (loop == null) {
            throw new IllegalArgumentException(plan.recursion() + " is read outside of its own step");
        }
        return loop.head();
    }
}
