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

    private record Write(String table, Batch rows, CompletableFuture<Long> done) {}

    WriteQueue(Relations relations, int shards) {
        this.relations = relations;
        this.shards = shards;
    }

    /** Queues a statement's rows; completes with the tick that shows them. */
    CompletableFuture<Long> submit(String table, Batch rows) {
        Write write = new Write(table, rows, new CompletableFuture<>());
        waiting.add(write);
        return write.done();
    }

    /** Makes the waiting statements tasks of the next tick; gives how many rows. */
    long take(List<InputTask> tasks) {
        long rows = 0;
        Map<String, ResultTable> keysOfTick = new HashMap<>();
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            try {
                TableRelation table = relations.table(write.table());
                check(table, write.rows(), keysOfTick);
                addTasks(table, write.rows(), tasks);
                accepted.add(write);
                rows += write.rows().size();
            } catch (RuntimeException e) {
                write.done().completeExceptionally(e);
            }
        }
        return rows;
    }

    /** Tells those whose rows are visible now. */
    void complete(long tick) {
        for (Write write : accepted) {
            write.done().complete(tick);
        }
        accepted.clear();
    }

    void fail(RuntimeException reason) {
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            write.done().completeExceptionally(reason);
        }
    }

    private void check(TableRelation table, Batch rows, Map<String, ResultTable> keysOfTick) {
        for (int column = 0; column < rows.width(); column++) {
            if (!table.schema().column(column).type().nullable()) {
                checkNotNull(table, rows, column);
            }
        }
        if (!table.key().isEmpty()) {
            checkUnique(table, rows, keysOfTick);
        }
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

    private void checkUnique(TableRelation table, Batch rows, Map<String, ResultTable> keysOfTick) {
        List<Integer> key = table.key();
        int[] columns = key.stream().mapToInt(Integer::intValue).toArray();
        ResultTable earlier = keysOfTick.computeIfAbsent(
                table.name(), name -> new ResultTable(table.schema().types(), key, false, key));
        ResultTable own = new ResultTable(table.schema().types(), key, false, key);
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
        earlier.process(0, rows, batch -> {});
        earlier.publish();
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
