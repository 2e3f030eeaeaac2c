package io.millrace.planner.lower;

import io.millrace.planner.kernel.SqlText;
import io.millrace.planner.kernel.WindowAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * Filters, projections and window assignments above a node, composed and not yet made into a kernel: the rows of the base,
 * each in its windows, that meet the condition, as the projections show them. All expressions refer to the base's columns
 * and, behind those, to window_start, window_end and window_time. Immutable.
 *
 * @param base what the kernel will read
 * @param window the windows to assign first, or null
 * @param condition which rows stay, or null for all
 * @param projections one for each output column
 * @param names the names of the output columns
 */
record Chain(
        Lowered base,
        @Nullable WindowAssignment window,
        @Nullable RexNode condition,
        List<RexNode> projections,
        List<String> names) {
    /** Expressions that would grow beyond this many nodes are computed by two kernels, one above the other. */
    private static final int MAX_NODES = 2_000;

    Chain {
        projections = List.copyOf(projections);
        names = List.copyOf(names);
    }

    /** The rows of a node as they are; {@code type} is their row type in the plan. */
    static Chain of(Lowered base, RelDataType type) {
        List<RexNode> columns = new ArrayList<>();
        type.getFieldList().forEach(field -> columns.add(new RexInputRef(field.getIndex(), field.getType())));
        return new Chain(base, null, null, columns, base.names());
    }

    /** These rows, if the condition over their columns holds. */
    Chain filter(RexNode test, RexBuilder builder) {
        RexNode composed = compose(test);
        RexNode both = condition == null ? composed : RexUtil.composeConjunction(builder, List.of(condition, composed));
        return new Chain(base, window, both, projections, names);
    }

    /** Expressions over the columns of these rows. */
    Chain project(List<RexNode> expressions, List<String> newNames) {
        return new Chain(
                base, window, condition, expressions.stream().map(this::compose).toList(), newNames);
    }

    /** These rows, each once for every window that its time lies in. Only if {@link #canAssign} says so. */
    Chain assign(WindowAssignment added, RelDataType windowed) {
        int time = ((RexInputRef) projections.get(added.timeColumn())).getIndex();
        int columns = base.node().types().size();
        int fields = windowed.getFieldCount();
        List<RexNode> extended = new ArrayList<>(projections);
        for (int index = 0; index < WindowAssignment.COLUMNS; index++) {
            RelDataType type = windowed.getFieldList()
                    .get(fields - WindowAssignment.COLUMNS + index)
                    .getType();
            extended.add(new RexInputRef(columns + index, type));
        }
        return new Chain(base, added.of(time), condition, extended, windowed.getFieldNames());
    }

    /** Whether windows over an output column can be assigned in the same kernel. */
    boolean canAssign(int timeColumn) {
        return window == null && projections.get(timeColumn) instanceof RexInputRef;
    }

    /** Whether further expressions over these rows would become too large to be composed into one kernel. */
    boolean isTooLargeFor(List<RexNode> expressions) {
        int[] size = new int[1];
        int[] sizes = projections.stream().mapToInt(RexNode::nodeCount).toArray();
        RexShuttle counter = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                size[0] = Math.min(size[0] + sizes[ref.getIndex()], Integer.MAX_VALUE / 2);
                return ref;
            }
        };
        boolean trivial = IntStream.of(sizes).allMatch(count -> count == 1);
        if (trivial) {
            return false;
        }
        counter.visitEach(expressions);
        return size[0] > MAX_NODES;
    }

    /** The SQL of an output column, for messages. */
    String text(int column) {
        List<String> fields = new ArrayList<>(base.names());
        fields.addAll(List.of("window_start", "window_end", "window_time"));
        return SqlText.of(projections.get(column), fields);
    }

    private RexNode compose(RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return projections.get(ref.getIndex());
            }
        });
    }
}
