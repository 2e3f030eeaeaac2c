package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import java.util.List;

/**
 * Aggregates of one frame. All of them can give rows back, so a frame slides: from one row to the next it takes the rows that
 * come in and gives back those that go out. Where a frame reaches one end of the partition, the aggregate of the whole
 * partition is kept, and the walk starts there and comes back to it: backwards for running aggregates, so that a row appended
 * at the end costs itself only. Where it is the whole partition, rows are looked at only if the result has changed.
 *
 * <p>Cost: the rows whose frame holds a change, and the rows of the first of these frames unless it reaches an end.
 */
final class AggregateUnit extends OverUnit {
    private final FrameState state;
    private final FrameBounds bounds;
    private final Exclusion exclusion;

    /** Whether the aggregate of the whole partition is kept; under which word of the partition. */
    private final boolean keepsTotal;

    private final OrderedPartitions partitions;
    private final int partitionWord;

    /** Whether every row has the whole partition. */
    private final boolean whole;

    private final Batch wholeResult;
    private final int firstColumn;
    private final int[] starts = new int[Block.ROWS];
    private final int[] ends = new int[Block.ROWS];

    /** A group that has no rows between partitions, or -1. */
    private int scratch = -1;

    /** The group at hand, the frame that it has, and the rows at the frame's start and behind its end. */
    private int group = -1;

    private int root;
    private int total;
    private int start;
    private int end;
    private int startSlot;
    private int endSlot;

    /** The places of peers that are left out at the moment. */
    private int outStart;

    private int outEnd;

    /**
     * Nothing kept yet.
     *
     * @param input the rows
     * @param calls the aggregates, all of one frame
     * @param frame the frame
     * @param order of the rows
     * @param place where to keep what
     */
    AggregateUnit(PlanNode input, List<AggregateCall> calls, OverFrame frame, List<SortColumn> order, Place place) {
        super(place.partitions().rows());
        this.state = new FrameState(input, calls, rows);
        this.bounds = FrameBounds.of(frame, order, rows);
        this.exclusion = frame.exclusion();
        this.keepsTotal = bounds.isStartUnbounded() || bounds.isEndUnbounded();
        this.whole = bounds.isStartUnbounded() && bounds.isEndUnbounded() && exclusion == Exclusion.NOTHING;
        this.partitions = place.partitions();
        this.partitionWord = place.partitionWord();
        this.firstColumn = place.firstColumn();
        this.wholeResult = new Batch(calls.stream().map(AggregateCall::type).toList());
    }

    /**
     * Where a unit keeps what.
     *
     * @param partitions the rows
     * @param partitionWord the word of a partition that is the unit's
     * @param firstColumn the first column of a row with its results
     */
    record Place(OrderedPartitions partitions, int partitionWord, int firstColumn) {}

    /** Whether a frame's aggregates need a word of the partition. */
    static boolean keepsTotal(OverFrame frame) {
        return frame.start() == null || frame.end() == null;
    }

    @Override
    void prepare(int partition, Changes changes) {
        root = changes.root();
        total = changes.rows();
        if (!keepsTotal) {
            if (scratch < 0) {
                scratch = state.open();
            }
            group = scratch;
            jump(0);
            return;
        }
        group = (int) partitions.partitionWord(partition, partitionWord) - 1;
        if (group < 0) {
            group = state.open();
            partitions.setPartitionWord(partition, partitionWord, group + 1L);
        }
        for (int change = 0; change < changes.size(); change++) {
            state.add(group, changes.slot(change), changes.isInserted(change) ? 1 : -1);
        }
        if (total == 0) {
            state.close(group);
            return;
        }
        start = 0;
        end = total;
        startSlot = rows.select(root, OrderedRows.ROWS, 0);
        endSlot = OrderedRows.NONE;
    }

    @Override
    boolean needsGroups() {
        return bounds.needsGroups() || exclusion == Exclusion.GROUP || exclusion == Exclusion.TIES;
    }

    @Override
    boolean isBackward() {
        return bounds.isStartUnbounded() && !bounds.isEndUnbounded();
    }

    @Override
    void affected(Changes changes, Intervals into) {
        if (whole) {
            if (!isAsBefore(changes)) {
                into.add(0, changes.rows());
            }
            return;
        }
        for (int change = 0; change < changes.size(); change++) {
            into.add(bounds.affectedFrom(changes, change), bounds.affectedTo(changes, change));
        }
    }

    /** Whether the rows that were there before have the results of the whole partition. */
    private boolean isAsBefore(Changes changes) {
        wholeResult.clear();
        state.write(group, wholeResult, (row, site, code, detail) -> {});
        int slot = startSlot;
        // As many rows as came, at the most, were not there before; they lie in the order of their places.
        int place = 0;
        for (int change = 0; change < changes.size(); change++) {
            if (changes.isInserted(change)) {
                if (changes.place(change) > place) {
                    break;
                }
                place++;
                slot = rows.next(slot);
            }
        }
        if (slot == OrderedRows.NONE) {
            return true;
        }
        for (int column = 0; column < wholeResult.width(); column++) {
            if (!rows.store().equal(slot, firstColumn + column, wholeResult.column(column), 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void evaluate(Block block, Batch results, Failed failed) {
        if (whole) {
            for (int row = 0; row < block.size(); row++) {
                state.write(group, results, failed);
            }
            return;
        }
        bounds.resolve(block, starts, ends);
        for (int row = 0; row < block.size(); row++) {
            if (starts[row] != start || ends[row] != end) {
                takePeersBack();
                moveTo(starts[row], ends[row]);
            }
            leavePeersOut(block, row);
            int place = block.place(row);
            boolean inside = place >= start && place < end;
            if (inside && exclusion == Exclusion.TIES) {
                state.add(group, block.slot(row), 1);
            } else if (inside && exclusion == Exclusion.CURRENT_ROW) {
                state.add(group, block.slot(row), -1);
            }
            state.write(group, results, failed);
            if (inside && exclusion == Exclusion.TIES) {
                state.add(group, block.slot(row), -1);
            } else if (inside && exclusion == Exclusion.CURRENT_ROW) {
                state.add(group, block.slot(row), 1);
            }
        }
    }

    /** Takes the peers of a row out of the frame, where they are excluded; once for all of them. */
    private void leavePeersOut(Block block, int row) {
        if (exclusion != Exclusion.GROUP && exclusion != Exclusion.TIES) {
            return;
        }
        int from = Math.max(start, block.groupStart(row));
        int to = Math.max(from, Math.min(end, block.groupEnd(row)));
        if (from != outStart || to != outEnd) {
            takePeersBack();
            outStart = from;
            outEnd = to;
            addPeers(-1);
        }
    }

    private void takePeersBack() {
        addPeers(1);
        outStart = 0;
        outEnd = 0;
    }

    private void addPeers(long weight) {
        int slot = outStart < outEnd ? rows.select(root, OrderedRows.ROWS, outStart) : OrderedRows.NONE;
        for (int place = outStart; place < outEnd; place++) {
            state.add(group, slot, weight);
            slot = rows.next(slot);
        }
    }

    /** Moves the frame: rows that come in are added, those that go out are taken away. */
    private void moveTo(int newStart, int newEnd) {
        if (!keepsTotal && (newStart >= end || newEnd <= start)) {
            clear();
            jump(newStart);
        }
        while (end < newEnd) {
            state.add(group, endSlot, 1);
            endSlot = rows.next(endSlot);
            end++;
        }
        while (start > newStart) {
            startSlot = startSlot == OrderedRows.NONE ? last() : rows.previous(startSlot);
            state.add(group, startSlot, 1);
            start--;
        }
        while (start < newStart) {
            state.add(group, startSlot, -1);
            startSlot = rows.next(startSlot);
            start++;
        }
        while (end > newEnd) {
            endSlot = endSlot == OrderedRows.NONE ? last() : rows.previous(endSlot);
            state.add(group, endSlot, -1);
            end--;
        }
    }

    private void clear() {
        for (; start < end; start++) {
            state.add(group, startSlot, -1);
            startSlot = rows.next(startSlot);
        }
    }

    private void jump(int place) {
        start = place;
        end = place;
        startSlot = root == OrderedRows.NONE ? OrderedRows.NONE : rows.select(root, OrderedRows.ROWS, place);
        endSlot = startSlot;
    }

    private int last() {
        return rows.select(root, OrderedRows.ROWS, total - 1);
    }

    @Override
    void finish() {
        takePeersBack();
        if (!keepsTotal) {
            clear();
        } else if (total > 0) {
            moveTo(0, total);
        }
        state.flush();
    }

    @Override
    void forget(int partition) {
        int kept = keepsTotal ? (int) partitions.partitionWord(partition, partitionWord) - 1 : -1;
        if (kept >= 0) {
            state.forget(kept);
        }
    }

    @Override
    long bytes() {
        return state.bytes();
    }
}
