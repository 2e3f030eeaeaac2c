package io.millrace.planner.lower;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.validate.RelationTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * A plan that asks for the rows of a view with given values in some columns, and shows some of its columns.
 *
 * @param view as the circuit knows it
 * @param keyColumns the columns asked for, in the order of the key if they are the key; else those of a stored table, ascending
 * @param values of these columns, as they lie in memory, or a {@link Key} where it is a parameter
 * @param columns of the view
 */
public record KeyLookup(String view, List<Integer> keyColumns, List<Object> values, List<Integer> columns) {
    /** A key column that equals a parameter. */
    public record Key(int parameter, ColumnType type, ColumnType column) {
        /** The value to look up, or null if no row can have it. */
        public @Nullable Object value(@Nullable Object data) {
            return data == null ? null : StoredValues.ofData(data, type, column);
        }
    }

    /** The lookup that a plan is, or null. */
    public static @Nullable KeyLookup find(RelNode plan, Lowering lowering) {
        Relation relation = onlyView(plan);
        if (relation == null || relation.key().isEmpty()) {
            // Without a key there is nothing by which a row could be found, UNIQUE columns or not.
            return null;
        }
        Chain chain = lowering.chain(plan);
        if (!(chain.base().node() instanceof InputNode input) || chain.condition() == null) {
            return null;
        }
        Map<Integer, Object> values = new HashMap<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(chain.condition())) {
            if (!collect(conjunct, input, values, plan.getCluster().getTypeFactory())) {
                return null;
            }
        }
        boolean isKey = values.keySet().equals(Set.copyOf(relation.key()));
        if (!isKey && relation.kind() != RelationKind.STORED) {
            return null;
        }
        List<Integer> asked = isKey ? relation.key() : List.copyOf(new TreeSet<>(values.keySet()));
        List<Object> key = asked.stream().map(values::get).toList();
        List<Integer> shown = chain.projections().stream()
                .map(ChainSealer::columnOf)
                .map(column -> column < 0 ? -1 : input.columns().get(column))
                .toList();
        return shown.contains(-1) ? null : new KeyLookup(relation.circuitName(), asked, key, shown);
    }

    private static @Nullable Relation onlyView(RelNode plan) {
        RelNode node = plan;
        while (node instanceof Project || node instanceof Filter) {
            node = node.getInput(0);
        }
        if (!(node instanceof TableScan scan)) {
            return null;
        }
        Relation relation = scan.getTable().unwrapOrThrow(RelationTable.class).relation();
        boolean kept = relation.kind() == RelationKind.VIEW || relation.kind() == RelationKind.STORED;
        return kept && !relation.hasComputedColumns() ? relation : null;
    }

    /** Takes {@code column = literal or parameter}; false for anything else, or if the column has a value already. */
    private static boolean collect(
            RexNode conjunct, InputNode input, Map<Integer, Object> values, RelDataTypeFactory types) {
        if (!(conjunct instanceof RexCall call) || call.getKind() != SqlKind.EQUALS) {
            return false;
        }
        RexNode left = RexUtil.removeNullabilityCast(types, call.getOperands().get(0));
        RexNode right = RexUtil.removeNullabilityCast(types, call.getOperands().get(1));
        if (left instanceof RexLiteral || left instanceof RexDynamicParam) {
            RexNode swapped = left;
            left = right;
            right = swapped;
        }
        int column = ChainSealer.columnOf(left);
        if (column < 0) {
            return false;
        }
        Object value = value(right, input.types().get(column));
        return value != null && values.put(input.columns().get(column), value) == null;
    }

    private static @Nullable Object value(RexNode node, ColumnType column) {
        if (node instanceof RexDynamicParam parameter) {
            ColumnType type = ColumnTypes.of(parameter.getType());
            return StoredValues.isComparable(type, column) ? new Key(parameter.getIndex(), type, column) : null;
        }
        return node instanceof RexLiteral literal ? StoredValues.of(literal, column) : null;
    }
}
