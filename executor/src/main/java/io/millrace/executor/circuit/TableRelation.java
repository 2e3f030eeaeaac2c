package io.millrace.executor.circuit;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A relation whose content is kept: a view, or a stored table. Its shards' content changes in publish phases only. The
 * set of taps and freezes belong to the circuit's thread; lookups come from any thread.
 */
final class TableRelation {
    private final ViewState state;
    private final Schema schema;
    private final List<Integer> key;
    private final @Nullable ViewPlan plan;
    private final GraphNode node;
    private final List<TableTap> taps = new ArrayList<>();

    private List<RowErrorLog> rowErrors = List.of();

    /** Of a stored table: its number in the tick log and its UNIQUE constraints; the circuit's thread. */
    private long id;

    private List<UniqueKeys> uniques = List.of();

    /** What all freezes so far have made the writers copy, as of the last freeze, and when that was. */
    private long copiedAtFreeze;

    private long frozenAtNanos = Long.MIN_VALUE / 2;
    private long frozenAtTick = -1;

    private TableRelation(ViewState state, Schema schema, List<Integer> key, @Nullable ViewPlan plan, GraphNode node) {
        this.state = state;
        this.schema = schema;
        this.key = key;
        this.plan = plan;
        this.node = node;
    }

    /** A view. */
    TableRelation(ViewState state, ViewPlan plan, GraphNode node) {
        this(state, plan.schema(), plan.key(), plan, node);
    }

    /** A stored table. */
    TableRelation(ViewState state, Schema schema, List<Integer> key, GraphNode node) {
        this(state, schema, key, null, node);
    }

    /** What a view computes; null for a stored table. */
    @Nullable
    ViewPlan plan() {
        return plan;
    }

    /** This is a stored table. */
    void stored(StoredTable table) {
        id = table.id();
        uniques = table.uniques().stream()
                .map(unique -> new UniqueKeys(unique, schema, key))
                .toList();
    }

    /** Under which the tick log knows a stored table. */
    long id() {
        return id;
    }

    /** The keys of a UNIQUE constraint on these columns by which rows are found, or null. */
    @Nullable
    UniqueKeys unique(List<Integer> columns) {
        return key.isEmpty()
                ? null
                : uniques.stream()
                        .filter(unique ->
                                Set.copyOf(unique.constraint().columns()).equals(Set.copyOf(columns)))
                        .findFirst()
                        .orElse(null);
    }

    List<UniqueKeys> uniques() {
        return uniques;
    }

    /** Where the kernels of the nodes that the view uses note failed expressions. */
    void rowErrors(List<RowErrorLog> logs) {
        rowErrors = List.copyOf(logs);
    }

    List<RowErrorLog> rowErrors() {
        return rowErrors;
    }

    String name() {
        return state.name();
    }

    ViewState state() {
        return state;
    }

    Schema schema() {
        return schema;
    }

    List<Integer> key() {
        return key;
    }

    /** The terminal, from which other views' inputs hang. */
    GraphNode node() {
        return node;
    }

    ResultTable table(int shard) {
        return ((TableTerminal) node.shard(shard)).table();
    }

    /** @throws EngineException if the view has failed and its content no longer follows its query */
    void checkNotFailed() {
        Throwable failure = state.failure();
        if (failure != null) {
            throw new EngineException(
                    ViewState.codeFor(failure),
                    null,
                    "View '" + name() + "' has stopped: " + EngineException.textOf(failure)
                            + " Drop it, mend the cause, and create it anew.",
                    failure);
        }
    }

    /** It has failed and left the graph: gives its memory back. Between two ticks; a lookup at work keeps what it reads. */
    void release(int shards) {
        List<Integer> all = IntStream.range(0, schema.size()).boxed().toList();
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).release(ResultTable.stored(schema.types(), List.of(), all));
        }
    }

    /** Sends the deltas of this relation to a plan that reads it. */
    void feed(Head head, int shards) {
        head.bind(IntStream.range(0, schema.size()).boxed().toList(), shards);
        head.node().connectInput(node);
    }

    void addTap(TableTap tap, int shards) {
        taps.add(tap);
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).addTap(tap);
        }
    }

    void removeTap(TableTap tap, int shards) {
        taps.remove(tap);
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).removeTap(tap);
        }
    }

    /** Whether a view that joins has so much of this waiting that no more may come. */
    boolean isHeldBack() {
        for (TableTap tap : taps) {
            if (tap.isFull()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a view that joins reads this. */
    boolean isTapped() {
        return !taps.isEmpty();
    }

    long rows(int shards) {
        long rows = 0;
        for (int shard = 0; shard < shards; shard++) {
            rows += table(shard).rows();
        }
        return rows;
    }

    long stateBytes(int shards) {
        long bytes = 0;
        for (int shard = 0; shard < shards; shard++) {
            bytes += table(shard).contentBytes();
        }
        for (UniqueKeys unique : uniques) {
            bytes += unique.bytes();
        }
        return bytes;
    }

    /** The tick of the last freeze, or -1. */
    long frozenAtTick() {
        return frozenAtTick;
    }

    /**
     * When the next freeze may be: the longer of 5 ms and ten times what the copies of the last one cost (at about a
     * byte a nanosecond) after it.
     */
    long nextFreezeNanos(int shards) {
        long copied = copiedBytes(shards) - copiedAtFreeze;
        return frozenAtNanos + Math.max(5_000_000L, 10 * copied);
    }

    void noteFreeze(long tick, long now, int shards) {
        frozenAtTick = tick;
        frozenAtNanos = now;
        copiedAtFreeze = copiedBytes(shards);
    }

    private long copiedBytes(int shards) {
        long bytes = 0;
        for (int shard = 0; shard < shards; shard++) {
            bytes += table(shard).copiedBytes();
        }
        return bytes;
    }
}
