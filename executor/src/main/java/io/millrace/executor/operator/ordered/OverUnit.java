package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.state.OrderedRows;

/**
 * One or more functions of an OVER that look at the same rows: tells which rows of a changed partition may have another
 * value now, and computes it. One owner.
 */
abstract class OverUnit {
    final OrderedRows rows;

    OverUnit(OrderedRows rows) {
        this.rows = rows;
    }

    /** Takes note of what changed in a partition, before its values are computed; also when no row is left. */
    void prepare(int partition, Changes changes) {}

    /** Whether the rows of a block must come with their groups of peers. */
    abstract boolean needsGroups();

    /** Adds the rows whose value may be another one now; those that came are added by the caller. Not if {@link #stops}. */
    abstract void affected(Changes changes, Intervals into);

    /** Whether blocks are computed from the last row of an interval to its first. */
    boolean isBackward() {
        return false;
    }

    /**
     * Whether a value that is what it was tells that so are all behind it, up to the next change. Then rows are computed from
     * {@link #affectedFrom} a change on, until {@link #mayStop}.
     */
    boolean stops() {
        return false;
    }

    /** The first row that a change affects; only if {@link #stops}. */
    int affectedFrom(Changes changes, int change) {
        throw new IllegalStateException("this unit does not stop");
    }

    /** Whether the values of a row of the last block, which are what they were, tell of those behind it. */
    boolean mayStop(Block block, int row) {
        return false;
    }

    /** Computes the values of a block's rows, from row 0 of an empty batch; {@code failed} is told of failures by row. */
    abstract void evaluate(Block block, Batch results, Failed failed);

    /** All blocks of the partition have been computed. */
    void finish() {}

    /** A partition is forgotten, whatever is in it. */
    void forget(int partition) {}

    /** Heap bytes beside the rows. */
    long bytes() {
        return 0;
    }
}
