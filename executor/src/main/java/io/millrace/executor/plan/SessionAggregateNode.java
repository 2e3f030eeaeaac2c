package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row for each session of an input that never deletes: the keys, the session's start, its end and its last millisecond as in
 * {@link SessionNode}, then one column for each call. All calls {@link AggregateCall#merges merge}, so that no rows are kept. The input
 * is exchanged by the keys, or by some of them, and no row's time is NULL.
 *
 * @param input the rows
 * @param keys columns of the input; sessions are made of rows that agree on them
 * @param time the column of the input with the time
 * @param gapMillis how long a session stays open without a row
 * @param calls the aggregates
 * @param closing when sessions are final, by their end, and what happens then; null if they are kept for ever
 */
public record SessionAggregateNode(
        PlanNode input,
        List<Integer> keys,
        int time,
        long gapMillis,
        List<AggregateCall> calls,
        @Nullable Closing closing)
        implements PlanNode {
    public SessionAggregateNode {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        if (time < 0 || gapMillis <= 0) {
            throw new IllegalArgumentException("column " + time + ", gap of " + gapMillis + " ms");
        }
    }

    /** The column with a session's start. */
    public int start() {
        return keys.size();
    }

    /** The column with a session's end. */
    public int end() {
        return start() + 1;
    }

    /** The column with the result of the first call. */
    public int firstResult() {
        return start() + SessionNode.COLUMNS;
    }

    /** The same sessions, final at another time. */
    public SessionAggregateNode closedBy(@Nullable Closing other) {
        return new SessionAggregateNode(input, keys, time, gapMillis, calls, other);
    }

    @Override
    public List<ColumnType> types() {
        List<ColumnType> types = new ArrayList<>();
        keys.forEach(key -> types.add(input.types().get(key)));
        ColumnType bound = input.types().get(time).notNull();
        for (int i = 0; i < SessionNode.COLUMNS; i++) {
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
        return new SessionAggregateNode(others.get(0), keys, time, gapMillis, calls, closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
