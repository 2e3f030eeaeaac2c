package io.millrace.planner.lower;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.SlicedWindows;
import io.millrace.planner.kernel.WindowAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY overlapping windows whose rows are shown when they are final: a row is counted in its slice, not in each of its windows.
 * For aggregates that merge, and windows that event time closes.
 */
final class LowerSlices {
    private final Aggregate aggregate;

    /** Keys, then what is aggregated; over the base and, behind its columns, the bounds of the window. */
    private final Chain rows;

    private final int firstBound;

    private LowerSlices(Aggregate aggregate, Chain rows) {
        this.aggregate = aggregate;
        this.rows = rows;
        this.firstBound = rows.base().node().types().size();
    }

    /** The same rows as those of a GROUP BY once they are final, or null if slices cannot tell them. */
    static @Nullable Lowered lower(Aggregate aggregate, Chain rows, List<AggregateCall> calls, Lowering lowering) {
        WindowAssignment window = rows.window();
        if (window == null || window.zone() != null || window.windowsPerRow() < 2 || calls.isEmpty()) {
            return null;
        }
        Frontier time = rows.base().properties().frontiers().get(window.timeColumn());
        boolean appendOnly = rows.base().properties().appendOnly();
        LowerSlices slices = new LowerSlices(aggregate, rows);
        if (time == null
                || !calls.stream().allMatch(call -> call.merges(appendOnly))
                || !slices.hasBoundsAsKeysOnly(calls)) {
            return null;
        }
        SlicedWindows windows = new SlicedWindows(
                window.kind() == WindowAssignment.Kind.CUMULATE,
                window.sizeMillis(),
                window.stepMillis(),
                window.offsetMillis());
        return slices.lower(window, windows, calls, EventTimes.ends(time, window), lowering);
    }

    private boolean isBound(RexNode expression) {
        return ChainSealer.columnOf(expression) >= firstBound;
    }

    private boolean readsBound(RexNode expression) {
        return RelOptUtil.InputFinder.bits(expression).length() > firstBound;
    }

    private boolean hasBoundsAsKeysOnly(List<AggregateCall> calls) {
        int keys = aggregate.getGroupCount();
        boolean[] aggregated = new boolean[rows.projections().size()];
        calls.forEach(call -> call.columns().forEach(column -> aggregated[column] = true));
        boolean grouped = false;
        for (int place = 0; place < rows.projections().size(); place++) {
            RexNode expression = rows.projections().get(place);
            boolean key = isBound(expression) && place < keys && !aggregated[place];
            if (readsBound(expression) && !key) {
                return false;
            }
            grouped |= key;
        }
        RexNode condition = rows.condition();
        return grouped && (condition == null || !readsBound(condition));
    }

    private Lowered lower(
            WindowAssignment window,
            SlicedWindows windows,
            List<AggregateCall> calls,
            Frontier ends,
            Lowering lowering) {
        List<RexNode> read = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        int slice = -1;
        for (int place = 0; place < rows.projections().size(); place++) {
            RexNode expression = rows.projections().get(place);
            if (isBound(expression)) {
                slice = place;
                read.add(new RexInputRef(firstBound, expression.getType()));
            } else {
                read.add(expression);
                if (place < aggregate.getGroupCount()) {
                    keys.add(place);
                }
            }
        }
        long length = windows.sliceMillis();
        WindowAssignment pieces =
                WindowAssignment.tumble(window.timeColumn(), length, Math.floorMod(window.offsetMillis(), length));
        Lowered input = lowering.seal(new Chain(rows.base(), pieces, rows.condition(), read, rows.names()));
        Lowered exchanged = input.exchangedBy(keys);
        SliceAggregateNode node = new SliceAggregateNode(
                exchanged.node(),
                keys,
                slice,
                windows,
                calls,
                input.properties().appendOnly(),
                ends);
        List<String> names = new ArrayList<>();
        keys.forEach(key -> names.add(rows.names().get(key)));
        names.addAll(List.of("window_start", "window_end", "window_time"));
        List<String> shown = aggregate.getRowType().getFieldNames();
        names.addAll(shown.subList(aggregate.getGroupCount(), shown.size()));
        return lowering.seal(shown(new Lowered(node, names, new Properties(null, true, null, Map.of())), keys));
    }

    /** The columns of the GROUP BY, in its order. */
    private Chain shown(Lowered node, List<Integer> keys) {
        RelDataType type = aggregate.getRowType();
        List<RexNode> columns = new ArrayList<>();
        for (int place = 0; place < aggregate.getGroupCount(); place++) {
            int column = ChainSealer.columnOf(rows.projections().get(place));
            columns.add(
                    ref(type, columns, column >= firstBound ? keys.size() + column - firstBound : keys.indexOf(place)));
        }
        int first = keys.size() + SliceAggregateNode.BOUNDS;
        IntStream.range(0, aggregate.getAggCallList().size())
                .forEach(call -> columns.add(ref(type, columns, first + call)));
        return new Chain(node, null, null, columns, type.getFieldNames());
    }

    private static RexNode ref(RelDataType type, List<RexNode> before, int column) {
        return new RexInputRef(column, type.getFieldList().get(before.size()).getType());
    }
}
