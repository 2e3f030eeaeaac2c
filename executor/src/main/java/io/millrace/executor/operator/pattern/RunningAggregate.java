package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.ordered.FrameState;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.state.OrderedRows;
import java.util.Arrays;
import java.util.List;

/**
 * An aggregate of the rows of some variables up to a depth of a {@link Path}. It takes rows as the search goes on and gives them back as it
 * goes back, so that it costs as much as the search. Scratch of one operator.
 */
final class RunningAggregate {
    private final Path path;
    private final int set;
    private final FrameState state;
    private final int group;
    private final Batch result;

    /** What was taken, by depth. */
    private int[] slots = new int[64];

    private boolean[] counted = new boolean[64];
    private int taken;

    /** How many of those are still what the path says. */
    private int valid;

    RunningAggregate(PlanNode input, AggregateCall call, int set, Path path, OrderedRows rows) {
        this.path = path;
        this.set = set;
        this.state = new FrameState(input, List.of(call), rows);
        this.group = state.open();
        this.result = new Batch(List.of(call.type()));
        path.watch(this);
    }

    /** What the path says of a depth, and of those behind it, is another thing now. */
    void changed(int depth) {
        valid = Math.min(valid, depth);
    }

    /** Writes the aggregate of the rows up to a depth, -1 for none. */
    void write(int depth, Vector into, int row, Failed failed) {
        int wanted = depth + 1;
        while (taken > Math.min(valid, wanted)) {
            taken--;
            if (counted[taken]) {
                state.add(group, slots[taken], -1);
            }
        }
        while (taken < wanted) {
            if (taken == slots.length) {
                slots = Arrays.copyOf(slots, 2 * taken);
                counted = Arrays.copyOf(counted, 2 * taken);
            }
            slots[taken] = path.peek(taken);
            counted[taken] = path.isIn(set, path.variable(taken));
            if (counted[taken]) {
                state.add(group, slots[taken], 1);
            }
            taken++;
        }
        valid = taken;
        result.clear();
        state.write(group, result, failed);
        into.copy(row, result.column(0), 0);
    }

    /** Gives all rows back: they may be freed afterwards. */
    void reset() {
        while (taken > 0) {
            taken--;
            if (counted[taken]) {
                state.add(group, slots[taken], -1);
            }
        }
        valid = 0;
        state.flush();
    }

    long bytes() {
        return state.bytes() + (Integer.BYTES + 1L) * slots.length;
    }
}
