package io.millrace.planner.validate;

import io.millrace.executor.error.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Each row of the left input beside the rows of the right input with equal keys, as they are when the left row comes: not one of Calcite's
 * joins, as what changes on the right later does not matter. Immutable.
 */
public final class LookupJoin extends BiRel {
    private final List<RexNode> leftKeys;
    private final List<RexNode> rightKeys;
    private final Kind kind;

    /**
     * What all such joins of a statement have.
     *
     * @param outer whether left rows that find nothing are kept
     * @param place where it is written, for messages
     */
    public record Kind(boolean outer, @Nullable Position place) {}

    private LookupJoin(
            RelNode left, RelNode right, List<RexNode> leftKeys, List<RexNode> rightKeys, Kind kind, RelDataType type) {
        super(left.getCluster(), left.getTraitSet(), left, right);
        this.leftKeys = List.copyOf(leftKeys);
        this.rightKeys = List.copyOf(rightKeys);
        this.kind = kind;
        this.rowType = type;
    }

    /**
     * A join of two plans.
     *
     * @param leftKeys expressions over the left columns
     * @param rightKeys what they must equal, over the right columns
     */
    public static LookupJoin of(
            RelNode left, RelNode right, List<RexNode> leftKeys, List<RexNode> rightKeys, Kind kind) {
        RelDataType type = SqlValidatorUtil.deriveJoinRowType(
                left.getRowType(),
                right.getRowType(),
                kind.outer() ? JoinRelType.LEFT : JoinRelType.INNER,
                left.getCluster().getTypeFactory(),
                null,
                List.of());
        return new LookupJoin(left, right, leftKeys, rightKeys, kind, type);
    }

    /** Expressions over the left columns. */
    public List<RexNode> leftKeys() {
        return leftKeys;
    }

    /** What they must equal, over the right columns. */
    public List<RexNode> rightKeys() {
        return rightKeys;
    }

    /** Whether left rows that find nothing are kept. */
    public boolean isOuter() {
        return kind.outer();
    }

    /** Where it is written. */
    public @Nullable Position place() {
        return kind.place();
    }

    /** The same join over other plans, their columns named by what these are now. */
    public LookupJoin over(RelNode otherLeft, RelNode otherRight, List<RexNode> ofLeft, List<RexNode> ofRight) {
        return of(otherLeft, otherRight, ofLeft, ofRight, kind);
    }

    /** The same as a plain join, for a query that runs once. */
    public LogicalJoin plain() {
        RexBuilder builder = getCluster().getRexBuilder();
        int width = left.getRowType().getFieldCount();
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < leftKeys.size(); i++) {
            RexNode shifted = rightKeys.get(i).accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return new RexInputRef(ref.getIndex() + width, ref.getType());
                }
            });
            equalities.add(builder.makeCall(SqlStdOperatorTable.EQUALS, leftKeys.get(i), shifted));
        }
        return LogicalJoin.create(
                left,
                right,
                List.of(),
                RexUtil.composeConjunction(builder, equalities),
                Set.of(),
                isOuter() ? JoinRelType.LEFT : JoinRelType.INNER);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new LookupJoin(inputs.get(0), inputs.get(1), leftKeys, rightKeys, kind, rowType);
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        List<RexNode> ofLeft = shuttle.apply(leftKeys);
        List<RexNode> ofRight = shuttle.apply(rightKeys);
        return ofLeft.equals(leftKeys) && ofRight.equals(rightKeys)
                ? this
                : new LookupJoin(left, right, ofLeft, ofRight, kind, rowType);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("keys", leftKeys + " = " + rightKeys)
                .itemIf("orNull", true, isOuter());
    }
}
