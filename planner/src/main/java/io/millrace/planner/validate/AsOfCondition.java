package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AsOfMatch.Nearest;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a join that has one of the {@link AsOfMarks}, taken apart: equalities between both sides, the times to compare and,
 * where a relation's versions are joined, what else is asked of the version found. One instance for one join.
 */
final class AsOfCondition {
    private final RelNode left;
    private final RelNode right;
    private final RexCall mark;
    private final RexBuilder builder;
    private final int leftWidth;
    private final List<RexNode> leftKeys = new ArrayList<>();
    private final List<RexNode> rightKeys = new ArrayList<>();
    private final List<RexNode> rest = new ArrayList<>();

    private AsOfCondition(RelNode left, RelNode right, RexCall mark) {
        this.left = left;
        this.right = right;
        this.mark = mark;
        this.builder = left.getCluster().getRexBuilder();
        this.leftWidth = left.getRowType().getFieldCount();
    }

    /** The join, if its condition is marked; else null. */
    static @Nullable RelNode join(RelNode left, RelNode right, RexNode condition, JoinRelType type) {
        List<RexNode> conjuncts = RelOptUtil.conjunctions(condition);
        RexCall mark = conjuncts.stream()
                .filter(conjunct -> conjunct instanceof RexCall call && AsOfMarks.isMark(call.getOperator()))
                .map(RexCall.class::cast)
                .findFirst()
                .orElse(null);
        return mark == null ? null : new AsOfCondition(left, right, mark).join(conjuncts, type == JoinRelType.LEFT);
    }

    private RelNode join(List<RexNode> conjuncts, boolean outer) {
        if (!RelOptUtil.getVariablesUsed(right).isEmpty()) {
            throw refused(mark, "The right side of a join as of a time cannot refer to columns outside of it.");
        }
        for (RexNode conjunct : conjuncts) {
            if (!conjunct.equals(mark)) {
                if (RexUtil.SubQueryFinder.find(conjunct) != null) {
                    throw refused(mark, "The ON of a join as of a time cannot have subqueries.");
                }
                takeApart(conjunct);
            }
        }
        if (mark.getOperator().equals(AsOfMarks.TICK)) {
            return lookup(outer);
        }
        return mark.getOperator().equals(AsOfMarks.MATCH) ? nearest(outer) : versions(outer);
    }

    /** What else is asked of right rows is asked before they are looked up, where a left row without one is kept. */
    private RelNode lookup(boolean outer) {
        LookupJoin.Kind kind = new LookupJoin.Kind(outer, Positions.of(mark.getParserPosition()));
        List<RexNode> before = new ArrayList<>();
        List<RexNode> after = new ArrayList<>();
        for (RexNode conjunct : rest) {
            (side(conjunct) == 1 ? before : after).add(conjunct);
        }
        if (outer && !after.isEmpty()) {
            throw refused(
                    after.get(0),
                    "The ON of a LEFT JOIN with FOR SYSTEM_TIME AS OF the current time has equalities between both sides and"
                            + " conditions on the right side. Test other things in the select list, with CASE.");
        }
        RelNode looked = before.isEmpty()
                ? right
                : LogicalFilter.create(
                        right,
                        RexUtil.composeConjunction(
                                builder, before.stream().map(this::shifted).toList()));
        LookupJoin join = LookupJoin.of(left, looked, leftKeys, rightKeys, kind);
        return after.isEmpty() ? join : LogicalFilter.create(join, RexUtil.composeConjunction(builder, after));
    }

    private void takeApart(RexNode conjunct) {
        if (conjunct.isA(SqlKind.EQUALS) && conjunct instanceof RexCall call) {
            RexNode first = call.getOperands().get(0);
            RexNode second = call.getOperands().get(1);
            int side = side(first);
            if (side >= 0 && side(second) == 1 - side) {
                leftKeys.add(side == 0 ? first : second);
                rightKeys.add(shifted(side == 0 ? second : first));
                return;
            }
        }
        if (!conjunct.isAlwaysTrue()) {
            rest.add(conjunct);
        }
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

    private RexNode shifted(RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(ref.getIndex() - leftWidth, ref.getType());
            }
        });
    }

    private RelNode nearest(boolean outer) {
        if (!rest.isEmpty()) {
            throw refused(
                    rest.get(0),
                    "The ON of an ASOF JOIN has nothing but equalities between both sides. Filter the right side before, in a"
                            + " subquery: ASOF JOIN (SELECT ... WHERE ...) AS t; or the result after, with WHERE.");
        }
        RexNode match = mark.getOperands().get(0);
        Nearest nearest = match instanceof RexCall ? nearest(match.getKind()) : null;
        if (nearest == null) {
            throw wrong(match, "MATCH_CONDITION is one comparison with >=, >, <= or <: MATCH_CONDITION s.ts >= t.ts.");
        }
        RexNode first = ((RexCall) match).getOperands().get(0);
        RexNode second = ((RexCall) match).getOperands().get(1);
        int side = side(first);
        if (side < 0 || side(second) != 1 - side) {
            throw wrong(
                    match,
                    "MATCH_CONDITION compares a column of the left side of the ASOF JOIN with one of its right side.");
        }
        return AsOfJoin.of(
                left,
                right,
                side == 0
                        ? new AsOfJoin.Condition(leftKeys, rightKeys, first, shifted(second), nearest)
                        : new AsOfJoin.Condition(leftKeys, rightKeys, second, shifted(first), swapped(nearest)),
                outer);
    }

    private static @Nullable Nearest nearest(SqlKind comparison) {
        return switch (comparison) {
            case GREATER_THAN_OR_EQUAL -> Nearest.AT_OR_BEFORE;
            case GREATER_THAN -> Nearest.BEFORE;
            case LESS_THAN_OR_EQUAL -> Nearest.AT_OR_AFTER;
            case LESS_THAN -> Nearest.AFTER;
            default -> null;
        };
    }

    private static Nearest swapped(Nearest nearest) {
        return switch (nearest) {
            case AT_OR_BEFORE -> Nearest.AT_OR_AFTER;
            case BEFORE -> Nearest.AFTER;
            case AT_OR_AFTER -> Nearest.AT_OR_BEFORE;
            case AFTER -> Nearest.BEFORE;
        };
    }

    /** The newest version at the time asked for; where it does not meet the rest of the condition there is none. */
    private RelNode versions(boolean outer) {
        RexNode period = mark.getOperands().get(0);
        if (RexUtil.SubQueryFinder.find(period) != null || side(period) == 1 || spansBothSides(period)) {
            throw refused(period, "FOR SYSTEM_TIME AS OF takes a time of the left side of the join.");
        }
        int time = new VersionedRelation(right, mark).timeColumn(period, rightKeys);
        AsOfJoin join = AsOfJoin.of(
                left,
                right,
                new AsOfJoin.Condition(
                        leftKeys, rightKeys, period, RexInputRef.of(time, right.getRowType()), Nearest.AT_OR_BEFORE),
                outer);
        if (rest.isEmpty()) {
            return join;
        }
        RexNode condition = RexUtil.composeConjunction(builder, rest);
        return outer ? hidden(join, condition) : LogicalFilter.create(join, withTypesOf(join, condition));
    }

    private boolean spansBothSides(RexNode expression) {
        return side(expression) < 0 && !RelOptUtil.InputFinder.bits(expression).isEmpty();
    }

    private RelNode hidden(AsOfJoin join, RexNode condition) {
        RexNode test = withTypesOf(join, condition);
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            RexNode column = builder.makeInputRef(join, field.getIndex());
            columns.add(
                    field.getIndex() < leftWidth
                            ? column
                            : builder.makeCall(
                                    field.getType(),
                                    SqlStdOperatorTable.CASE,
                                    List.of(test, column, builder.makeNullLiteral(field.getType()))));
        }
        return LogicalProject.create(join, List.of(), columns, join.getRowType().getFieldNames(), Set.of());
    }

    /** A condition over columns as the join shows them, nullable where it has no right row. */
    private RexNode withTypesOf(RelNode join, RexNode condition) {
        return condition.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return builder.makeInputRef(join, ref.getIndex());
            }

            @Override
            public RexNode visitCall(RexCall call) {
                List<RexNode> operands = visitList(call.getOperands(), new boolean[1]);
                boolean nullable =
                        operands.stream().anyMatch(operand -> operand.getType().isNullable());
                return call.clone(
                        builder.getTypeFactory()
                                .createTypeWithNullability(
                                        call.getType(),
                                        nullable || call.getType().isNullable()),
                        operands);
            }
        });
    }

    static EngineException refused(RexNode at, String message) {
        return error(ErrorCode.NOT_SUPPORTED, at, message);
    }

    static EngineException wrong(RexNode at, String message) {
        return error(ErrorCode.INVALID_STATEMENT, at, message);
    }

    private static EngineException error(ErrorCode code, RexNode at, String message) {
        return new EngineException(
                code, at instanceof RexCall call ? Positions.of(call.getParserPosition()) : null, message);
    }
}
