package io.millrace.executor.circuit.table;

import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.RowErrorLog;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.graph.TableTerminal;
import io.millrace.executor.circuit.graph.ViewState;
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
public final class TableRelation {
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
    public TableRelation(ViewState state, ViewPlan plan, GraphNode node) {
        this(state, plan.schema(), plan.key(), plan, node);
    }

    /** A stored table. */
    public TableRelation(ViewState state, Schema schema, List<Integer> key, GraphNode node) {
        this(state, schema, key, null, node);
    }

    /** What a view computes; null for a stored table. */
    @Nullable
    public ViewPlan plan() {
        return plan;
    }

    /** This is a stored table. */
    public void stored(StoredTable table) {
        id = table.id();
        uniques = table.uniques().stream()
                .map(unique -> new UniqueKeys(unique, schema, key))
                .toList();
    }

    /** Under which the tick log knows a stored table. */
    public long id() {
        return id;
    }

    /** The keys of a UNIQUE constraint on these columns by which rows are found, or null. */
    @Nullable
    public UniqueKeys unique(List<Integer> columns) {
        return key.isEmpty()
                ? null
                : uniques.stream()
                        .filter(unique ->
                                Set.copyOf(unique.constraint().columns()).equals(Set.copyOf(columns)))
                        .findFirst()
                        .orElse(null);
    }

    public List<UniqueKeys> uniques() {
        return uniques;
    }

    /** Where the kernels of the nodes that the view uses note failed expressions. */
    public void rowErrors(List<RowErrorLog> logs) {
        rowErrors = List.copyOf(logs);
    }

    public List<RowErrorLog> rowErrors() {
        return rowErrors;
    }

    public String name() {
        return state.name();
    }

    public ViewState state() {
        return state;
    }

    public Schema schema() {
        return schema;
    }

    public List<Integer> key() {
        return key;
    }

    /** The terminal, from which other views' inputs hang. */
    public GraphNode node() {
        return node;
    }

    public ResultTable table(int shard) {
        return ((TableTerminal) node.shard(shard)).table();
    }

    /** Throws if the view has failed and its content no longer follows its query. */
    public void checkNotFailed() {
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
    public void release(int shards) {
        List<Integer> all = IntStream.range(0, schema.size()).boxed().toList();
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).release(ResultTable.stored(schema.types(), List.of(), all));
        }
    }

    /** Sends the deltas of this relation to a plan that reads it. */
    public void feed(Head head, int shards) {
        head.bind(IntStream.range(0, schema.size()).boxed().toList(), shards);
        head.node().connectInput(node);
    }

    public void addTap(TableTap tap, int shards) {
        taps.add(tap);
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).addTap(tap);
        }
    }

    public void removeTap(TableTap tap, int shards) {
        taps.remove(tap);
        for (int shard = 0; shard < shards; shard++) {
            ((TableTerminal) node.shard(shard)).removeTap(tap);
        }
    }

    /** Whether a view that joins has so much of this waiting that no more may come. */
    public boolean isHeldBack() {
        for (TableTap tap : taps) {
            if (tap.isFull()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a view that joins reads this. */
    public boolean isTapped() {
        return !taps.isEmpty();
    }

    public long rows(int shards) {
        long rows = 0;
        for (int shard = 0; shard < shards; shard++) {
            rows += table(shard).rows();
        }
        return rows;
    }

    public long stateBytes(int shards) {
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
    public long frozenAtTick() {
        return frozenAtTick;
    }

    /**
     * When the next freeze may be: the longer of 5 ms and ten times what the copies of the last one cost (at about a
     * byte a nanosecond) after it.
     */
    public long nextFreezeNanos(int shards) {
        long copied = copiedBytes(shards) - copiedAtFreeze;
        return frozenAtNanos + Math.max(5_000_000L, 10 * copied);
    }

    public void noteFreeze(long tick, long now, int shards) {
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
