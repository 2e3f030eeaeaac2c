package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.aggregate.Nulls;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.state.OrderedRows;

/**
 * LAG and LEAD: the value some rows away. A change affects as many rows on one side of it; where NULLs are passed over, as
 * many as it takes to meet that number of values. Cost: O(log rows) for each of them.
 */
final class ShiftUnit extends OverUnit {
    private final OverCall.Shift call;

    /** Counts the rows that are not passed over. */
    private final int counter;

    private final int distance;
    private final boolean before;
    private final int[] one = new int[1];

    ShiftUnit(OverCall.Shift call, OrderedRows rows, int counter) {
        super(rows);
        this.call = call;
        this.counter = counter;
        this.before = call.offset() < 0;
        this.distance = (int) Math.min(Integer.MAX_VALUE, Math.abs(Math.max(-Long.MAX_VALUE, call.offset())));
    }

    @Override
    boolean needsGroups() {
        return false;
    }

    @Override
    void affected(Changes changes, Intervals into) {
        int root = changes.root();
        for (int change = 0; change < changes.size(); change++) {
            int place = changes.place(change);
            int counted = rows.countAmong(root, place, counter);
            if (before) {
                int last = rows.position(root, counter, clamp((long) counted + distance));
                into.add(place, FrameBounds.clamp(last + 1L, changes.rows()));
            } else {
                int first = counted - distance - 1 <= 0 ? 0 : rows.position(root, counter, counted - distance - 1);
                into.add(first, FrameBounds.clamp(place + 1L, changes.rows()));
            }
        }
    }

    @Override
    void evaluate(Block block, Batch results, Failed failed) {
        for (int row = 0; row < block.size(); row++) {
            int slot = block.slot(row);
            int found = source(block.root(), slot);
            if (found != OrderedRows.NONE) {
                one[0] = found;
                rows.store().read(call.argument(), one, 1, results.column(0), row);
            } else if (call.otherwise() != AggregateCall.NONE) {
                one[0] = slot;
                rows.store().read(call.otherwise(), one, 1, results.column(0), row);
            } else {
                Nulls.set(results.column(0), row);
            }
        }
        results.setSize(block.size());
    }

    private int source(int root, int slot) {
        if (distance == 0) {
            return slot;
        }
        int counted = rows.rank(slot, counter);
        if (before) {
            return counted < distance ? OrderedRows.NONE : rows.select(root, counter, counted - distance);
        }
        int own = counter == OrderedRows.ROWS || rows.isMarked(slot, counter) ? 1 : 0;
        return rows.select(root, counter, clamp((long) counted + own + distance - 1));
    }

    private static int clamp(long index) {
        return (int) Math.min(index, Integer.MAX_VALUE);
    }
}
