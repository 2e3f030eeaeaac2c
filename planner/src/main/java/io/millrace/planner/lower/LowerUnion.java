package io.millrace.planner.lower;

import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.NestedTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** UNION ALL becomes a union of inputs brought to the same types; UNION also makes its rows distinct. */
final class LowerUnion {
    private LowerUnion() {}

    static Chain lower(Union union, Lowering lowering) {
        RelDataType type = union.getRowType();
        List<PlanNode> nodes = new ArrayList<>();
        List<Lowered> inputs = new ArrayList<>();
        boolean appendOnly = true;
        boolean onOneShard = true;
        for (RelNode input : union.getInputs()) {
            Lowered lowered = branch(input, type, lowering);
            nodes.add(lowered.node());
            inputs.add(lowered);
            appendOnly &= lowered.properties().appendOnly();
            onOneShard &= Set.of().equals(lowered.properties().colocated());
        }
        Properties properties =
                new Properties(null, appendOnly, onOneShard ? Set.of() : null, EventTimes.least(inputs));
        Lowered all = new Lowered(new UnionNode(nodes, types(nodes, type)), type.getFieldNames(), properties);
        return Chain.of(union.all ? all : LowerAggregate.distinct(all, lowering), type);
    }

    /** The types of a union: those of the plan, nullable if any input's column is. */
    static List<ColumnType> types(List<PlanNode> inputs, RelDataType rowType) {
        List<ColumnType> types = new ArrayList<>();
        List<ColumnType> declared = ColumnTypes.ofFields(rowType);
        for (int column = 0; column < declared.size(); column++) {
            int index = column;
            boolean nullable =
                    inputs.stream().anyMatch(input -> input.types().get(index).nullable());
            types.add(declared.get(column).withNullable(nullable));
        }
        return List.copyOf(types);
    }

    /** A branch of a union, a recursion or another set operation, brought to its types. */
    static Lowered branch(RelNode input, RelDataType to, Lowering lowering) {
        return lowering.seal(cast(
                lowering.chain(input),
                input.getRowType(),
                to,
                input.getCluster().getRexBuilder()));
    }

    private static Chain cast(Chain chain, RelDataType from, RelDataType to, RexBuilder builder) {
        List<RexNode> columns = new ArrayList<>();
        for (int index = 0; index < to.getFieldCount(); index++) {
            RelDataType source = from.getFieldList().get(index).getType();
            RelDataType target = to.getFieldList().get(index).getType();
            RexNode column = new RexInputRef(index, source);
            columns.add(
                    liesAlike(ColumnTypes.of(source), ColumnTypes.of(target))
                            ? column
                            : builder.makeCast(target, column));
        }
        return chain.project(columns, to.getFieldNames());
    }

    /** Whether each value of the narrower type lies in memory as it would in the wider one. */
    private static boolean liesAlike(ColumnType narrow, ColumnType wide) {
        if (narrow.storage() != wide.storage()) {
            return false;
        }
        return switch (wide.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL ->
                narrow.kind().isExact() && narrow.scale() == wide.scale();
            case REAL, DOUBLE, CHAR, VARCHAR, VARBINARY ->
                narrow.kind() != TypeKind.UUID && !narrow.kind().isNested();
            case ARRAY, MULTISET, MAP, ROW -> NestedTypes.lieAlike(narrow, wide);
            case BOOLEAN, UUID, BINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MONTHS, INTERVAL_MILLIS ->
                narrow.kind() == wide.kind() && narrow.precision() == wide.precision();
        };
    }
}
