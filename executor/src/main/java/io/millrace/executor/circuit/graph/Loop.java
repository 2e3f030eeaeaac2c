package io.millrace.executor.circuit.graph;

import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.recursion.Recursion;
import io.millrace.executor.operator.recursion.Recursions;
import io.millrace.executor.plan.RecursionName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A recursive relation in a graph: the node that decides what each iteration has, its head, and those that compute the next
 * ones from it, in levels of their own. Behind the level whose nodes are the last that it reads, it runs to its fixpoint: in every
 * round the head sends the change of the lowest iteration that any shard has to decide, and all levels take it in, with the barriers
 * that their exchanges ask for. What all rounds changed goes to the result, a node of the graph around it.
 *
 * <p>The nodes are stepped as in a small tick in every round, so that any operator may be a part. A round costs what the nodes that it reaches
 * cost; a tick that changes nothing that the relation is computed from costs nothing. Large rounds run on the runner's pool.
 * Changed between ticks only.
 */
public final class Loop {
    private final int shards;
    private final Set<GraphNode> nodes = new LinkedHashSet<>();
    private final List<Level> levels = new ArrayList<>();

    /** Where the head is told that it got rows. */
    private final Level inbox;

    private final GraphNode head;
    private final RecursionName name;
    private final Recursion[] recursions;

    /** By shard, where the changes of the whole relation go. */
    private final Output[] result;

    private int level;

    /**
     * A recursion of nothing but its head, which becomes part of it.
     *
     * @param head the node of the recursions
     * @param name which recursion it is
     * @param recursions the head's operators
     */
    public Loop(GraphNode head, RecursionName name, Recursion[] recursions) {
        this.shards = recursions.length;
        this.head = head;
        this.name = name;
        this.recursions = recursions.clone();
        this.result = new Output[shards];
        this.inbox = new Level(shards);
        head.enter(this);
    }

    /** Names the node that shows the relation. */
    void show(GraphNode shown) {
        for (int shard = 0; shard < shards; shard++) {
            int number = shard;
            result[shard] = batch -> shown.receive(number, 0, batch);
        }
    }

    public GraphNode head() {
        return head;
    }

    /** Gives a node its place, behind those it reads, if it has none yet; gives how many have got one by that. */
    int add(GraphNode node) {
        if (!nodes.add(node)) {
            return 0;
        }
        node.updateLevel();
        if (node.equals(head)) {
            inbox.add(node);
        } else {
            while (levels.size() <= node.level()) {
                levels.add(new Level(shards));
            }
            levels.get(node.level()).add(node);
        }
        node.touchIfNew();
        return 1;
    }

    /** The level of the graph behind which this runs. */
    int level() {
        return level;
    }

    /** Computes the level from those of the nodes outside that it reads, which must be right already. */
    void updateLevel() {
        level = 0;
        for (GraphNode node : nodes) {
            for (GraphNode input : node.inputs()) {
                if (!isPart(input)) {
                    level = Math.max(level, input.level());
                }
            }
        }
    }

    private boolean isPart(GraphNode node) {
        Loop other = node.loop();
        return other != null && other.equals(this);
    }

    /** The end of a step of the graph: takes in what came from outside. */
    void endStep(TickRunner runner) {
        for (Level each : levels) {
            if (each.hasStep()) {
                runner.phase(shard -> {
                    each.drain(shard);
                    each.endStep(shard);
                });
                each.emptied();
            }
        }
    }

    /** All that the relation is computed from is there: runs to the fixpoint. */
    void endTick(TickRunner runner, long tick) {
        if (head.users().areStopped() || !hasWork()) {
            return;
        }
        boolean parallel = runner.isParallel();
        pass(runner, tick);
        for (int next = next(); next != Recursion.NONE && !head.users().areStopped(); next = next()) {
            int iteration = next;
            runner.suit(pending(iteration));
            runner.phase(shard -> iterate(shard, iteration));
            pass(runner, tick);
        }
        runner.phase(shard -> {
            finish(shard);
            inbox.endStep(shard);
            inbox.endTick(shard, tick);
        });
        runner.runParallel(parallel);
    }

    private boolean hasWork() {
        if (inbox.hasTick()) {
            return true;
        }
        for (Level each : levels) {
            if (each.hasTick()) {
                return true;
            }
        }
        return false;
    }

    /** Lets all levels take in what they got, as in a tick of their own. */
    private void pass(TickRunner runner, long tick) {
        for (Level each : levels) {
            if (each.hasTick()) {
                runner.phase(shard -> {
                    each.drain(shard);
                    each.endStep(shard);
                    each.endTick(shard, tick);
                });
                each.emptied();
            }
        }
    }

    private int next() {
        int lowest = Recursion.NONE;
        for (Recursion shard : recursions) {
            int next = shard.next();
            if (next != Recursion.NONE && (lowest == Recursion.NONE || next < lowest)) {
                lowest = next;
            }
        }
        return lowest;
    }

    private long pending(int iteration) {
        long rows = 0;
        for (Recursion shard : recursions) {
            rows += shard.pending(iteration);
        }
        return rows;
    }

    private void iterate(int shard, int iteration) {
        try {
            recursions[shard].iterate(iteration, head.output(shard), result[shard]);
        } catch (Throwable e) {
            head.users().fail(reason(e));
        }
    }

    /** What a failure of a node says in the user's words. */
    Throwable reason(Throwable e) {
        return e instanceof ArithmeticException overflow ? Recursions.uncountable(name, overflow) : e;
    }

    private void finish(int shard) {
        if (!head.users().areStopped()) {
            try {
                recursions[shard].finish(result[shard]);
            } catch (Throwable e) {
                head.users().fail(e);
            }
        }
    }

    /** How often nodes have been called, see {@link Graph#calls}. */
    long calls() {
        return inbox.calls() + levels.stream().mapToLong(Level::calls).sum();
    }
}
