package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.BatchTask;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.table.StagedWrites;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.log.TickInput;
import io.millrace.executor.log.TickRecord;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The one sequencer of client writes: takes statements in the order of their arrival, checks each against the present
 * content and the statements before it in the same tick, and makes the good ones part of the tick, whole. {@link #submit} and
 * {@link #fail} are for any thread, all else for the circuit's.
 */
final class WriteQueue {
    private final Relations relations;
    private final CircuitOptions options;
    private final int shards;
    private final ConcurrentLinkedQueue<Write> waiting = new ConcurrentLinkedQueue<>();
    private final List<Write> accepted = new ArrayList<>();

    /** Where accepted statements are kept; null while nothing is kept. */
    private @Nullable LogSync log;

    /** The record of the tick at hand. */
    private long position;

    private record Write(List<TableWrite> parts, Receipt receipt) {}

    WriteQueue(Relations relations, CircuitOptions options) {
        this.relations = relations;
        this.options = options;
        this.shards = options.workers();
    }

    /** Queues the rows of a transaction. */
    Receipt submit(List<TableWrite> parts) {
        Write write = new Write(parts, Receipt.open());
        waiting.add(write);
        return write.receipt();
    }

    /** From now on statements are kept in a log before they are part of a tick. */
    void keepIn(LogSync kept) {
        log = kept;
    }

    /**
     * Makes the waiting statements tasks of the next tick, but for those beyond what a tick takes; gives how many rows. They
     * are in the log when this returns.
     *
     * @param also what else the tick's record holds, if there is one
     */
    long take(List<InputTask> tasks, long tick, List<TickInput> also) {
        long rows = 0;
        StagedWrites staged = new StagedWrites(relations::table, shards);
        while (rows < options.maxTickRows()) {
            Write write = waiting.poll();
            if (write == null) {
                break;
            }
            try {
                staged.add(write.parts());
                accepted.add(write);
                rows += write.parts().stream()
                        .mapToLong(part -> part.rows().size())
                        .sum();
            } catch (RuntimeException e) {
                write.receipt().fail(e);
            }
        }
        if (accepted.isEmpty() || !append(tick, also)) {
            return 0;
        }
        for (Write write : accepted) {
            for (TableWrite part : write.parts()) {
                addTasks(relations.table(part.table()), part.rows(), tasks);
            }
        }
        return rows;
    }

    /** Whether the tick at hand has taken statements, and so has a record. */
    boolean hasAccepted() {
        return !accepted.isEmpty();
    }

    /** Whether more waits than the last tick took. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Puts what was accepted into the log; if that fails, all of it has. */
    private boolean append(long tick, List<TickInput> also) {
        LogSync kept = log;
        if (kept == null) {
            return true;
        }
        List<TickInput> inputs = new ArrayList<>(also);
        for (Write write : accepted) {
            for (TableWrite part : write.parts()) {
                inputs.add(new TickInput.Rows(relations.table(part.table()).id(), part.rows()));
            }
        }
        try {
            position = kept.append(new TickRecord(tick, inputs));
            return true;
        } catch (EngineException e) {
            failAccepted(e);
            return false;
        }
    }

    /** Tells those whose rows are visible now, and those whose table has failed meanwhile. */
    void complete(long tick) {
        for (Write write : accepted) {
            try {
                for (TableWrite part : write.parts()) {
                    relations.table(part.table()).checkNotFailed();
                }
                write.receipt().visible(tick);
                if (log == null) {
                    write.receipt().durable(tick);
                } else {
                    log.whenDurable(position, tick, write.receipt());
                }
            } catch (EngineException e) {
                write.receipt().fail(e);
            }
        }
        accepted.clear();
    }

    /** Tells those whose rows were taken for a tick that was never shown. The circuit's thread. */
    void failAccepted(RuntimeException reason) {
        for (Write write : accepted) {
            write.receipt().fail(reason);
        }
        accepted.clear();
    }

    void fail(RuntimeException reason) {
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            write.receipt().fail(reason);
        }
    }

    /** Sends an accepted change of a table into the next tick. */
    void addTasks(TableRelation table, Batch rows, List<InputTask> tasks) {
        table.uniques().forEach(unique -> unique.apply(rows));
        List<GraphNode> nodes = List.of(table.node());
        if (shards == 1 && rows.size() <= options.batchRows()) {
            tasks.add(new BatchTask(nodes, 0, rows));
            return;
        }
        int[] columns = table.key().isEmpty()
                ? IntStream.range(0, rows.width()).toArray()
                : table.key().stream().mapToInt(Integer::intValue).toArray();
        int[] hashes = KeyHash.of(rows, columns, new int[0]);
        int[] picked = new int[options.batchRows()];
        for (int shard = 0; shard < shards; shard++) {
            int count = 0;
            for (int row = 0; row < rows.size(); row++) {
                if (KeyGroups.shard(hashes[row], shards) == shard) {
                    picked[count++] = row;
                }
                if (count == picked.length) {
                    tasks.add(part(nodes, shard, rows, picked, count));
                    count = 0;
                }
            }
            if (count > 0) {
                tasks.add(part(nodes, shard, rows, picked, count));
            }
        }
    }

    private static BatchTask part(List<GraphNode> nodes, int shard, Batch rows, int[] picked, int count) {
        Batch part = new Batch(rows.types());
        part.gather(rows, picked, count);
        return new BatchTask(nodes, shard, part);
    }
}
