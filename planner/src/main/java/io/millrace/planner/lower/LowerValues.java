package io.millrace.planner.lower;

import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Rows of literals: a row without columns for each, under a kernel that gives it its values. */
final class LowerValues {
    private LowerValues() {}

    static Chain lower(Values values, Lowering lowering) {
        RelDataType type = values.getRowType();
        List<String> names = type.getFieldNames();
        if (values.getTuples().isEmpty()) {
            RexBuilder builder = values.getCluster().getRexBuilder();
            List<RexNode> unused = new ArrayList<>();
            for (RelDataTypeField field : type.getFieldList()) {
                RelDataType column = field.getType();
                unused.add(column.isNullable() ? builder.makeNullLiteral(column) : builder.makeZeroLiteral(column));
            }
            return rows(0).project(unused, names);
        }
        if (values.getTuples().size() == 1) {
            return rows(1).project(List.<RexNode>copyOf(values.getTuples().get(0)), names);
        }
        List<PlanNode> rows = new ArrayList<>();
        for (List<RexLiteral> tuple : values.getTuples()) {
            rows.add(lowering.seal(rows(1).project(List.<RexNode>copyOf(tuple), names))
                    .node());
        }
        List<ColumnType> types = LowerUnion.types(rows, type);
        Properties properties = new Properties(null, true, null);
        return Chain.of(new Lowered(new UnionNode(rows, types), names, properties), type);
    }

    private static Chain rows(int count) {
        Properties properties = new Properties(List.of(), true, null);
        Lowered base = new Lowered(new ValuesNode(count, List.of()), List.of(), properties);
        return new Chain(base, null, null, List.of(), List.of());
    }
}
