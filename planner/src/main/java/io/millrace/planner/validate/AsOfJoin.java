package io.millrace.planner.validate;

import io.millrace.executor.plan.AsOfMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Each row of the left input beside the one row of the right input that is nearest to it in time, among those with equal keys; without one
 * it is left out, or stands beside NULLs. Which row that is depends on all columns of the right input, and a filter on those is another
 * join: so this is not one of Calcite's joins, whose rules do not know that. Immutable.
 */
public final class AsOfJoin extends BiRel {
    private final Condition condition;
    private final boolean outer;

    /**
     * When rows belong together.
     *
     * @param leftKeys expressions over the left columns
     * @param rightKeys what they must equal, over the right columns
     * @param leftTime the time of a left row, over the left columns
     * @param rightTime the time of a right row, over the right columns
     * @param nearest which right row is looked for
     */
    public record Condition(
            List<RexNode> leftKeys,
            List<RexNode> rightKeys,
            RexNode leftTime,
            RexNode rightTime,
            AsOfMatch.Nearest nearest) {
        public Condition {
            leftKeys = List.copyOf(leftKeys);
            rightKeys = List.copyOf(rightKeys);
        }

        /** The same over other columns. */
        public Condition with(UnaryOperator<RexNode> left, UnaryOperator<RexNode> right) {
            return new Condition(
                    leftKeys.stream().map(left).toList(),
                    rightKeys.stream().map(right).toList(),
                    left.apply(leftTime),
                    right.apply(rightTime),
                    nearest);
        }

        public List<RexNode> left() {
            List<RexNode> all = new ArrayList<>(leftKeys);
            all.add(leftTime);
            return all;
        }

        public List<RexNode> right() {
            List<RexNode> all = new ArrayList<>(rightKeys);
            all.add(rightTime);
            return all;
        }
    }

    private AsOfJoin(RelNode left, RelNode right, Condition condition, boolean outer, RelDataType type) {
        super(left.getCluster(), left.getTraitSet(), left, right);
        this.condition = condition;
        this.outer = outer;
        this.rowType = type;
    }

    /** A join of two plans; {@code outer} keeps left rows that find nothing. */
    public static AsOfJoin of(RelNode left, RelNode right, Condition condition, boolean outer) {
        RelDataType type = SqlValidatorUtil.deriveJoinRowType(
                left.getRowType(),
                right.getRowType(),
                outer ? JoinRelType.LEFT : JoinRelType.INNER,
                left.getCluster().getTypeFactory(),
                null,
                List.of());
        return new AsOfJoin(left, right, condition, outer, type);
    }

    /** The same join over other plans. */
    public AsOfJoin over(RelNode otherLeft, RelNode otherRight, Condition other) {
        return of(otherLeft, otherRight, other, outer);
    }

    /** When rows belong together. */
    public Condition condition() {
        return condition;
    }

    /** Whether left rows that find nothing are kept. */
    public boolean isOuter() {
        return outer;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new AsOfJoin(inputs.get(0), inputs.get(1), condition, outer, rowType);
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        Condition visited = condition.with(node -> node.accept(shuttle), node -> node.accept(shuttle));
        return visited.equals(condition) ? this : new AsOfJoin(left, right, visited, outer, rowType);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("keys", condition.leftKeys() + " = " + condition.rightKeys())
                .item("time", condition.leftTime() + " " + condition.nearest() + " " + condition.rightTime())
                .itemIf("orNull", true, outer);
    }
}
