package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import java.util.ArrayList;
import java.util.List;

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
    private final boolean[] touched;
    private volatile Edge[] edges = new Edge[0];
    private int level;

    GraphNode(ViewState owner, Operator[] shards, List<GraphNode> inputs) {
        this.owner = owner;
        this.shards = shards;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new Output[shards.length];
        this.touched = new boolean[shards.length];
        for (int shard = 0; shard < shards.length; shard++) {
            int number = shard;
            outputs[shard] = new Output() {
                @Override
                public void emit(Batch batch) {
                    send(number, batch);
                }

                @Override
                public boolean isRead() {
                    return edges.length > 0;
                }
            };
            touched[shard] = true;
        }
        for (int port = 0; port < inputs.size(); port++) {
            inputs.get(port).connect(this, port);
        }
    }

    /** Sends this node's output to a port of another. */
    void connect(GraphNode target, int port) {
        Edge[] more = new Edge[edges.length + 1];
        System.arraycopy(edges, 0, more, 0, edges.length);
        more[edges.length] = new Edge(target, port);
        edges = more;
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
    }

    ViewState owner() {
        return owner;
    }

    Operator shard(int shard) {
        return shards[shard];
    }

    /** How many exchanges lie between the inputs of the graph and this node. */
    int level() {
        return level;
    }

    /** Computes the level anew from those of the inputs, which must be right already. */
    void updateLevel() {
        int deepest = 0;
        for (GraphNode input : inputs) {
            deepest = Math.max(deepest, input.level);
        }
        level = deepest + (shards[0] instanceof ExchangeOperator ? 1 : 0);
    }

    /** Hands a part of a delta to one shard. Whatever fails in it stops the view it belongs to, not the caller. */
    void receive(int shard, int port, Batch batch) {
        if (owner.isFailed()) {
            return;
        }
        touched[shard] = true;
        try {
            shards[shard].process(port, batch, outputs[shard]);
        } catch (Throwable e) {
            owner.fail(e);
        }
    }

    /** Lets an exchange hand on what other shards sent to this one. */
    void drain(int shard) {
        if (shards[shard] instanceof ExchangeOperator exchange && !owner.isFailed()) {
            exchange.drain(outputs[shard]);
        }
    }

    void endStep(int shard) {
        if (touched[shard] && !owner.isFailed()) {
            try {
                shards[shard].endStep(outputs[shard]);
            } catch (Throwable e) {
                owner.fail(e);
            }
        }
    }

    /** Ends the tick for a shard that was touched in it. */
    void endTick(int shard, long tick) {
        if (touched[shard] && !owner.isFailed()) {
            touched[shard] = false;
            try {
                shards[shard].endTick(tick, outputs[shard]);
            } catch (Throwable e) {
                owner.fail(e);
            }
        }
    }

    /** Shows what a terminal has gathered. */
    void publish(int shard, long tick) {
        if (shards[shard] instanceof Terminal terminal && !owner.isFailed()) {
            try {
                terminal.publish(tick);
            } catch (Throwable e) {
                owner.fail(e);
            }
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
