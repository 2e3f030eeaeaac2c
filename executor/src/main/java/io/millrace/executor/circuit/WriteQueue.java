package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final int shards;
    private final ConcurrentLinkedQueue<Write> waiting = new ConcurrentLinkedQueue<>();
    private final List<Write> accepted = new ArrayList<>();

    private record Write(List<TableWrite> parts, CompletableFuture<Long> done) {}

    WriteQueue(Relations relations, int shards) {
        this.relations = relations;
        this.shards = shards;
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
        Map<String, ResultTable> keysOfTick = new HashMap<>();
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
    private void check(Write write, Map<String, ResultTable> keysOfTick) {
        Map<String, ResultTable> keysOfWrite = new HashMap<>();
        for (TableWrite part : write.parts()) {
            TableRelation table = relations.table(part.table());
            table.checkNotFailed();
            for (int column = 0; column < part.rows().width(); column++) {
                if (!table.schema().column(column).type().nullable()) {
                    checkNotNull(table, part.rows(), column);
                }
            }
            if (!table.key().isEmpty()) {
                checkUnique(
                        table,
                        part.rows(),
                        keysOfTick.computeIfAbsent(part.table(), name -> keys(table)),
                        keysOfWrite.computeIfAbsent(part.table(), name -> keys(table)));
            }
        }
        for (TableWrite part : write.parts()) {
            ResultTable keys = keysOfTick.get(part.table());
            if (keys != null) {
                keys.process(0, part.rows(), batch -> {});
                keys.publish();
            }
        }
    }

    private static ResultTable keys(TableRelation table) {
        return new ResultTable(table.schema().types(), table.key(), false, table.key());
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

    private void checkUnique(TableRelation table, Batch rows, ResultTable earlier, ResultTable own) {
        int[] columns = table.key().stream().mapToInt(Integer::intValue).toArray();
        for (int row = 0; row < rows.size(); row++) {
            Batch one = new Batch(rows.types());
            one.append(rows, row);
            boolean taken = earlier.contains(rows, row, columns) || own.contains(rows, row, columns);
            for (int shard = 0; shard < shards && !taken; shard++) {
                taken = table.table(shard).contains(rows, row, columns);
            }
            if (taken) {
                throw duplicate(table, one);
            }
            own.process(0, one, batch -> {});
            own.publish();
        }
    }

    private static EngineException duplicate(TableRelation table, Batch row) {
        StringBuilder key = new StringBuilder();
        for (int column : table.key()) {
            key.append(key.length() == 0 ? "" : ", ")
                    .append(table.schema().column(column).name())
                    .append(" = ")
                    .append(Values.text(row, column, 0));
        }
        return new EngineException(
                ErrorCode.UNIQUE_VIOLATION,
                "Table '" + table.name() + "' has a row with this PRIMARY KEY already (" + key
                        + "). Nothing of the statement was written.");
    }

    private void addTasks(TableRelation table, Batch rows, List<InputTask> tasks) {
        List<GraphNode> nodes = List.of(table.node());
        if (shards == 1) {
            tasks.add(new BatchTask(nodes, 0, rows));
            return;
        }
        int[] columns = table.key().isEmpty()
                ? IntStream.range(0, rows.width()).toArray()
                : table.key().stream().mapToInt(Integer::intValue).toArray();
        int[] hashes = KeyHash.of(rows, columns, new int[0]);
        Batch[] parts = new Batch[shards];
        for (int row = 0; row < rows.size(); row++) {
            int shard = KeyGroups.shard(hashes[row], shards);
            Batch part = parts[shard];
            if (part == null) {
                part = new Batch(rows.types());
                parts[shard] = part;
            }
            part.append(rows, row);
        }
        for (int shard = 0; shard < shards; shard++) {
            Batch part = parts[shard];
            if (part != null) {
                tasks.add(new BatchTask(nodes, shard, part));
            }
        }
    }
}
