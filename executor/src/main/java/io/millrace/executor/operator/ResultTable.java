package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a view's content, or of a stored table's: rows with summed weight. Takes the delta of a tick and hands on
 * that of the content, if anybody reads it; what readers see changes in the publish phase only.
 *
 * <p>Single-owner, but for {@link #lookup}, and for what {@link #freeze} returns.
 */
public abstract sealed class ResultTable implements StatefulOperator permits DeltaTable, GroupTable {
    ResultTable() {}

    /** The node whose delta a table {@link #ofDeltas} of a view takes, each shard that of the same one. */
    public static PlanNode inputOf(ViewPlan plan) {
        List<Integer> columns = moveBefore(plan);
        return columns == null ? plan.root() : new ExchangeNode(plan.root(), columns);
    }

    /**
     * The columns by whose hash the rows of a plan's root must be moved to the shards of its result table, or null if they are
     * there already.
     */
    public static @Nullable List<Integer> moveBefore(ViewPlan plan) {
        return Partitioning.ofMove(plan);
    }

    /** An empty table that takes the delta of the plan's root as it is, on whatever shard it comes out. */
    public static ResultTable ofDeltas(ViewPlan plan) {
        List<Integer> columns = moveBefore(plan);
        if (columns == null) {
            columns = new ArrayList<>();
            for (int column : Partitioning.of(plan.root())) {
                columns.add(column);
            }
        }
        return new DeltaTable(plan.schema().types(), plan.key(), plan.appendOnly(), columns);
    }

    /**
     * An empty stored table.
     *
     * @param types the columns
     * @param key columns that no two rows share, or none
     * @param partition columns whose common hash decides the shard of a row
     */
    public static ResultTable stored(List<ColumnType> types, List<Integer> key, List<Integer> partition) {
        return new DeltaTable(types, key, false, partition);
    }

    /** Whether the rows of an operator are the content. */
    public boolean shows(Operator operator) {
        return false;
    }

    /** Whether the content are the rows of some operator, and not kept here. */
    public boolean showsGroups() {
        return false;
    }

    /** The table that shows the groups of another operator, which holds the same, instead of those that this one shows, if it does. */
    public ResultTable showingGroupsOf(Operator groups) {
        return this;
    }

    /** Whether it needs the delta that it takes, if its own goes to {@code out}. Changes between two ticks only. */
    public boolean needsInput(Output out) {
        return true;
    }

    /** Shows what the tick came to. In the publish phase only: whoever looks up beside it reads again afterwards. */
    public abstract void publish();

    /** How many rows there are, copies counted. */
    public abstract long rows();

    /** Heap bytes of the content, wherever it is kept; {@link #stateBytes} is what is kept here. */
    public long contentBytes() {
        return stateBytes();
    }

    /** Counts the rows that are there now: the operator whose rows are shown has got them otherwise than by ticks. Costs a scan. */
    public void recount() {}

    /** The rows as of the last publish, for one reader on any thread. Costs one reference for each 32 KiB. */
    public abstract FrozenRows freeze();

    /** Bytes of chunks copied because a freeze held them, so far: what freezes cost. */
    public abstract long copiedBytes();

    /** Chunks copied because a freeze held them, so far. */
    public abstract long copiedChunks();

    /**
     * Appends the rows of a key (of the full row, where the table has no key) to a batch of the table's columns, each with
     * its weight. Allocates little; takes no lock; changes nothing.
     *
     * <p>May be called by any thread at any moment. If {@link #publish} ran meanwhile, the result may be wrong, or the
     * call may end with an IndexOutOfBounds, NullPointer or NegativeArraySize exception: the caller compares an
     * even/odd stamp before and after, ignores what it got if that changed, clears the batch and tries again. The call ends
     * within one pass over a segment of the index, or waits for a batch that adds groups at this moment.
     *
     * @param keys rows with keys
     * @param row which of them
     * @param keyColumns the columns of {@code keys} that hold the key, in the order of the table's key
     * @return how many rows were appended
     */
    public abstract int lookup(Batch keys, int row, int[] keyColumns, Batch into);

    /**
     * The first of some rows whose key is there, or -1. For stored tables with a key; by the owner, between two publishes.
     *
     * @param keyColumns the columns of {@code rows} that hold the key
     * @param hashes the {@link KeyHash} of those columns
     */
    public abstract int firstPresent(Batch rows, int[] keyColumns, int[] hashes);
}
