package io.millrace.planner.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** The columns that an aggregate reads of its input, in the order in which they are asked for, keys first. */
final class AggregateColumns {
    private final Chain rows;
    private final RelDataType rowType;
    private final List<Integer> read = new ArrayList<>();
    private final Map<Integer, Integer> places = new LinkedHashMap<>();

    /**
     * @param rows the aggregate's input
     * @param rowType its row type in the plan
     */
    AggregateColumns(Chain rows, RelDataType rowType) {
        this.rows = rows;
        this.rowType = rowType;
    }

    /** Where a column is found; each is there once. */
    int place(int column) {
        return places.computeIfAbsent(column, ignored -> addApart(column));
    }

    /** A place for a column that no one else shares. */
    int addApart(int column) {
        read.add(column);
        return read.size() - 1;
    }

    /** How many places there are. */
    int size() {
        return read.size();
    }

    RelDataType type(int column) {
        return field(column).getType();
    }

    /** The SQL of a column, for messages. */
    String text(int column) {
        return rows.text(column);
    }

    /** The input's rows with just these columns. */
    Chain project() {
        List<RexNode> expressions = new ArrayList<>();
        read.forEach(column -> expressions.add(new RexInputRef(column, type(column))));
        return rows.project(
                expressions,
                read.stream().map(column -> field(column).getName()).toList());
    }

    private RelDataTypeField field(int column) {
        return rowType.getFieldList().get(column);
    }
}
