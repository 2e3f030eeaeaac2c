package io.millrace.planner.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** One side of a join: its columns, and behind them what keys compute. Places are asked for before it is lowered. */
class KeyedSide {
    private final RelNode input;
    private final Lowering lowering;
    private final List<RexNode> columns = new ArrayList<>();
    private final List<String> names;
    private @Nullable Chain chain;
    private @Nullable Lowered lowered;

    KeyedSide(RelNode input, Lowering lowering) {
        this.input = input;
        this.lowering = lowering;
        RelDataType type = input.getRowType();
        this.names = new ArrayList<>(type.getFieldNames());
        type.getFieldList().forEach(field -> columns.add(new RexInputRef(field.getIndex(), field.getType())));
    }

    final int width() {
        return columns.size();
    }

    /** An expression of a column, over the columns of the input. */
    final RexNode column(int place) {
        return columns.get(place);
    }

    /** The column that shows an expression. */
    final int place(RexNode expression) {
        int known = columns.indexOf(expression);
        if (known >= 0) {
            return known;
        }
        columns.add(expression);
        names.add(expression.toString());
        return columns.size() - 1;
    }

    final Lowered lowered() {
        if (lowered == null) {
            chain = lowering.ready(input, columns).project(columns, names);
            lowered = lowering.seal(chain);
        }
        return lowered;
    }

    /** What a column shows, over the columns below the last filters and projections. Only when it is lowered. */
    public final RexNode origin(int column) {
        return Objects.requireNonNull(chain).projections().get(column);
    }
}
