package io.millrace.executor.operator.pattern;

import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternReach;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.TimedSlots;
import java.util.List;

/**
 * Forgets what is final: searches, from the first one of a partition on, that looked only at rows whose time is smaller than the bound, or
 * that cannot go on because a match may not last as long; and the rows before the first search that is left, but for those that rows to come
 * look back at. One owner.
 */
final class Retirement {
    /** Words of a partition, behind those of {@link Matching}: when it is looked at next, and whether it is. */
    static final int DUE = 3;

    static final int IS_DUE = 4;

    /** A time that has passed when no row will come any more. */
    private static final long NO_ROW = Frontier.END - 1;

    private final OrderedPartitions partitions;
    private final OrderedRows rows;
    private final RowStore store;
    private final Matching matching;
    private final Traces traces;
    private final Frontier frontier;
    private final int column;
    private final int word;
    private final int kept;
    private final boolean numbered;

    /** How long a match may last if nothing but its own rows matters to it, or a negative time. */
    private final long lasts;

    private final TimedSlots due = new TimedSlots();
    private long bound = Frontier.NONE;

    /** The partition that was looked at last because no row will come any more, or -1. */
    private int atEnd = -1;

    Retirement(PatternNode node, Closing closing, OrderedPartitions partitions, Matching matching) {
        this.partitions = partitions;
        this.rows = partitions.rows();
        this.store = rows.store();
        this.matching = matching;
        this.traces = matching.traces();
        this.frontier = closing.frontier();
        this.column = closing.column();
        this.word = store.layout().word(column);
        PatternReach reach = matching.reach();
        this.kept = reach.before();
        this.numbered = reach.numbered();
        this.lasts = reach.behind() > 0 || reach.end()
                ? PatternNode.ANY_TIME
                : node.pattern().withinMillis();
    }

    List<Frontier> frontiers() {
        return List.of(frontier);
    }

    void advance(long to) {
        bound = to;
    }

    long nextTime() {
        return partitions.isEmpty() ? Long.MAX_VALUE : Math.min(due.firstTime(), NO_ROW);
    }

    /** The number of a partition that may have become final, or -1. */
    int next() {
        if (bound == Frontier.END) {
            while (due.size() > 0) {
                due.removeFirst();
            }
            atEnd = partitions.nextPartition(atEnd < 0 ? 0 : atEnd);
            return atEnd;
        }
        while (due.firstTime() < bound) {
            long time = due.firstTime();
            int partition = due.removeFirst();
            // The partition may have gone, or have been put off.
            if (partitions.isPartition(partition)
                    && partitions.partitionWord(partition, IS_DUE) == 1
                    && partitions.partitionWord(partition, DUE) == time) {
                partitions.setPartitionWord(partition, IS_DUE, 0);
                return partition;
            }
        }
        return -1;
    }

    /** Forgets what is final in a partition that is being shown, and waits for what will be. */
    void retire(int partition, int total) {
        int context = (int) partitions.partitionWord(partition, Matching.CONTEXT);
        if (total == 0) {
            return;
        }
        int at = context;
        int slot = at < total ? rows.select(partitions.root(partition), OrderedRows.ROWS, at) : OrderedRows.NONE;
        long forgotten = 0;
        while (at < total) {
            int end = at + traces.places(slot) - 1;
            int last = end < total ? rows.select(partitions.root(partition), OrderedRows.ROWS, end) : OrderedRows.NONE;
            long time = finalTime(slot, last);
            if (time >= bound) {
                wait(partition, time);
                break;
            }
            forgotten += traces.isMatched(slot) ? 1 : 0;
            matching.matches().retire(slot);
            do {
                at++;
                slot = rows.next(slot);
            } while (at < total && !traces.isStart(slot));
        }
        if (at > context || bound == Frontier.END) {
            long all = partitions.partitionWord(partition, Matching.FORGOTTEN) + forgotten;
            partitions.setPartitionWord(partition, Matching.FORGOTTEN, all);
            forget(partition, at, all);
        }
    }

    /**
     * The time that has to have passed for a search from a row to be final, {@link #NO_ROW} if that takes other rows; {@code last} is the last row
     * that it looked at, none if it looked behind the last one of the partition.
     */
    private long finalTime(int start, int last) {
        long end = NO_ROW;
        if (lasts >= 0 && !store.isNull(start, column)) {
            long time = store.word(start, word);
            end = time >= NO_ROW - lasts ? NO_ROW : time + lasts;
        }
        return last == OrderedRows.NONE || store.isNull(last, column) ? end : Math.min(end, store.word(last, word));
    }

    private void wait(int partition, long time) {
        if (time == NO_ROW) {
            return;
        }
        boolean waits = partitions.partitionWord(partition, IS_DUE) == 1;
        if (waits && partitions.partitionWord(partition, DUE) <= time) {
            return;
        }
        partitions.setPartitionWord(partition, IS_DUE, 1);
        partitions.setPartitionWord(partition, DUE, time);
        due.add(time, partition);
    }

    /** Forgets rows before a place where a search begins, and makes those that are kept rows where none does. */
    private void forget(int partition, int place, long forgotten) {
        int gone = bound == Frontier.END ? place : Math.max(0, place - kept);
        int slot = rows.select(partitions.root(partition), OrderedRows.ROWS, 0);
        for (int at = 0; at < gone; at++) {
            int next = rows.next(slot);
            partitions.drop(partition, slot);
            slot = next;
        }
        for (int at = gone; at < place; at++) {
            if (numbered) {
                rows.mark(slot, OrderedRows.MARKS, false);
            }
            traces.setContext(slot, forgotten);
            slot = rows.next(slot);
        }
        partitions.setPartitionWord(partition, Matching.CONTEXT, place - gone);
    }

    long bytes() {
        return due.bytes();
    }
}
