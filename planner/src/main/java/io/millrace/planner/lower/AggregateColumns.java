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
    private final RelDataType rowType;
    private final List<Integer> read = new ArrayList<>();
    private final Map<Integer, Integer> places = new LinkedHashMap<>();

    AggregateColumns(RelDataType rowType) {
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

    List<RexNode> expressions() {
        List<RexNode> expressions = new ArrayList<>();
        read.forEach(column -> expressions.add(new RexInputRef(column, type(column))));
        return expressions;
    }

    List<String> names() {
        return read.stream().map(column -> field(column).getName()).toList();
    }

    private RelDataTypeField field(int column) {
        return rowType.getFieldList().get(column);
    }
}
