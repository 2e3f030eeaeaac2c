package io.millrace.planner.rewrite;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * IN of values that may be NULL, as a column: a mark join on {@code x = y} where both may be NULL could compare rows with
 * all others only, since a NULL on either side makes the answer NULL for rows whose values differ. It becomes a mark join by
 * equal values, and a join with one row for each group of the other conditions, which tells whether there are any
 * rows and whether one of them is NULL. Conditions that take other forms stay as they are.
 */
final class MarkNulls {
    private final RexBuilder builder;
    private final LogicalJoin join;
    private final int width;

    /** Equalities that are never NULL, as {@code left, right} over the columns of their own side. */
    private final List<RexNode[]> certain = new ArrayList<>();

    private final List<RexNode> certainTests = new ArrayList<>();
    private final List<RexCall> open = new ArrayList<>();
    private boolean fits = true;

    private MarkNulls(LogicalJoin join) {
        this.builder = join.getCluster().getRexBuilder();
        this.join = join;
        this.width = join.getLeft().getRowType().getFieldCount();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            sort(conjunct);
        }
        fits &= open.size() == 1;
    }

    static RelNode apply(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node);
                if (visited instanceof LogicalJoin join && join.getJoinType() == JoinRelType.LEFT_MARK) {
                    MarkNulls nulls = new MarkNulls(join);
                    return nulls.fits ? nulls.expanded() : join;
                }
                return visited;
            }
        });
    }

    private void sort(RexNode conjunct) {
        RexNode test = conjunct.isA(SqlKind.IS_TRUE)
                ? ((RexCall) conjunct).getOperands().get(0)
                : conjunct;
        RexNode @Nullable [] sides = sides(test);
        if (sides == null) {
            fits = false;
        } else if (conjunct.getType().isNullable()) {
            open.add((RexCall) test);
        } else {
            certain.add(sides);
            certainTests.add(conjunct);
        }
    }

    /** The left and the right operand of an equality of both sides, the right one over the columns of its side; or null. */
    private RexNode @Nullable [] sides(RexNode test) {
        if (!test.isA(SqlKind.EQUALS) && !test.isA(SqlKind.IS_NOT_DISTINCT_FROM)) {
            return null;
        }
        List<RexNode> operands = ((RexCall) test).getOperands();
        for (int first = 0; first < 2; first++) {
            ImmutableBitSet left = RelOptUtil.InputFinder.bits(operands.get(first));
            ImmutableBitSet right = RelOptUtil.InputFinder.bits(operands.get(1 - first));
            if (left.length() <= width && !right.isEmpty() && right.nth(0) >= width) {
                return new RexNode[] {operands.get(first), moved(operands.get(1 - first), -width)};
            }
        }
        return null;
    }

    private static RexNode moved(RexNode expression, int by) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(ref.getIndex() + by, ref.getType());
            }
        });
    }

    private RelNode expanded() {
        RexNode[] sides = Objects.requireNonNull(sides(open.get(0)));
        RelNode groups = groups(sides[1]);
        List<RexNode> same = new ArrayList<>();
        for (int i = 0; i < certain.size(); i++) {
            RexNode column = moved(builder.makeInputRef(groups, i), width);
            RexCall test = (RexCall) certainTests.get(i);
            RexCall equality =
                    test.isA(SqlKind.IS_TRUE) ? (RexCall) test.getOperands().get(0) : test;
            same.add(builder.makeCall(equality.getOperator(), certain.get(i)[0], column));
        }
        RelNode grouped = join(join.getLeft(), groups, JoinRelType.LEFT, same);
        int by = certain.size() + 1;
        List<RexNode> tests = new ArrayList<>();
        for (RexNode test : certainTests) {
            tests.add(behind(test, by));
        }
        tests.add(builder.makeCall(SqlStdOperatorTable.IS_TRUE, behind(open.get(0), by)));
        RelNode marked = join(grouped, join.getRight(), JoinRelType.LEFT_MARK, tests);
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : join.getLeft().getRowType().getFieldList()) {
            columns.add(builder.makeInputRef(marked, field.getIndex()));
        }
        columns.add(
                mark(sides[0], builder.makeInputRef(marked, width + by - 1), builder.makeInputRef(marked, width + by)));
        return LogicalProject.create(
                marked, List.of(), columns, join.getRowType().getFieldNames(), Set.of());
    }

    private RexNode mark(RexNode value, RexNode nulls, RexNode found) {
        RelDataType type = join.getRowType().getFieldList().get(width).getType();
        RexNode unknown = builder.makeNullLiteral(builder.getTypeFactory().createTypeWithNullability(type, true));
        RexNode any = builder.makeCall(
                SqlStdOperatorTable.OR,
                builder.makeCall(SqlStdOperatorTable.IS_NULL, value),
                builder.makeCall(SqlStdOperatorTable.EQUALS, nulls, number(1)));
        return builder.makeCall(
                SqlStdOperatorTable.CASE,
                builder.makeCall(SqlStdOperatorTable.IS_TRUE, found),
                builder.makeLiteral(true),
                builder.makeCall(SqlStdOperatorTable.IS_NULL, nulls),
                builder.makeLiteral(false),
                any,
                unknown,
                builder.makeLiteral(false));
    }

    private RexNode number(int value) {
        return builder.makeExactLiteral(
                BigDecimal.valueOf(value), builder.getTypeFactory().createSqlType(SqlTypeName.INTEGER));
    }

    /** The right side's groups by the certain equalities: their values, then 1 if any row's value is NULL, else 0. */
    private RelNode groups(RexNode value) {
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RexNode[] sides : certain) {
            columns.add(sides[1]);
            names.add("g" + names.size());
        }
        columns.add(builder.makeCall(
                SqlStdOperatorTable.CASE, builder.makeCall(SqlStdOperatorTable.IS_NULL, value), number(1), number(0)));
        names.add("nulls");
        RelNode rows = LogicalProject.create(join.getRight(), List.of(), columns, names, Set.of());
        ImmutableBitSet keys = ImmutableBitSet.range(certain.size());
        AggregateCall most = AggregateCall.create(
                SqlStdOperatorTable.MAX,
                false,
                false,
                false,
                List.of(),
                List.of(certain.size()),
                -1,
                null,
                RelCollations.EMPTY,
                certain.isEmpty(),
                rows,
                null,
                "nulls");
        return LogicalAggregate.create(rows, List.of(), keys, null, List.of(most));
    }

    private RelNode join(RelNode left, RelNode right, JoinRelType type, List<RexNode> conditions) {
        return LogicalJoin.create(
                left, right, List.of(), RexUtil.composeConjunction(builder, conditions), Set.of(), type);
    }

    /** A test over both sides, for columns put behind the left side. */
    private RexNode behind(RexNode test, int by) {
        return test.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                int index = ref.getIndex();
                return index < width ? ref : new RexInputRef(index + by, ref.getType());
            }
        });
    }
}
