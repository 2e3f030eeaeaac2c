package io.millrace.planner.lower;

import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Rows of literals: one or none as a row without columns under a kernel that gives it its values, more of them as data. */
final class LowerValues {
    private LowerValues() {}

    static Chain lower(Values values, Lowering lowering) {
        RelDataType type = values.getRowType();
        List<String> names = type.getFieldNames();
        if (values.getTuples().isEmpty()) {
            RexBuilder builder = values.getCluster().getRexBuilder();
            List<RexNode> unused = new ArrayList<>();
            for (RelDataTypeField field : type.getFieldList()) {
                unused.add(anyOf(field.getType(), builder));
            }
            return rows(0).project(unused, names);
        }
        if (values.getTuples().size() == 1) {
            return rows(1).project(List.<RexNode>copyOf(values.getTuples().get(0)), names);
        }
        List<ColumnType> types = types(values);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<RexLiteral> tuple : values.getTuples()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (RexLiteral literal : tuple) {
                row.add(LiteralValues.of(literal, types.get(row.size())));
            }
            rows.add(row);
        }
        Properties properties = new Properties(null, true, null);
        return Chain.of(new Lowered(new ValuesNode(rows.size(), types, rows), names, properties), type);
    }

    /** An expression of a type, which no row will ever have. */
    private static RexNode anyOf(RelDataType type, RexBuilder builder) {
        if (type.isNullable()) {
            return builder.makeNullLiteral(type);
        }
        TypeKind kind = ColumnTypes.of(type).kind();
        if (kind.isNested() || kind == TypeKind.UUID || SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            // No zero is known of these.
            RelDataType nullable = builder.getTypeFactory().createTypeWithNullability(type, true);
            return builder.makeAbstractCast(type, builder.makeNullLiteral(nullable), false);
        }
        return builder.makeZeroLiteral(type);
    }

    /** The declared types, nullable where there is a NULL. */
    private static List<ColumnType> types(Values values) {
        List<ColumnType> types = new ArrayList<>();
        for (ColumnType declared : ColumnTypes.ofFields(values.getRowType())) {
            int column = types.size();
            boolean hasNull = values.getTuples().stream()
                    .anyMatch(tuple -> tuple.get(column).isNull());
            types.add(declared.withNullable(hasNull));
        }
        return types;
    }

    private static Chain rows(int count) {
        Properties properties = new Properties(List.of(), true, null);
        Lowered base = new Lowered(ValuesNode.empty(count), List.of(), properties);
        return new Chain(base, null, null, List.of(), List.of());
    }
}
