package io.millrace.planner.lower;

import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.EqualTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a join taken apart: equalities between an expression of one side and one of the other, brought to
 * one type, and the rest.
 */
final class JoinKeys {
    private final int leftWidth;
    private final RexBuilder builder;
    private final boolean neverNull;
    private final List<Equality> equalities = new ArrayList<>();
    private final List<RexNode> rest = new ArrayList<>();

    /** Expressions over the columns of the left and of the right side that must be equal. */
    record Equality(RexNode left, RexNode right, boolean nullSafe) {}

    /**
     * Takes a join's condition apart.
     *
     * @param neverNull whether only equalities that are never NULL are keys, because it matters whether the rest is NULL or false
     */
    JoinKeys(Join join, boolean neverNull) {
        this.leftWidth = join.getLeft().getRowType().getFieldCount();
        this.builder = join.getCluster().getRexBuilder();
        this.neverNull = neverNull;
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            Equality equality = equality(collapsed(conjunct));
            if (equality != null) {
                equalities.add(equality);
            } else {
                rest.add(conjunct);
            }
        }
    }

    List<Equality> equalities() {
        return equalities;
    }

    /** What else must be true, over the columns of both sides; null for nothing. */
    @Nullable
    RexNode rest() {
        return rest.isEmpty() ? null : RexUtil.composeConjunction(builder, rest);
    }

    private RexNode collapsed(RexNode conjunct) {
        return conjunct instanceof RexCall call
                ? RelOptUtil.collapseExpandedIsNotDistinctFromExpr(call, builder)
                : conjunct;
    }

    private @Nullable Equality equality(RexNode test) {
        boolean isTrue = test.isA(SqlKind.IS_TRUE);
        RexNode conjunct = isTrue ? ((RexCall) test).getOperands().get(0) : test;
        boolean nullSafe = conjunct.isA(SqlKind.IS_NOT_DISTINCT_FROM);
        if (!(conjunct instanceof RexCall call) || !nullSafe && !conjunct.isA(SqlKind.EQUALS)) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        RexNode second = call.getOperands().get(1);
        int side = side(first);
        if (side < 0 || side(second) != 1 - side) {
            return null;
        }
        RexNode left = plain(side == 0 ? first : second);
        RexNode right = plain(side == 0 ? second : first);
        if (neverNull
                && !nullSafe
                && (left.getType().isNullable() || right.getType().isNullable())) {
            return null;
        }
        return alike(left, shifted(right), nullSafe, builder);
    }

    /** Two expressions brought to one type, or null if there is none that holds the values of both. */
    static @Nullable Equality alike(RexNode left, RexNode right, boolean nullSafe, RexBuilder builder) {
        ColumnType leftType = ColumnTypes.of(left.getType());
        ColumnType rightType = ColumnTypes.of(right.getType());
        Optional<ColumnType> common = EqualTypes.common(leftType, rightType);
        return common.map(type -> new Equality(cast(left, type, builder), cast(right, type, builder), nullSafe))
                .orElse(null);
    }

    /** An expression without casts that change nothing, so that a column remains one. */
    static RexNode plain(RexNode expression) {
        if (expression.isA(SqlKind.CAST)) {
            RexNode value = ((RexCall) expression).getOperands().get(0);
            boolean isSame = EqualTypes.isSame(ColumnTypes.of(value.getType()), ColumnTypes.of(expression.getType()));
            return isSame ? plain(value) : expression;
        }
        return expression;
    }

    /** 0 if an expression is of the left side alone, 1 if of the right, else -1. */
    private int side(RexNode expression) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(expression);
        if (columns.isEmpty()) {
            return -1;
        }
        if (columns.length() <= leftWidth) {
            return 0;
        }
        return columns.nth(0) >= leftWidth ? 1 : -1;
    }

    private static RexNode cast(RexNode expression, ColumnType type, RexBuilder builder) {
        if (!EqualTypes.needsCast(ColumnTypes.of(expression.getType()), type)) {
            return expression;
        }
        ColumnType target = type.withNullable(expression.getType().isNullable());
        return builder.makeCast(ColumnTypes.toRelDataType(target, builder.getTypeFactory()), expression);
    }

    private RexNode shifted(RexNode right) {
        return right.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(ref.getIndex() - leftWidth, ref.getType());
            }
        });
    }
}
