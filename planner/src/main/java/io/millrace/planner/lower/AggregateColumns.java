package io.millrace.planner.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The columns that an aggregate reads of its input, in the order in which they are asked for, keys first. */
final class AggregateColumns {
    private final Chain rows;
    private final RelDataType rowType;
    private final RexBuilder builder;
    private final List<RexNode> read = new ArrayList<>();
    private final Map<RexNode, Integer> places = new LinkedHashMap<>();

    /**
     * @param rows the aggregate's input
     * @param rowType its row type in the plan
     * @param builder of expressions
     */
    AggregateColumns(Chain rows, RelDataType rowType, RexBuilder builder) {
        this.rows = rows;
        this.rowType = rowType;
        this.builder = builder;
    }

    /** Where a column is found; each is there once. */
    int place(int column) {
        return place(new RexInputRef(column, type(column)));
    }

    /** Where a column cast to DOUBLE is found. */
    int placeOfDouble(int column) {
        RelDataType type = builder.getTypeFactory()
                .createTypeWithNullability(
                        builder.getTypeFactory().createSqlType(SqlTypeName.DOUBLE),
                        type(column).isNullable());
        return place(builder.ensureType(type, new RexInputRef(column, type(column)), true));
    }

    private int place(RexNode expression) {
        Integer known = places.get(expression);
        if (known == null) {
            known = read.size();
            places.put(expression, known);
            read.add(expression);
        }
        return known;
    }

    /** A place for a column that no one else shares. */
    int addApart(int column) {
        read.add(new RexInputRef(column, type(column)));
        return read.size() - 1;
    }

    /** Whether two columns are the same expression, as an expression that is written twice is before plans are optimized. */
    boolean isSame(int column, int other) {
        RexNode expression = rows.projections().get(column);
        return column == other
                || RexUtil.isDeterministic(expression)
                        && expression.equals(rows.projections().get(other));
    }

    /** How many places there are. */
    int size() {
        return read.size();
    }

    RelDataType type(int column) {
        return field(column).getType();
    }

    /** The constant that a column is, perhaps cast to another type, or null if it is none. */
    @Nullable
    RexLiteral literal(int column) {
        RexNode expression = rows.projections().get(column);
        while (expression.getKind() == SqlKind.CAST) {
            expression = ((RexCall) expression).getOperands().get(0);
        }
        return expression instanceof RexLiteral literal ? literal : null;
    }

    /** The SQL of a column, for messages. */
    String text(int column) {
        return rows.text(column);
    }

    /** The input's rows with all their columns. */
    Chain rows() {
        return rows;
    }

    /** The input's rows with just these columns. */
    Chain project() {
        return rows.project(read, read.stream().map(this::name).toList());
    }

    private String name(RexNode expression) {
        return expression instanceof RexInputRef ref ? field(ref.getIndex()).getName() : expression.toString();
    }

    private RelDataTypeField field(int column) {
        return rowType.getFieldList().get(column);
    }
}
