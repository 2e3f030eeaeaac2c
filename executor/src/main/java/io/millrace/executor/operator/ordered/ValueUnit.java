package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.aggregate.Nulls;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FIRST_VALUE, LAST_VALUE and NTH_VALUE: the row at some place of the frame, found in the tree whatever the frame's size. Where all
 * frames start with the partition, a value that is what it was ends the search for changed ones; where the last row is asked
 * for, only the frame's end matters. Cost: O(log rows) a row.
 */
final class ValueUnit extends OverUnit {
    private final OverCall.Value call;
    private final FrameBounds bounds;
    private final FrameBounds sensitive;

    /** Counts the rows that count. */
    private final int counter;

    private final boolean stops;
    private final Exclusion exclusion;
    private final int[] starts = new int[Block.ROWS];
    private final int[] ends = new int[Block.ROWS];
    private final int[] one = new int[1];

    /** The pieces of the frame of the row at hand, and how many rows that count lie before each and in it. */
    private final int[] before = new int[3];

    private final int[] counts = new int[3];

    ValueUnit(OverCall.Value call, List<SortColumn> order, OrderedRows rows, int counter) {
        super(rows);
        this.call = call;
        this.counter = counter;
        OverFrame frame = call.frame();
        this.bounds = FrameBounds.of(frame, order, rows);
        this.exclusion = frame.exclusion();
        boolean plain = exclusion == Exclusion.NOTHING && bounds.isStartUnbounded();
        this.stops = plain && call.place() > 0 && !isBehindEnd(frame.end());
        // By value the last row may lie anywhere before the frame's end; by rows and groups, it is there.
        boolean onlyEnd = plain && call.place() == -1 && !call.ignoreNulls() && isStep(frame);
        this.sensitive = onlyEnd
                ? FrameBounds.of(new OverFrame(frame.unit(), frame.end(), frame.end(), exclusion), order, rows)
                : bounds;
    }

    private static boolean isStep(OverFrame frame) {
        BigDecimal end = frame.end();
        boolean counted = frame.unit() == OverFrame.Unit.ROWS || frame.unit() == OverFrame.Unit.GROUPS;
        return end != null && (counted || end.signum() == 0);
    }

    /** Whether the current row lies behind the frame. */
    private static boolean isBehindEnd(@Nullable BigDecimal end) {
        return end != null && end.signum() < 0;
    }

    @Override
    boolean needsGroups() {
        return bounds.needsGroups() || exclusion == Exclusion.GROUP || exclusion == Exclusion.TIES;
    }

    @Override
    void affected(Changes changes, Intervals into) {
        for (int change = 0; change < changes.size(); change++) {
            into.add(sensitive.affectedFrom(changes, change), sensitive.affectedTo(changes, change));
        }
    }

    @Override
    boolean stops() {
        return stops;
    }

    @Override
    int affectedFrom(Changes changes, int change) {
        int place = changes.place(change);
        // If the row asked for lies before the change, it is the same for all rows that have it in their frame.
        return counted(changes.root(), place) >= call.place()
                ? place
                : Math.min(place, bounds.affectedFrom(changes, change));
    }

    @Override
    boolean mayStop(Block block, int row) {
        return counted(block.root(), ends[row]) >= call.place();
    }

    @Override
    void evaluate(Block block, Batch results, Failed failed) {
        bounds.resolve(block, starts, ends);
        for (int row = 0; row < block.size(); row++) {
            int found = find(block, row);
            if (found == OrderedRows.NONE) {
                Nulls.set(results.column(0), row);
            } else {
                one[0] = found;
                rows.store().read(call.argument(), one, 1, results.column(0), row);
            }
        }
        results.setSize(block.size());
    }

    private int find(Block block, int row) {
        int start = starts[row];
        int end = ends[row];
        int place = block.place(row);
        int root = block.root();
        switch (exclusion) {
            case NOTHING -> pieces(root, start, end, end, end);
            case CURRENT_ROW -> pieces(root, start, end, place, place + 1);
            case GROUP, TIES -> pieces(root, start, end, block.groupStart(row), block.groupEnd(row));
        }
        if (exclusion == Exclusion.TIES && start <= place && place < end) {
            before[1] = counted(root, place);
            counts[1] = counted(root, place + 1) - before[1];
        }
        long index = call.place() > 0 ? call.place() - 1 : call.place() + counts[0] + counts[1] + counts[2];
        if (index < 0) {
            return OrderedRows.NONE;
        }
        for (int piece = 0; piece < counts.length; piece++) {
            if (index < counts[piece]) {
                return rows.select(root, counter, before[piece] + (int) index);
            }
            index -= counts[piece];
        }
        return OrderedRows.NONE;
    }

    /** The frame from {@code start} to {@code end} without the rows from {@code out} to {@code in}. */
    private void pieces(int root, int start, int end, int out, int in) {
        int firstEnd = Math.min(end, Math.max(start, out));
        int lastStart = Math.max(start, Math.min(end, in));
        before[0] = counted(root, start);
        counts[0] = counted(root, firstEnd) - before[0];
        counts[1] = 0;
        before[2] = counted(root, lastStart);
        counts[2] = lastStart < end ? counted(root, end) - before[2] : 0;
    }

    private int counted(int root, int place) {
        return counter == OrderedRows.ROWS ? place : rows.countAmong(root, place, counter);
    }
}
