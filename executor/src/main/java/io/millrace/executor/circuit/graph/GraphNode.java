package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ShownOperator;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.NodeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One node of the running graph: an operator with one instance a shard, and where its output goes. Shard {@code s} of
 * everything here is touched by the thread that runs shard {@code s} only; edges and users change between ticks, on the circuit's
 * thread.
 */
public final class GraphNode {
    /** Where output goes: a port of another node, on the same shard. */
    private record Edge(GraphNode target, int port) {}

    private final NodeUsers users;
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

    /** What it was made of, if others may share it, and the number under which the circuit knows it. */
    private @Nullable NodePlan plan;

    private int number;

    /** How many joining views will show its rows. */
    private int holds;

    private RowErrorLog rowErrors = new RowErrorLog(0);

    public GraphNode(ViewState owner, Operator[] shards, List<GraphNode> inputs) {
        this(owner, shards, inputs, null);
    }

    /** As above, for the node behind a recursion, which shows its relation to all others. */
    public GraphNode(ViewState owner, Operator[] shards, List<GraphNode> inputs, @Nullable Loop resultOf) {
        this.users = new NodeUsers(owner);
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
            if (shards[shard] instanceof StatefulOperator operator) {
                memory[shard] = new ShardMemory(operator);
            }
            outputs[shard] = outputOf(shard);
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
    public Loop resultOf() {
        return resultOf;
    }

    private Output outputOf(int shard) {
        return new Output() {
            @Override
            public void emit(Batch batch) {
                send(shard, batch);
            }

            @Override
            public boolean isRead() {
                for (Edge edge : edges) {
                    if (edge.target.needsInput(shard)) {
                        return true;
                    }
                }
                return false;
            }
        };
    }

    /** What this was made of: others that are made of the same may use it instead. */
    GraphNode madeOf(NodePlan made, RowErrorLog errors) {
        plan = made;
        rowErrors = errors;
        return this;
    }

    @Nullable
    public NodePlan plan() {
        return plan;
    }

    /** Where its kernels note failed expressions. */
    public RowErrorLog rowErrors() {
        return rowErrors;
    }

    void rowErrors(RowErrorLog errors) {
        rowErrors = errors;
    }

    /** The key over nodes with some numbers, or null if this is nothing to share, as no part of a recursion is. */
    @Nullable
    public NodeKey key(List<Integer> numbers) {
        NodePlan made = plan;
        return made == null || loop != null ? null : made.over(numbers, shards.length);
    }

    /** Under which the circuit knows it, from 1; 0 if it is not part of it. */
    public int number() {
        return number;
    }

    public void number(int known) {
        number = known;
    }

    public List<GraphNode> inputs() {
        return inputs;
    }

    Output output(int shard) {
        return outputs[shard];
    }

    /** Whom it works for. */
    public NodeUsers users() {
        return users;
    }

    /** What all its shards keep, in heap bytes; its users' budgets are told. Between two ticks. */
    long tellMemory() {
        long bytes = 0;
        for (ShardMemory shard : memory) {
            bytes += shard == null ? 0 : shard.tell(users);
        }
        return bytes;
    }

    /** Its state is given up: the users' budgets are told. */
    public void forgetMemory() {
        for (ShardMemory shard : memory) {
            if (shard != null) {
                shard.forget(users);
            }
        }
    }

    /** Sends this node's output to a port of another. */
    private void connect(GraphNode target, int port) {
        Edge[] more = new Edge[edges.length + 1];
        System.arraycopy(edges, 0, more, 0, edges.length);
        more[edges.length] = new Edge(target, port);
        edges = more;
        showIfNeeded();
    }

    /** Its rows are to be shown by a view that joins, so they are kept as if they were already; or that is over. Between ticks. */
    public void hold(boolean more) {
        holds += more ? 1 : -1;
        showIfNeeded();
    }

    /** Tells the operators whether a view's content are their own rows. */
    private void showIfNeeded() {
        for (int shard = 0; shard < shards.length; shard++) {
            if (shards[shard] instanceof ShownOperator operator) {
                boolean shown = holds > 0;
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
    public void connectInput(GraphNode input) {
        input.connect(this, inputs.size());
        inputs.add(input);
    }

    /** Makes another node the input of a port; the one before still sends here, and must not run any more. */
    public void replaceInput(int port, GraphNode input) {
        inputs.set(port, input);
        input.connect(this, port);
    }

    /** Stops sending output to a node. */
    private void disconnect(GraphNode node) {
        List<Edge> kept = new ArrayList<>();
        for (Edge edge : edges) {
            if (!edge.target.equals(node)) {
                kept.add(edge);
            }
        }
        edges = kept.toArray(new Edge[0]);
        showIfNeeded();
    }

    /** Between ticks: no node that is still used sends to this one any more, and this one holds no other. */
    public void leave() {
        for (GraphNode input : inputs) {
            if (!input.users.isEmpty()) {
                input.disconnect(this);
            }
        }
        inputs.clear();
        at = null;
    }

    /** Between ticks: where this node is in its graph. */
    void place(Level in, int numberThere) {
        at = in;
        place = numberThere;
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
        if (in == null || users.areStopped()) {
            return;
        }
        for (int index = 0; index < bounds.length; index++) {
            long bound = frontiers.get(index).at(watermarks);
            if (bound <= bounds[index]) {
                continue;
            }
            bounds[index] = bound;
            for (int shard = 0; shard < shards.length; shard++) {
                TimedOperator timed = (TimedOperator) shards[shard];
                timed.advance(index, bound);
                if (timed.nextTime(index) < bound) {
                    in.receives(shard, place);
                }
            }
        }
    }

    /** Whether it goes by event time or the clock. */
    boolean isTimed() {
        return !frontiers.isEmpty();
    }

    /** The smallest time of the clock that it waits for, or {@link Frontier#END}. Between two ticks. */
    long nextClock() {
        long next = Frontier.END;
        for (int index = 0; index < frontiers.size() && !users.areStopped(); index++) {
            if (frontiers.get(index).equals(Frontier.of(Frontier.CLOCK))) {
                for (Operator shard : shards) {
                    next = Math.min(next, ((TimedOperator) shard).nextTime(index));
                }
            }
        }
        return next;
    }

    public int shards() {
        return shards.length;
    }

    public Operator shard(int shard) {
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

    /** Hands a part of a delta to one shard. Whatever fails in it stops the views it works for, not the caller. */
    public void receive(int shard, int port, Batch batch) {
        Level in = at;
        if (in == null || users.areStopped()) {
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
                counted.took(batch.bytes(), users);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Lets an exchange hand on what shard {@code from} sent to shard {@code to}. */
    void drain(int from, int to) {
        if (shards[to] instanceof ExchangeOperator operator && !users.areStopped()) {
            operator.drain(from, outputs[to]);
        }
    }

    void endStep(int shard) {
        if (!users.areStopped()) {
            try {
                shards[shard].endStep(outputs[shard]);
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    void endTick(int shard, long tick) {
        if (!users.areStopped()) {
            try {
                shards[shard].endTick(tick, outputs[shard]);
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    private void fail(Throwable e) {
        if (loop != null) {
            users.fail(loop.reason(e));
        } else if (e instanceof ArithmeticException) {
            users.fail(new EngineException(
                    ErrorCode.NUMERIC_OVERFLOW,
                    null,
                    "There are more rows, or copies of one row, than a BIGINT can count.",
                    e));
        } else {
            users.fail(e);
        }
    }

    /** Shows what a terminal, or an operator whose rows are a view's content, has gathered. */
    void publish(int shard, long tick) {
        if (users.areStopped()) {
            return;
        }
        try {
            if (shards[shard] instanceof Terminal operator) {
                operator.publish(tick);
            } else if (shards[shard] instanceof ShownOperator operator) {
                operator.publish();
            }
        } catch (Throwable e) {
            users.fail(e);
        }
    }

    /** What a terminal has shown is a whole tick. Not if it has failed: then it may be a part of one. */
    void published(int shard) {
        if (shards[shard] instanceof Terminal operator && !users.areStopped()) {
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
