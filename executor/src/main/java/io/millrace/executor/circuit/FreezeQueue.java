package io.millrace.executor.circuit;

import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.operator.FrozenRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Freezes tables for readers, between two ticks, only those that are asked for and not so often that copying what the ticks
 * write to slows them down. A reader waits for the next freeze, so what it sees is never older than its question.
 */
final class FreezeQueue {
    private static final long IDLE_NANOS = 1_000_000_000L;

    private final Relations relations;
    private final int shards;
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();

    private record Request(Collection<String> names, CompletableFuture<Snapshot> done) {}

    FreezeQueue(Relations relations, int shards) {
        this.relations = relations;
        this.shards = shards;
    }

    /** Asks for a snapshot of some tables and views, all of one tick. Any thread. */
    CompletableFuture<Snapshot> submit(Collection<String> names) {
        Request request = new Request(new LinkedHashSet<>(names), new CompletableFuture<>());
        waiting.add(request);
        return request.done();
    }

    /** Serves what is due; gives the nanoseconds until something else is. The circuit's thread. */
    long serve(long tick, long now) {
        long next = IDLE_NANOS;
        List<Request> early = new ArrayList<>();
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            try {
                long due = due(request, tick);
                if (due <= now) {
                    request.done().complete(freeze(request.names(), tick, now));
                } else {
                    next = Math.min(next, due - now);
                    early.add(request);
                }
            } catch (RuntimeException e) {
                request.done().completeExceptionally(e);
            }
        }
        waiting.addAll(early);
        return next;
    }

    void fail(RuntimeException reason) {
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            request.done().completeExceptionally(reason);
        }
    }

    /** Freezes at once. The circuit's thread. */
    Snapshot freeze(Collection<String> names, long tick, long now) {
        // All of them are checked before the first is frozen, so that none stays frozen for nobody.
        List<TableRelation> tables = new ArrayList<>();
        for (String name : names) {
            TableRelation table = relations.table(name);
            table.checkNotFailed();
            tables.add(table);
        }
        Map<String, FrozenRows[]> frozen = new HashMap<>();
        for (TableRelation table : tables) {
            FrozenRows[] rows = new FrozenRows[shards];
            for (int shard = 0; shard < shards; shard++) {
                rows[shard] = table.table(shard).freeze();
            }
            table.noteFreeze(tick, now, shards);
            frozen.put(table.name(), rows);
        }
        return new Snapshot(tick, frozen);
    }

    private long due(Request request, long tick) {
        long due = Long.MIN_VALUE;
        for (String name : request.names()) {
            // Unchanged content can be frozen again for nothing.
            if (relations.table(name).frozenAtTick() != tick) {
                due = Math.max(due, relations.table(name).nextFreezeNanos(shards));
            }
        }
        return due;
    }
}
