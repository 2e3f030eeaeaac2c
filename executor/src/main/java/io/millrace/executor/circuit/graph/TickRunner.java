package io.millrace.executor.circuit.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives a graph through a tick: input in steps, each through all levels, then the end of the tick through all levels.
 * Between two levels lies a barrier, because an exchange does. Owned by the thread that calls it; with a pool, large ticks
 * run on the pool's threads, small ones on the caller's alone.
 */
public final class TickRunner {
    private final Graph graph;
    private final int shards;
    private final int smallTickRows;
    private final int stepRows;
    private final @Nullable WorkerPool pool;
    private final Runnable pieceDone;

    /** Whether the tick at hand runs on the pool. */
    private boolean parallel;

    /** Whether recursions only take in what comes, and wait. */
    private boolean holding;

    /**
     * For a graph.
     *
     * @param smallTickRows a tick of fewer rows runs on the calling thread alone
     * @param stepRows how many rows go through the graph between two exchanges
     * @param pool runs large ticks, or null if the calling thread does
     */
    public TickRunner(Graph graph, int shards, int smallTickRows, int stepRows, @Nullable WorkerPool pool) {
        this(graph, shards, smallTickRows, stepRows, pool, () -> {});
    }

    /** As above; calls {@code pieceDone} after every piece of work that the calling thread does alone. */
    public TickRunner(
            Graph graph, int shards, int smallTickRows, int stepRows, @Nullable WorkerPool pool, Runnable pieceDone) {
        this.graph = graph;
        this.shards = shards;
        this.smallTickRows = smallTickRows;
        this.stepRows = stepRows;
        this.pool = pool;
        this.pieceDone = pieceDone;
    }

    /** Runs one tick over all the input given. Nothing is published. */
    public void run(long tick, List<InputTask> input) {
        run(tick, input, () -> {});
    }

    /** As above; calls {@code taken} when all input has been taken, and before anything of the tick ends. */
    public void run(long tick, List<InputTask> input, Runnable taken) {
        long rows = 0;
        for (InputTask task : input) {
            rows += task.rows();
        }
        parallel = pool != null && rows >= smallTickRows;
        List<InputTask> step = new ArrayList<>();
        int taking = 0;
        for (InputTask task : input) {
            step.add(task);
            taking += task.rows();
            if (taking >= stepRows) {
                step(step);
                step.clear();
                taking = 0;
            }
        }
        if (!step.isEmpty()) {
            step(step);
        }
        taken.run();
        for (int level = 0; level < graph.levels(); level++) {
            if (graph.hasTick(level)) {
                int ended = level;
                phase(shard -> {
                    graph.drain(ended, shard);
                    graph.endStep(ended, shard);
                    graph.endTick(ended, shard, tick);
                });
                graph.emptied(level);
            }
            if (!holding) {
                for (Loop loop : graph.loops(level)) {
                    loop.endTick(this, tick);
                }
            }
        }
    }

    /**
     * From now on recursions do nothing at the end of a tick but take in what came, or they do so again, from the next tick on. While one waits its
     * relation is not up to date; it gets there at once, and not by way of all states between.
     */
    public void hold(boolean recursions) {
        holding = recursions;
    }

    /** Whether phases run on the pool at present. */
    boolean isParallel() {
        return parallel;
    }

    /** From now on phases of the tick at hand run on the pool, if there is one, or on the caller's thread alone. */
    void runParallel(boolean wanted) {
        parallel = wanted && pool != null;
    }

    /** As above, as it suits so many rows. */
    void suit(long rows) {
        runParallel(rows >= smallTickRows);
    }

    /** Runs a task for every shard, as the tick at hand runs. */
    public void phase(IntConsumer task) {
        if (parallel && pool != null) {
            pool.run(task);
        } else {
            for (int shard = 0; shard < shards; shard++) {
                task.accept(shard);
                pieceDone.run();
            }
        }
    }

    private void step(List<InputTask> tasks) {
        if (parallel) {
            AtomicInteger next = new AtomicInteger();
            phase(shard -> {
                takeTasks(tasks, shard, next);
                endFirstLevel(shard);
            });
        } else {
            int turn = 0;
            for (InputTask task : tasks) {
                task.run(task.shard() == InputTask.ANY_SHARD ? turn++ % shards : task.shard());
                pieceDone.run();
            }
            phase(this::endFirstLevel);
        }
        stepLoops(0);
        for (int level = 1; level < graph.levels(); level++) {
            if (graph.hasStep(level)) {
                int drained = level;
                phase(shard -> {
                    graph.drain(drained, shard);
                    graph.endStep(drained, shard);
                });
                graph.emptied(level);
            }
            stepLoops(level);
        }
    }

    private void stepLoops(int level) {
        for (Loop loop : graph.loops(level)) {
            loop.endStep(this);
        }
    }

    private void endFirstLevel(int shard) {
        if (graph.levels() > 0) {
            graph.endStep(0, shard);
        }
    }

    private static void takeTasks(List<InputTask> tasks, int shard, AtomicInteger next) {
        for (InputTask task : tasks) {
            if (task.shard() == shard) {
                task.run(shard);
            }
        }
        for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            InputTask task = tasks.get(i);
            if (task.shard() == InputTask.ANY_SHARD) {
                task.run(shard);
            }
        }
    }
}
