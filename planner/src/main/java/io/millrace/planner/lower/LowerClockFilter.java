package io.millrace.planner.lower;

import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.validate.CurrentTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * A filter whose conditions ask for the present time: what else it asks is tested first, then timers let rows come and go. The moments
 * at which they do are columns of the kernel below, unless they are columns of the rows already.
 */
final class LowerClockFilter {
    private LowerClockFilter() {}

    static boolean isOne(Filter filter) {
        return CurrentTime.asks(filter.getCondition());
    }

    static Chain lower(Filter filter, Lowering lowering) {
        RexBuilder builder = filter.getCluster().getRexBuilder();
        List<RexNode> timed = new ArrayList<>();
        List<RexNode> others = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            (CurrentTime.asks(conjunct) ? timed : others).add(conjunct);
        }
        ClockBounds bounds = ClockBounds.of(timed, builder);
        List<RexNode> expressions = new ArrayList<>(others);
        bounds.enters().forEach(bound -> expressions.add(bound.time()));
        bounds.leaves().forEach(bound -> expressions.add(bound.time()));
        Chain input = lowering.ready(filter.getInput(), expressions);
        if (!others.isEmpty()) {
            input = input.filter(RexUtil.composeConjunction(builder, others), builder);
        }
        boolean appendOnly = input.base().properties().appendOnly();
        if (!appendOnly) {
            Lowered sealed = lowering.seal(input);
            input = Chain.of(sealed.exchangedBy(identity(sealed)), filter.getRowType());
        }
        return filtered(filter, input, bounds, appendOnly, lowering);
    }

    private static Chain filtered(
            Filter filter, Chain input, ClockBounds bounds, boolean appendOnly, Lowering lowering) {
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>(filter.getRowType().getFieldNames());
        filter.getRowType()
                .getFieldList()
                .forEach(field -> columns.add(new RexInputRef(field.getIndex(), field.getType())));
        int shown = columns.size();
        List<ClockFilterNode.Moment> enters = moments(bounds.enters(), columns, names);
        List<ClockFilterNode.Moment> leaves = moments(bounds.leaves(), columns, names);
        Lowered rows = lowering.seal(input.project(columns, names));
        List<ColumnType> types = rows.node().types().subList(0, shown);
        ClockFilterNode node = new ClockFilterNode(rows.node(), enters, leaves, appendOnly, types);
        Properties known = rows.properties();
        // What goes by the clock may be long behind event time, so that no frontier holds any more.
        Properties properties =
                new Properties(known.key(), appendOnly && leaves.isEmpty(), known.colocated(), Map.of());
        return Chain.of(new Lowered(node, rows.names().subList(0, shown), properties), filter.getRowType());
    }

    /** Bounds as columns: those that are there, or new ones behind them. */
    private static List<ClockFilterNode.Moment> moments(
            List<ClockBounds.Bound> bounds, List<RexNode> columns, List<String> names) {
        List<ClockFilterNode.Moment> moments = new ArrayList<>();
        for (ClockBounds.Bound bound : bounds) {
            int column = columns.indexOf(bound.time());
            if (column < 0) {
                column = columns.size();
                columns.add(bound.time());
                names.add("moment " + column);
            }
            moments.add(new ClockFilterNode.Moment(column, bound.plusMillis()));
        }
        return moments;
    }

    /** The columns that tell rows apart: a row that is deleted must meet the one that was inserted. */
    private static List<Integer> identity(Lowered rows) {
        List<Integer> key = rows.properties().key();
        return key == null || key.isEmpty()
                ? IntStream.range(0, rows.node().types().size()).boxed().toList()
                : key;
    }
}
