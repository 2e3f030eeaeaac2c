package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * One row for each window and group of keys when the window is final: the keys, the window's start, its end and its last millisecond,
 * then one column for each call. The input's rows are not in windows but in slices; all calls {@link AggregateCall#merges merge}. The
 * input is exchanged by the keys, or by some of them.
 *
 * @param input the rows
 * @param keys columns of the input; rows that agree on them are a group
 * @param slice the column of the input with the start of the row's slice
 * @param windows how windows are made of slices
 * @param calls the aggregates
 * @param appendOnly whether the input never deletes
 * @param ends how far event time has come for the ends of windows
 */
public record SliceAggregateNode(
        PlanNode input,
        List<Integer> keys,
        int slice,
        SlicedWindows windows,
        List<AggregateCall> calls,
        boolean appendOnly,
        Frontier ends)
        implements PlanNode {
    /** The columns with the bounds of a window. */
    public static final int BOUNDS = 3;

    public SliceAggregateNode {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
    }

    /** The column with a window's start. */
    public int start() {
        return keys.size();
    }

    @Override
    public List<ColumnType> types() {
        List<ColumnType> types = new ArrayList<>();
        keys.forEach(key -> types.add(input.types().get(key)));
        ColumnType bound = input.types().get(slice).notNull();
        for (int i = 0; i < BOUNDS; i++) {
            types.add(bound);
        }
        calls.forEach(call -> types.add(call.type()));
        return List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new SliceAggregateNode(others.get(0), keys, slice, windows, calls, appendOnly, ends);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
