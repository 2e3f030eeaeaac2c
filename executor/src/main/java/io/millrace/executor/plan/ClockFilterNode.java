package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Rows while the clock is within their time: from the greatest of some moments on, and before the least of some others. A row of which
 * any of these is NULL is never there. The clock is that of the tick ({@link Frontier#CLOCK}), or how far event time has come, so rows
 * come and go without any input.
 *
 * @param input the rows; behind the columns that are shown it may have others that only hold moments. Those that are equal in all columns
 *     are on one shard, unless it is append-only
 * @param enters a row is there from all of these moments on; empty for from the beginning
 * @param leaves a row is gone from the first of these moments on; empty for never
 * @param clock what moments are compared with: those before its bound have been
 * @param appendOnly whether the input never deletes
 * @param types the columns that are shown, the first ones of the input
 */
public record ClockFilterNode(
        PlanNode input,
        List<Moment> enters,
        List<Moment> leaves,
        Frontier clock,
        boolean appendOnly,
        List<ColumnType> types)
        implements PlanNode {
    public ClockFilterNode {
        enters = List.copyOf(enters);
        leaves = List.copyOf(leaves);
        types = List.copyOf(types);
        if (enters.isEmpty() && leaves.isEmpty()) {
            throw new IllegalArgumentException("rows that neither come nor go");
        }
    }

    /** By the clock of the tick. */
    public ClockFilterNode(
            PlanNode input, List<Moment> enters, List<Moment> leaves, boolean appendOnly, List<ColumnType> types) {
        this(input, enters, leaves, Frontier.of(Frontier.CLOCK), appendOnly, types);
    }

    /**
     * A moment of a row, in milliseconds since 1970 or in whatever the clock counts.
     *
     * @param column the input's column with a time
     * @param plusMillis what is added to it
     */
    public record Moment(int column, long plusMillis) {}

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new ClockFilterNode(others.get(0), enters, leaves, clock, appendOnly, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
