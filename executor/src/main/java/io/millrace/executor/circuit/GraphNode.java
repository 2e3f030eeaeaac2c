package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ShownOperator;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One node of the running graph: an operator with one instance a shard, and where its output goes. Shard {@code s} of
 * everything here is touched by the thread that runs shard {@code s} only; edges change between ticks, on the circuit's
 * thread.
 */
final class GraphNode {
    /** Where output goes: a port of another node, on the same shard. */
    private record Edge(GraphNode target, int port) {}

    private final ViewState owner;
    private final Operator[] shards;
    private final Output[] outputs;
    private final List<GraphNode> inputs;
    private final @Nullable ShardMemory[] memory;
    private final boolean exchange;
    private final boolean terminal;

    /** By which event time it goes, if its operators are {@link TimedOperator}s, and how far each has come. */
    private final List<Frontier> frontiers;

    private final long[] bounds;
    private volatile Edge[] edges = new Edge[0];
    private int level;

    /** Where it is told that this node has work, and the node's number there. */
    private @Nullable Level at;

    private int place;

    /** The recursion that it is a part of, if any: it computes from what that relation has. */
    private @Nullable Loop loop;

    /** The recursion whose relation it shows, if any. */
    private final @Nullable Loop resultOf;

    /** Whether it has never been part of a graph: then it has work in the first tick, whatever comes in. */
    private boolean isNew = true;

    GraphNode(ViewState owner, Operator[] shards, List<GraphNode> inputs) {
        this(owner, shards, inputs, null);
    }

    /** As above, for the node behind a recursion, which shows its relation to all others. */
    GraphNode(ViewState owner, Operator[] shards, List<GraphNode> inputs, @Nullable Loop resultOf) {
        this.owner = owner;
        this.resultOf = resultOf;
        this.shards = shards;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new Output[shards.length];
        this.memory = new ShardMemory[shards.length];
        this.exchange = shards[0] instanceof ExchangeOperator;
        this.terminal = shards[0] instanceof Terminal;
        this.frontiers = shards[0] instanceof TimedOperator timed ? timed.frontiers() : List.of();
        this.bounds = new long[frontiers.size()];
        Arrays.fill(bounds, Frontier.NONE);
        for (int shard = 0; shard < shards.length; shard++) {
            int number = shard;
            if (owner.budget().isLimited() && shards[shard] instanceof StatefulOperator operator) {
                memory[shard] = new ShardMemory(operator);
            }
            outputs[shard] = new Output() {
                @Override
                public void emit(Batch batch) {
                    send(number, batch);
                }

                @Override
                public boolean isRead() {
                    for (Edge edge : edges) {
                        if (edge.target.needsInput(number)) {
                            return true;
                        }
                    }
                    return false;
                }
            };
        }
        for (int port = 0; port < inputs.size(); port++) {
            GraphNode input = inputs.get(port);
            input.connect(this, port);
            if (input.loop != null) {
                enter(input.loop);
            }
        }
    }

    /** Makes this node a part of a recursion; of one only. */
    void enter(Loop recursion) {
        if (loop != null && !loop.equals(recursion)) {
            throw new IllegalStateException("a node of two recursions");
        }
        loop = recursion;
    }

    @Nullable
    Loop loop() {
        return loop;
    }

    @Nullable
    Loop resultOf() {
        return resultOf;
    }

    List<GraphNode> inputs() {
        return inputs;
    }

    Output output(int shard) {
        return outputs[shard];
    }

    /** Sends this node's output to a port of another. */
    void connect(GraphNode target, int port) {
        Edge[] more = new Edge[edges.length + 1];
        System.arraycopy(edges, 0, more, 0, edges.length);
        more[edges.length] = new Edge(target, port);
        edges = more;
        showIfNeeded();
    }

    /** Tells the operators whether a view's content are their own rows. */
    private void showIfNeeded() {
        for (int shard = 0; shard < shards.length; shard++) {
            if (shards[shard] instanceof ShownOperator operator) {
                boolean shown = false;
                for (Edge edge : edges) {
                    shown |= edge.target.shards[shard] instanceof TableTerminal terminal
                            && terminal.table().shows(operator);
                }
                operator.show(shown);
            }
        }
    }

    private boolean needsInput(int shard) {
        return !(shards[shard] instanceof TableTerminal table) || table.needsInput(outputs[shard]);
    }

    /** Makes another node the input of this one, behind those it has. */
    void connectInput(GraphNode input) {
        input.connect(this, inputs.size());
        inputs.add(input);
    }

    /** Stops sending output to any node of a view. */
    void disconnect(ViewState view) {
        List<Edge> kept = new ArrayList<>();
        for (Edge edge : edges) {
            if (edge.target.owner != view) {
                kept.add(edge);
            }
        }
        edges = kept.toArray(new Edge[0]);
        showIfNeeded();
    }

    /** Between ticks: no other view's node sends to this one any more, and this one holds no other. */
    void leave() {
        for (GraphNode input : inputs) {
            if (input.owner != owner) {
                input.disconnect(owner);
            }
        }
        inputs.clear();
        at = null;
    }

    /** Between ticks: where this node is in its graph. */
    void place(Level in, int number) {
        at = in;
        place = number;
    }

    int place() {
        return place;
    }

    /** A node that has never run has work in the next tick. */
    void touchIfNew() {
        Level in = at;
        if (isNew && !exchange && in != null) {
            for (int shard = 0; shard < shards.length; shard++) {
                in.receives(shard, place);
            }
        }
        isNew = false;
    }

    /** The streams whose watermarks it goes by. */
    Set<String> streams() {
        Set<String> streams = new LinkedHashSet<>();
        frontiers.forEach(frontier -> streams.addAll(frontier.streams()));
        return streams;
    }

    /**
     * Watermarks have moved on: tells the operators, and has those called at the end of the tick that wait for it. Before any node's
     * tick ends, between two phases.
     */
    void advance(ToLongFunction<String> watermarks) {
        Level in = at;
        if (in == null || owner.isFailed()) {
            return;
        }
        for (int number = 0; number < bounds.length; number++) {
            long bound = frontiers.get(number).at(watermarks);
            if (bound <= bounds[number]) {
                continue;
            }
            bounds[number] = bound;
            for (int shard = 0; shard < shards.length; shard++) {
                TimedOperator timed = (TimedOperator) shards[shard];
                timed.advance(number, bound);
                if (timed.nextTime(number) < bound) {
                    in.receives(shard, place);
                }
            }
        }
    }

    ViewState owner() {
        return owner;
    }

    Operator shard(int shard) {
        return shards[shard];
    }

    /** How many exchanges lie between the inputs of the graph, or of the recursion that it is a part of, and this node. */
    int level() {
        return level;
    }

    /** Computes the level anew from those of the inputs, which must be right already. */
    void updateLevel() {
        int deepest = resultOf == null ? 0 : resultOf.level() + 1;
        for (GraphNode input : inputs) {
            if (loop == null || loop.equals(input.loop)) {
                deepest = Math.max(deepest, input.level);
            }
        }
        level = deepest + (exchange ? 1 : 0);
    }

    /** Whether it has something to show when a tick that reached it is published. */
    boolean isShown() {
        return terminal || shards[0] instanceof ShownOperator operator && operator.isShown();
    }

    /** Hands a part of a delta to one shard. Whatever fails in it stops the view it belongs to, not the caller. */
    void receive(int shard, int port, Batch batch) {
        Level in = at;
        if (in == null || owner.isFailed()) {
            return;
        }
        if (exchange) {
            in.fills(shard, place);
        } else {
            in.receives(shard, place);
        }
        try {
            shards[shard].process(port, batch, outputs[shard]);
            ShardMemory counted = memory[shard];
            if (counted != null) {
                counted.took(batch.bytes(), owner);
            }
        } catch (Throwable e) {
            owner.fail(e);
        }
    }

    /** Lets an exchange hand on what shard {@code from} sent to shard {@code to}. */
    void drain(int from, int to) {
        if (shards[to] instanceof ExchangeOperator operator && !owner.isFailed()) {
            operator.drain(from, outputs[to]);
        }
    }

    void endStep(int shard) {
        if (!owner.isFailed()) {
            try {
                shards[shard].endStep(outputs[shard]);
            } catch (Throwable e) {
                owner.fail(e);
            }
        }
    }

    void endTick(int shard, long tick) {
        if (!owner.isFailed()) {
            try {
                shards[shard].endTick(tick, outputs[shard]);
            } catch (Throwable e) {
                owner.fail(e);
            }
        }
    }

    /** Shows what a terminal, or an operator whose rows are a view's content, has gathered. */
    void publish(int shard, long tick) {
        if (owner.isFailed()) {
            return;
        }
        try {
            if (shards[shard] instanceof Terminal operator) {
                operator.publish(tick);
            } else if (shards[shard] instanceof ShownOperator operator) {
                operator.publish();
            }
        } catch (Throwable e) {
            owner.fail(e);
        }
    }

    /** What a terminal has shown is a whole tick. Not if it has failed: then it may be a part of one. */
    void published(int shard) {
        if (shards[shard] instanceof Terminal operator && !owner.isFailed()) {
            operator.published();
        }
    }

    private void send(int shard, Batch batch) {
        if (batch.size() == 0) {
            return;
        }
        for (Edge edge : edges) {
            edge.target.receive(shard, edge.port, batch);
        }
    }
}
