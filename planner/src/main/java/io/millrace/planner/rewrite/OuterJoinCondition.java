package io.millrace.planner.rewrite;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * The condition of an outer join with subqueries: the value of each becomes a column of the side that it is about, before
 * the join. Used for one join.
 */
final class OuterJoinCondition {
    /** Stand for the values of subqueries until the widths of both sides are known. */
    private static final int LEFT_VALUE = 1_000_000;

    private static final int RIGHT_VALUE = 2_000_000;

    private final Join join;
    private final CorrelationId id;
    private final RexBuilder builder;
    private final int leftWidth;
    private final OuterRows left;
    private final OuterRows right;
    private final List<RexNode> leftValues = new ArrayList<>();
    private final List<RexNode> rightValues = new ArrayList<>();

    OuterJoinCondition(Join join, CorrelationId id) {
        this.join = join;
        this.id = id;
        this.builder = join.getCluster().getRexBuilder();
        this.leftWidth = Rels.width(join.getLeft());
        this.left = new OuterRows(join.getLeft(), id, 0);
        this.right = new OuterRows(join.getRight(), id, leftWidth);
    }

    /** The join under this condition. */
    RelNode join(RexNode condition) {
        RexNode marked = condition.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                return isOfLeft(subquery)
                        ? place(LEFT_VALUE, left.replaced(subquery), leftValues)
                        : place(RIGHT_VALUE, right.replaced(moved(subquery)), rightValues);
            }
        });
        RelNode newLeft = extended(left.plan(), leftWidth, leftValues);
        int rightWidth = Rels.width(join.getRight());
        RelNode newRight = extended(right.plan(), rightWidth, rightValues);
        int newWidth = Rels.width(newLeft);
        RexNode placed = marked.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                int index = ref.getIndex();
                if (index >= RIGHT_VALUE) {
                    return new RexInputRef(newWidth + rightWidth + index - RIGHT_VALUE, ref.getType());
                }
                if (index >= LEFT_VALUE) {
                    return new RexInputRef(leftWidth + index - LEFT_VALUE, ref.getType());
                }
                return new RexInputRef(index < leftWidth ? index : index - leftWidth + newWidth, ref.getType());
            }
        });
        RelNode joined = Rels.join(newLeft, newRight, join.getJoinType(), List.of(placed));
        List<RexNode> shown = new ArrayList<>(Rels.columns(joined, 0, leftWidth));
        shown.addAll(Rels.columns(joined, newWidth, newWidth + rightWidth));
        return Rels.project(joined, shown, join.getRowType().getFieldNames());
    }

    private boolean isOfLeft(RexSubQuery subquery) {
        Set<Integer> fields = new LinkedHashSet<>(Correlation.fields(subquery.rel, id));
        subquery.getOperands()
                .forEach(operand ->
                        fields.addAll(RelOptUtil.InputFinder.bits(operand).asSet()));
        boolean ofLeft = fields.stream().allMatch(field -> field < leftWidth);
        if (!ofLeft && fields.stream().anyMatch(field -> field < leftWidth)) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "A subquery in the ON of an outer JOIN that refers to both sides of it is not supported. Let it refer"
                            + " to one side only, or move it to WHERE.");
        }
        return ofLeft;
    }

    private RexSubQuery moved(RexSubQuery subquery) {
        List<RexNode> operands = subquery.getOperands().stream()
                .map(operand -> operand.accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return new RexInputRef(ref.getIndex() - leftWidth, ref.getType());
                    }
                }))
                .toList();
        return subquery.clone(subquery.getType(), operands);
    }

    private RexNode place(int first, RexNode value, List<RexNode> values) {
        values.add(value);
        return builder.makeInputRef(value.getType(), first + values.size() - 1);
    }

    private static RelNode extended(RelNode plan, int width, List<RexNode> values) {
        List<RexNode> columns = new ArrayList<>(Rels.columns(plan, 0, width));
        columns.addAll(values);
        return Rels.project(plan, columns, null);
    }
}
