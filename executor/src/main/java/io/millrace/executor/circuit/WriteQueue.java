package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

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

    private record Write(List<TableWrite> parts, CompletableFuture<Long> done) {}

    WriteQueue(Relations relations, CircuitOptions options) {
        this.relations = relations;
        this.options = options;
        this.shards = options.workers();
    }

    /** Queues the rows of a transaction; completes with the tick that shows them. */
    CompletableFuture<Long> submit(List<TableWrite> parts) {
        Write write = new Write(parts, new CompletableFuture<>());
        waiting.add(write);
        return write.done();
    }

    /** Makes the waiting statements tasks of the next tick; gives how many rows. */
    long take(List<InputTask> tasks) {
        long rows = 0;
        NewKeys keysOfTick = new NewKeys(relations, shards);
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            try {
                check(write, keysOfTick);
                for (TableWrite part : write.parts()) {
                    addTasks(relations.table(part.table()), part.rows(), tasks);
                    rows += part.rows().size();
                }
                accepted.add(write);
            } catch (RuntimeException e) {
                write.done().completeExceptionally(e);
            }
        }
        return rows;
    }

    /** Tells those whose rows are visible now, and those whose table has failed meanwhile. */
    void complete(long tick) {
        for (Write write : accepted) {
            try {
                for (TableWrite part : write.parts()) {
                    relations.table(part.table()).checkNotFailed();
                }
                write.done().complete(tick);
            } catch (EngineException e) {
                write.done().completeExceptionally(e);
            }
        }
        accepted.clear();
    }

    /** Tells those whose rows were taken for a tick that was never shown. The circuit's thread. */
    void failAccepted(RuntimeException reason) {
        for (Write write : accepted) {
            write.done().completeExceptionally(reason);
        }
        accepted.clear();
    }

    void fail(RuntimeException reason) {
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            write.done().completeExceptionally(reason);
        }
    }

    /** Checks all parts; keys of good ones count as taken for the statements behind. */
    private void check(Write write, NewKeys keysOfTick) {
        for (TableWrite part : write.parts()) {
            TableRelation table = relations.table(part.table());
            table.checkNotFailed();
            for (int column = 0; column < part.rows().width(); column++) {
                if (!table.schema().column(column).type().nullable()) {
                    checkNotNull(table, part.rows(), column);
                }
            }
        }
        keysOfTick.add(write.parts());
    }

    private static void checkNotNull(TableRelation table, Batch rows, int column) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.column(column).isNull(row)) {
                throw new EngineException(
                        ErrorCode.NOT_NULL_VIOLATION,
                        "Column '" + table.schema().column(column).name() + "' of table '" + table.name()
                                + "' may not be NULL. Give it a value in every row.");
            }
        }
    }

    private void addTasks(TableRelation table, Batch rows, List<InputTask> tasks) {
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
