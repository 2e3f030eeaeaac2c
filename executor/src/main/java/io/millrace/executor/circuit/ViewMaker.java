package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.BuildOptions;
import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.UnplacedPlan;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;

/** Makes what a circuit has of a view: its nodes, and what is known of it. The circuit's thread, but for {@link #build} and {@link #builder}. */
final class ViewMaker {
    private final TickLoop loop;
    private final Relations relations;
    private final CircuitOptions options;
    private final KernelCompiler kernels;

    ViewMaker(TickLoop loop, Relations relations, CircuitOptions options, KernelCompiler kernels) {
        this.loop = loop;
        this.relations = relations;
        this.options = options;
        this.kernels = kernels;
    }

    /** The nodes of a view, empty and apart. Any thread. */
    GraphBuilder build(ViewState state, ViewPlan plan, int maxIterations) {
        GraphBuilder built = builder(state, maxIterations);
        built.build(UnplacedPlan.of(plan));
        return built;
    }

    /** Builds what is kept up to date. Any thread. */
    GraphBuilder builder(ViewState state, int maxIterations) {
        BuildOptions kept = BuildOptions.kept(options.maxRowErrors(), maxIterations);
        return new GraphBuilder(state, options.workers(), kernels, kept);
    }

    /** Makes a view known whose nodes are part of the graph. */
    void add(ViewState state, ViewPlan plan, GraphBuilder built) {
        TableRelation view = new TableRelation(state, plan, built.terminal());
        view.rowErrors(
                loop.graph().nodes(state).stream().map(GraphNode::rowErrors).toList());
        relations.add(view);
    }

    /** Makes a view known that does not run, so that whoever reads it is told why. */
    void addStopped(ViewPlan plan, EngineException reason) {
        ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), options.viewBytes());
        GraphBuilder built = build(state, plan, options.maxIterations());
        TableRelation view = new TableRelation(state, plan, built.terminal());
        state.fail(reason);
        relations.add(view);
        relations.cutOff(state, loop.graph());
        view.release(options.workers());
        built.nodes().forEach(GraphNode::leave);
    }

    /** Goes on with a view from a checkpoint, of which the views before it have taken theirs. */
    void restore(CircuitSnapshot checkpoint, ViewPlan plan) {
        ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), options.viewBytes());
        GraphBuilder built = build(state, plan, options.maxIterations());
        // What the views before it share with it has its state already, that of the same tick.
        Sharing sharing = new Sharing(loop.graph(), state, built, options.workers());
        List<GraphNode> added = sharing.merge();
        checkpoint.restore(plan.name(), built.nodes(), sharing.replaced(), options.workers());
        for (Head head : built.heads()) {
            StreamRelation stream = relations.stream(head.relation());
            if (sharing.replaced().contains(head.node())) {
                continue;
            }
            if (stream != null) {
                stream.input().add(List.of(head));
            } else {
                relations.table(head.relation()).feed(head, options.workers());
            }
        }
        loop.graph().add(state, added);
        loop.graph().reorder(state, sharing.all());
        // Before it takes rows, which come and go as the clock says.
        loop.graph().advance(List.of(Frontier.CLOCK), relations::watermark);
        add(state, plan, built);
    }
}
