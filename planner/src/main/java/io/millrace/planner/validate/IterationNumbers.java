package io.millrace.planner.validate;

import com.google.common.collect.ImmutableSet;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Gives the step of a recursion the number of the iteration that a row comes from, as one more column at the end: that of the row of the recursion
 * it is computed from, the larger one where there are two. So the step becomes a query like any other over the rows of all
 * iterations at once, and whatever keeps such a query up to date keeps up the recursion. Done before anything is
 * rewritten, so that all later phases see a plain column.
 */
final class IterationNumbers {
    private static final String COLUMN = "$iteration";

    private final RecursionId recursion;
    private final RexBuilder builder;

    private IterationNumbers(RecursionId recursion, RexBuilder builder) {
        this.recursion = recursion;
        this.builder = builder;
    }

    /** The step with the number behind its columns. */
    static RelNode add(RelNode step, RecursionId recursion) {
        return new IterationNumbers(recursion, step.getCluster().getRexBuilder()).numbered(step);
    }

    private boolean isRead(RelNode node) {
        return node instanceof IterationScan scan && scan.recursion().equals(recursion)
                || node.getInputs().stream().anyMatch(this::isRead);
    }

    private RelNode numbered(RelNode node) {
        if (node instanceof IterationScan scan && scan.recursion().equals(recursion)) {
            RelDataTypeFactory.Builder columns =
                    scan.getCluster().getTypeFactory().builder();
            columns.addAll(scan.getRowType().getFieldList());
            columns.add(COLUMN, builder.getTypeFactory().createSqlType(SqlTypeName.BIGINT));
            return new IterationScan(scan.getCluster(), columns.build(), recursion);
        }
        if (node instanceof Project project && !project.containsOver()) {
            return project(project);
        }
        if (node instanceof Filter filter) {
            return LogicalFilter.create(
                    numbered(filter.getInput()), filter.getCondition(), ImmutableSet.copyOf(filter.getVariablesSet()));
        }
        if (node instanceof Join join) {
            return join(join);
        }
        if (node instanceof Correlate correlate) {
            return lateral(correlate);
        }
        if (node instanceof Union union && union.getInputs().stream().allMatch(this::isRead)) {
            List<RelNode> inputs =
                    union.getInputs().stream().map(this::numbered).toList();
            return LogicalUnion.create(inputs, union.all);
        }
        if (node instanceof Aggregate aggregate && isDistinct(aggregate)) {
            return distinct(aggregate);
        }
        if (node instanceof Sort sort && sort.fetch == null && sort.offset == null) {
            return numbered(sort.getInput());
        }
        throw unsupported(node);
    }

    private EngineException unsupported(RelNode node) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                recursion.position(),
                "The recursive part of '" + recursion.relation() + "' has "
                        + (node instanceof Recursion
                                ? "another recursion over it"
                                : "the step " + node.getRelTypeName())
                        + ", which a recursion cannot have. Use joins, filters and expressions there, and do all else in the"
                        + " query that reads '" + recursion.relation() + "'.");
    }

    private RelNode project(Project project) {
        RelNode input = numbered(project.getInput());
        List<RexNode> columns = new ArrayList<>(project.getProjects());
        columns.add(last(input));
        List<String> names = new ArrayList<>(project.getRowType().getFieldNames());
        names.add(COLUMN);
        return LogicalProject.create(input, List.of(), columns, names, project.getVariablesSet());
    }

    private static RexNode last(RelNode node) {
        return RexInputRef.of(node.getRowType().getFieldCount() - 1, node.getRowType());
    }

    private RelNode distinct(Aggregate aggregate) {
        RelNode input = numbered(aggregate.getInput());
        ImmutableBitSet keys = aggregate.getGroupSet().set(input.getRowType().getFieldCount() - 1);
        return LogicalAggregate.create(input, List.of(), keys, null, List.of());
    }

    private static boolean isDistinct(Aggregate aggregate) {
        return aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && aggregate.getAggCallList().isEmpty()
                && !aggregate.getGroupSet().isEmpty();
    }

    private RelNode join(Join join) {
        boolean left = isRead(join.getLeft());
        boolean right = isRead(join.getRight());
        boolean keepsRows = join.getJoinType() == JoinRelType.INNER
                || join.getJoinType() == JoinRelType.LEFT && !right
                || join.getJoinType() == JoinRelType.RIGHT && !left;
        boolean asks = !join.getVariablesSet().isEmpty();
        if (!keepsRows || asks && join.getJoinType() != JoinRelType.INNER) {
            throw unsupported(join);
        }
        RelNode leftInput = left ? numbered(join.getLeft()) : join.getLeft();
        RelNode rightInput = right ? numbered(join.getRight()) : join.getRight();
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        RexNode condition = asks ? builder.makeLiteral(true) : shifted(join.getCondition(), leftWidth, left ? 1 : 0);
        RelNode joined = LogicalJoin.create(leftInput, rightInput, List.of(), condition, Set.of(), join.getJoinType());
        RelNode ordered = ordered(joined, join, left, right);
        // Subqueries know the row as it was before it had numbers.
        return asks
                ? LogicalFilter.create(ordered, join.getCondition(), ImmutableSet.copyOf(join.getVariablesSet()))
                : ordered;
    }

    private RexNode shifted(RexNode condition, int from, int by) {
        return condition.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return ref.getIndex() < from ? ref : new RexInputRef(ref.getIndex() + by, ref.getType());
            }
        });
    }

    /** The columns of a join as they were, and then the one number. */
    private RelNode ordered(RelNode joined, RelNode before, boolean left, boolean right) {
        int width = before.getRowType().getFieldCount();
        int leftWidth = before.getInput(0).getRowType().getFieldCount();
        if (!left) {
            return joined;
        }
        List<RexNode> columns = new ArrayList<>();
        IntStream.range(0, leftWidth).forEach(column -> columns.add(column(joined, column)));
        IntStream.range(leftWidth, width).forEach(column -> columns.add(column(joined, column + 1)));
        RexNode number = column(joined, leftWidth);
        if (right) {
            RexNode other = last(joined);
            RexNode larger = builder.makeCall(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, number, other);
            number = builder.makeCall(SqlStdOperatorTable.CASE, larger, number, other);
        }
        columns.add(number);
        List<String> names = new ArrayList<>(before.getRowType().getFieldNames());
        names.add(COLUMN);
        return LogicalProject.create(joined, List.of(), columns, names, Set.of());
    }

    private static RexNode column(RelNode node, int index) {
        return RexInputRef.of(index, node.getRowType());
    }

    private RelNode lateral(Correlate correlate) {
        boolean left = isRead(correlate.getLeft());
        boolean right = isRead(correlate.getRight());
        if (right && correlate.getJoinType() != JoinRelType.INNER) {
            throw unsupported(correlate);
        }
        RelNode joined = LogicalCorrelate.create(
                left ? numbered(correlate.getLeft()) : correlate.getLeft(),
                right ? numbered(correlate.getRight()) : correlate.getRight(),
                List.of(),
                correlate.getCorrelationId(),
                correlate.getRequiredColumns(),
                correlate.getJoinType());
        return ordered(joined, correlate, left, right);
    }
}
