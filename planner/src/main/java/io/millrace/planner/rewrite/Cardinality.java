package io.millrace.planner.rewrite;

import io.millrace.planner.catalog.Relation;
import io.millrace.planner.validate.RelationTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** How many rows a subquery can have at most, as far as its shape tells. Stateless. */
final class Cardinality {
    private Cardinality() {}

    /** Whether a plan has exactly one row, always. */
    static boolean isOne(RelNode plan) {
        if (plan instanceof Project project) {
            return isOne(project.getInput());
        }
        if (plan instanceof Aggregate aggregate) {
            return aggregate.getGroupCount() == 0 && aggregate.getGroupSets().size() == 1;
        }
        if (plan instanceof Join join) {
            return join.getJoinType() == JoinRelType.INNER
                    && join.getCondition().isAlwaysTrue()
                    && isOne(join.getLeft())
                    && isOne(join.getRight());
        }
        return plan instanceof Values values && values.getTuples().size() == 1;
    }

    /** Whether a plan has never more than one row. */
    static boolean isAtMostOne(RelNode plan) {
        return isAtMostOneForEach(plan)
                || plan instanceof Values values && values.getTuples().size() <= 1;
    }

    /** Whether a plan has never more than one row for an outer row to which it refers. */
    static boolean isAtMostOneForEach(RelNode plan) {
        if (plan instanceof Project project) {
            return isAtMostOneForEach(project.getInput());
        }
        if (plan instanceof Filter filter) {
            return isAtMostOneForEach(filter.getInput());
        }
        if (plan instanceof Sort sort && sort.fetch != null) {
            return Orders.rows(sort.fetch, 0) <= 1;
        }
        return isOne(plan);
    }

    /** Whether no two rows of a plan agree on these columns. */
    static boolean isUniqueBy(RelNode plan, List<Integer> columns) {
        if (plan instanceof Filter filter) {
            return isUniqueBy(filter.getInput(), columns);
        }
        if (plan instanceof Project project) {
            List<Integer> below = new ArrayList<>();
            columns.forEach(column -> below.add(source(project.getProjects().get(column))));
            below.removeIf(column -> column < 0);
            return isUniqueBy(project.getInput(), below);
        }
        if (plan instanceof Aggregate aggregate && aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
            return columns.containsAll(org.apache.calcite.util.ImmutableBitSet.range(aggregate.getGroupCount())
                    .asList());
        }
        if (plan instanceof TableScan scan) {
            RelationTable table = scan.getTable().unwrapOrThrow(RelationTable.class);
            Relation relation = table.relation();
            List<Integer> of = columns.stream().map(table.columns()::get).toList();
            return !relation.key().isEmpty() && of.containsAll(relation.key());
        }
        return false;
    }

    /** The column that an expression shows, be it as a wider whole number; or -1. */
    static int source(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        boolean widens = expression.isA(SqlKind.CAST)
                && SqlTypeName.INT_TYPES.contains(expression.getType().getSqlTypeName())
                && SqlTypeName.INT_TYPES.contains(
                        ((RexCall) expression).getOperands().get(0).getType().getSqlTypeName());
        return widens
                ? source(Objects.requireNonNull((RexCall) expression)
                        .getOperands()
                        .get(0))
                : -1;
    }
}
