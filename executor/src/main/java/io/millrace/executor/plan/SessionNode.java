package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each row with the session that it lies in: rows of a partition of which each comes less than a gap behind the one before it. Behind
 * the input's columns there are three of the type of the time: the session's start, which is its first row's time; its end, which is
 * a gap behind its last row's; and the last millisecond before the end. The input is exchanged by the partition's columns, or by
 * some of them, and no row's time is NULL.
 *
 * @param input the rows
 * @param partition columns of the input; sessions are made of rows that agree on them
 * @param time the column of the input with the time
 * @param gapMillis how long a session stays open without a row
 * @param closing when rows are final, by the session's end, and what happens then; null if they are kept for ever
 */
public record SessionNode(
        PlanNode input,
        List<Integer> partition,
        int time,
        long gapMillis,
        @Nullable Closing closing) implements PlanNode {
    /** The columns that are added. */
    public static final int COLUMNS = 3;

    public SessionNode {
        partition = List.copyOf(partition);
        if (time < 0 || gapMillis <= 0) {
            throw new IllegalArgumentException("column " + time + ", gap of " + gapMillis + " ms");
        }
    }

    /** The column with a session's start. */
    public int start() {
        return input.types().size();
    }

    /** The column with a session's end. */
    public int end() {
        return start() + 1;
    }

    /** The same sessions, final at another time. */
    public SessionNode closedBy(@Nullable Closing other) {
        return new SessionNode(input, partition, time, gapMillis, other);
    }

    @Override
    public List<ColumnType> types() {
        List<ColumnType> types = new ArrayList<>(input.types());
        ColumnType bound = input.types().get(time).notNull();
        for (int i = 0; i < COLUMNS; i++) {
            types.add(bound);
        }
        return List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new SessionNode(others.get(0), partition, time, gapMillis, closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
