package io.millrace.executor.operator.ordered;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.state.TimedSlots;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an OVER forgets as event time goes on, by its node's {@link OverTime}: whole partitions, or rows that no row still to come or to
 * change looks at. If rows wait until they are final, they are shown before. Owned by the operator. Cost: what is shown and forgotten,
 * and for a partition that forgets rows one search.
 */
public final class OverClosings {
    /** How many rows are kept beyond those that frames hold: computing begins a row before the first change. */
    private static final long MARGIN = 1;

    private static final int BLOCK = 1024;

    private final OverUnits units;
    private final OrderedPartitions partitions;
    private final @Nullable ClosedPartitions closedPartitions;
    private final @Nullable ClosedRows closedRows;
    private final boolean waits;
    private final long millis;
    private final long keptRows;

    /** Whether rows are forgotten one by one, and by which column. */
    private final boolean forgetsRows;

    private final OrderedRows rows;
    private final int column;
    private final int word;

    /** Rows with smaller times are final. */
    private long bound = Frontier.NONE;

    /** Searches for the first row that is not before this time. */
    private long sought;

    private final OrderedRows.Probe probe = this::isBefore;

    /** Rows that were shown and may be of use still, where rows wait; else rows are forgotten when they are due. */
    private final TimedSlots leaving = new TimedSlots();

    private boolean forgot;

    /** Takes rows that are final. */
    @FunctionalInterface
    public interface Visitor {
        void closed(int[] slots, int count);
    }

    /**
     * Nothing is final yet.
     *
     * @param first whether this is the first shard
     */
    public OverClosings(OverNode node, OverUnits units, boolean first) {
        this.units = units;
        this.partitions = units.partitions();
        OverTime time = node.time();
        this.waits = time != null && time.closing().action() == Closing.Action.EMIT;
        this.millis = time == null ? 0 : time.millis();
        long needed = time == null ? OverTime.ALL : time.rows();
        this.keptRows = needed == 0 || needed > Integer.MAX_VALUE ? needed : needed + MARGIN;
        this.closedPartitions = node.closesPartitions() ? new ClosedPartitions(partitions) : null;
        boolean byRow = time != null && !node.closesPartitions();
        this.forgetsRows = byRow && keptRows <= Integer.MAX_VALUE;
        this.closedRows = byRow && (waits || forgetsRows) ? new ClosedRows(partitions, first) : null;
        this.rows = partitions.rows();
        this.column = time == null ? 0 : time.closing().column();
        this.word = rows.store().layout().word(column);
    }

    /** Whether rows come out only when they are final. */
    public boolean waits() {
        return waits;
    }

    /** Whether all rows that came out are kept. */
    public boolean keepsAll() {
        return !waits && !forgot;
    }

    /** As the operator's. */
    public List<Frontier> frontiers() {
        if (closedPartitions != null) {
            return closedPartitions.due().frontiers();
        }
        return closedRows == null ? List.of() : closedRows.frontiers();
    }

    /** As the operator's. */
    public void advance(long to) {
        bound = to;
        if (closedPartitions != null) {
            closedPartitions.due().advance(bound);
        } else if (closedRows != null) {
            closedRows.advance(waits ? bound : earlier(bound));
        }
    }

    /** As the operator's. */
    public long nextTime() {
        if (closedPartitions != null) {
            return closedPartitions.due().nextTime();
        }
        if (closedRows == null) {
            return Long.MAX_VALUE;
        }
        long next = closedRows.nextTime();
        return waits ? Math.min(next, later(leaving.firstTime())) : later(next);
    }

    /** Up to where rows may be forgotten. */
    private long earlier(long time) {
        boolean known = time != Frontier.NONE && time != Frontier.END;
        return known && time < Long.MIN_VALUE + millis ? Frontier.NONE : known ? time - millis : time;
    }

    /** When a row may be forgotten. */
    private long later(long time) {
        return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
    }

    /** Shows what is final, if rows wait for it, and forgets what nobody looks at any more. After a tick was settled. */
    public void close(Visitor visitor) {
        if (closedPartitions != null) {
            forgot |= closedPartitions.due().isDue();
            closedPartitions.close((partition, slots, count) -> {
                if (waits) {
                    visitor.closed(slots, count);
                }
                units.forget(partition);
            });
        } else if (closedRows != null) {
            close(closedRows, visitor);
        }
    }

    private void close(ClosedRows closed, Visitor visitor) {
        int count = closed.take();
        int[] slots = closed.taken();
        if (!waits) {
            for (int i = 0; i < count; i++) {
                forgetUpTo(slots[i]);
            }
            return;
        }
        show(closed, slots, count, visitor);
        if (forgetsRows) {
            for (int i = 0; i < count; i++) {
                leaving.add(closed.time(slots[i]), slots[i]);
            }
            long limit = earlier(bound);
            while (leaving.firstTime() < limit) {
                forgetUpTo(leaving.removeFirst());
            }
        }
    }

    private void show(ClosedRows closed, int[] slots, int count, Visitor visitor) {
        int shown = 0;
        int[] fresh = new int[Math.min(count, BLOCK)];
        for (int i = 0; i < count; i++) {
            if (closed.isNew(slots[i])) {
                fresh[shown++] = slots[i];
            }
            if (shown == BLOCK) {
                visitor.closed(fresh, shown);
                shown = 0;
            }
        }
        visitor.closed(fresh, shown);
    }

    /** Forgets the rows of a row's partition that nobody looks at, if it is still there: the oldest ones. */
    private void forgetUpTo(int slot) {
        if (!rows.store().isLive(slot)) {
            return;
        }
        int partition = partitions.partitionOf(slot);
        int root = partitions.root(partition);
        long spare = countBefore(root, bound) - keptRows;
        for (long left = Math.min(spare, countBefore(root, earlier(bound))); left > 0; left--) {
            partitions.forget(partition, rows.select(partitions.root(partition), OrderedRows.ROWS, 0));
            forgot = true;
        }
    }

    private int countBefore(int root, long time) {
        sought = time;
        return rows.countBelow(root, probe);
    }

    /** Rows without a time come last. */
    private boolean isBefore(int slot) {
        return !rows.store().isNull(slot, column) && rows.store().word(slot, word) < sought;
    }

    /** Writes what cannot be told from the rows. */
    public void snapshot(int section, StateWriter out) {
        if (closedRows != null) {
            closedRows.snapshot(section, out);
        }
    }

    /** Reads it; rows may have been forgotten before. */
    public void restore(int section, StateReader in) {
        forgot = closedPartitions != null || closedRows != null;
        if (closedRows != null) {
            closedRows.restore(section, in);
        }
    }

    /** Heap bytes beside the rows. */
    public long bytes() {
        return leaving.bytes() + (closedPartitions == null ? 0 : closedPartitions.bytes());
    }
}
