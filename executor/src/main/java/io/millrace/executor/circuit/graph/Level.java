package io.millrace.executor.circuit.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of one level of a graph in topological order, and which of them have work in the step and the tick at hand: those
 * that got input, and those that have never run. All others cost nothing. What concerns a shard is touched by the thread
 * that runs the shard only; {@link #hasStep}, {@link #hasTick} and {@link #emptied} are for between two phases, all that changes
 * nodes is for between two ticks.
 */
final class Level {
    /** With fewer places than this, gaps that removed nodes left do not matter. */
    private static final int MIN_PLACES = 64;

    private GraphNode[] nodes = new GraphNode[4];
    private int places;
    private int live;

    /** Recursions that read nothing of higher levels: they run when all nodes here have. */
    private final List<Loop> loops = new ArrayList<>();

    private final Work[] work;

    /** What one shard has to do. */
    private static final class Work {
        /** Exchanges that this shard has put rows into. */
        final NodeSet filled = new NodeSet();

        /** Nodes that got input since their step ended last. */
        final NodeSet step = new NodeSet();

        /** Nodes that got input in this tick. */
        final NodeSet tick = new NodeSet();

        /** Nodes whose tick has ended and which have something to show. */
        final List<GraphNode> shown = new ArrayList<>();

        /** Whether a node has ended its tick that goes by time, since this was asked last. */
        boolean timed;

        /** Calls into nodes so far. */
        long calls;

        boolean hasStep() {
            return !filled.isEmpty() || !step.isEmpty();
        }
    }

    Level(int shards) {
        work = new Work[shards];
        Arrays.setAll(work, shard -> new Work());
    }

    boolean isUnused() {
        return live == 0 && loops.isEmpty();
    }

    /** The recursions that run behind this level. */
    List<Loop> loops() {
        return loops;
    }

    /** Adds a node whose inputs are in lower levels or here already. */
    void add(GraphNode node) {
        if (places == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * places);
        }
        nodes[places] = node;
        node.place(this, places++);
        live++;
    }

    /** Removes a node; gives how many others have got new places by that. */
    int remove(GraphNode node) {
        int place = node.place();
        nodes[place] = null;
        live--;
        for (Work shard : work) {
            shard.filled.remove(place);
            shard.step.remove(place);
            shard.tick.remove(place);
        }
        if (places >= MIN_PLACES && live < places / 2) {
            return closeGaps();
        }
        return 0;
    }

    /** Gives the nodes new places in the same order. Costs a constant for each node removed since the last time. */
    private int closeGaps() {
        int to = 0;
        for (int from = 0; from < places; from++) {
            GraphNode node = nodes[from];
            if (node != null) {
                for (Work shard : work) {
                    move(shard.filled, from, to);
                    move(shard.step, from, to);
                    move(shard.tick, from, to);
                }
                nodes[to] = node;
                node.place(this, to++);
            }
        }
        Arrays.fill(nodes, to, places, null);
        places = to;
        return places;
    }

    private static void move(NodeSet set, int from, int to) {
        if (from != to && set.next(from) == from) {
            set.remove(from);
            set.add(to);
        }
    }

    /** A node got input, on one shard. */
    void receives(int shard, int place) {
        work[shard].step.add(place);
        work[shard].tick.add(place);
    }

    /** An exchange got rows from one shard. */
    void fills(int shard, int place) {
        work[shard].filled.add(place);
    }

    /** Whether any node got input since the last step, on any shard. Between two phases only. */
    boolean hasStep() {
        for (Work shard : work) {
            if (shard.hasStep()) {
                return true;
            }
        }
        return false;
    }

    /** Whether any node got input in this tick, on any shard. Between two phases only. */
    boolean hasTick() {
        for (Work shard : work) {
            if (shard.hasStep() || !shard.tick.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Hands on what all shards put into the exchanges for one shard. */
    void drain(int shard) {
        Work own = work[shard];
        for (int from = 0; from < work.length; from++) {
            NodeSet filled = work[from].filled;
            for (int place = filled.next(0); place >= 0; place = filled.next(place + 1)) {
                own.calls++;
                nodes[place].drain(from, shard);
            }
        }
    }

    /** All shards have drained the exchanges. Between two phases only. */
    void emptied() {
        for (Work shard : work) {
            shard.filled.clear();
        }
    }

    void endStep(int shard) {
        Work own = work[shard];
        for (int place = own.step.take(0); place >= 0; place = own.step.take(place + 1)) {
            own.calls++;
            nodes[place].endStep(shard);
        }
    }

    /** Ends the tick; nodes that get input from this, which are further back, end theirs later and have no step of their own. */
    void endTick(int shard, long tick) {
        Work own = work[shard];
        for (int place = own.tick.take(0); place >= 0; place = own.tick.take(place + 1)) {
            own.calls++;
            own.step.remove(place);
            nodes[place].endTick(shard, tick);
            own.timed |= nodes[place].isTimed();
            if (nodes[place].isShown()) {
                own.shown.add(nodes[place]);
            }
        }
    }

    /** Whether any node has ended its tick that goes by time, since this was asked last. Between two ticks. */
    boolean takeTimed() {
        boolean any = false;
        for (Work shard : work) {
            any |= shard.timed;
            shard.timed = false;
        }
        return any;
    }

    /** Shows what the tick has made, on one shard; views that have failed show what they showed before. */
    void publish(int shard, long tick) {
        Work own = work[shard];
        for (GraphNode node : own.shown) {
            own.calls++;
            node.publish(shard, tick);
        }
    }

    /** The tick is visible. Between two phases only. */
    void published() {
        for (int shard = 0; shard < work.length; shard++) {
            for (GraphNode node : work[shard].shown) {
                node.published(shard);
            }
            work[shard].shown.clear();
        }
    }

    /** How often nodes have been called to end something, drain or publish. */
    long calls() {
        return Arrays.stream(work).mapToLong(shard -> shard.calls).sum();
    }
}
