package io.millrace.planner.lower;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.KernelGenerator;
import io.millrace.planner.kernel.KernelRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Joins of all kinds. Both sides get their keys as columns and are exchanged by them; without keys one side is copied to all
 * shards. What the condition asks beyond equal keys is a filter above an inner join, and a kernel within any other.
 */
final class LowerJoin {
    private final Join join;
    private final JoinKind kind;
    private final Lowering lowering;
    private final RexBuilder builder;
    private final JoinKeys condition;
    private final Side left;
    private final Side right;
    private final List<JoinKey> keys = new ArrayList<>();

    private LowerJoin(Join join, Lowering lowering) {
        this.join = join;
        this.kind = kind(join);
        this.lowering = lowering;
        this.builder = join.getCluster().getRexBuilder();
        this.condition = new JoinKeys(join, kind == JoinKind.MARK);
        this.left = new Side(join.getLeft());
        this.right = new Side(join.getRight());
    }

    static Chain lower(Join join, Lowering lowering) {
        return new LowerJoin(join, lowering).lower();
    }

    private static JoinKind kind(Join join) {
        return switch (join.getJoinType()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> JoinKind.LEFT;
            case RIGHT -> JoinKind.RIGHT;
            case FULL -> JoinKind.FULL;
            case SEMI -> JoinKind.SEMI;
            case ANTI -> JoinKind.ANTI;
            case LEFT_MARK -> JoinKind.MARK;
            case ASOF, LEFT_ASOF -> throw new IllegalArgumentException("a join as of a time is a step of its own");
        };
    }

    private Chain lower() {
        for (JoinKeys.Equality equality : condition.equalities()) {
            JoinKey key = new JoinKey(left.place(equality.left()), right.place(equality.right()), equality.nullSafe());
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        RexNode rest = condition.rest();
        RexNode moved = rest == null ? null : moved(rest, left.width());
        TimeConditions times = times(moved);
        RexNode residual = times == null ? moved : times.rest(builder);
        boolean inner = kind == JoinKind.INNER;
        Lowered lowered = lowered(inner ? null : residual, times == null ? null : times.range());
        Chain chain = new Chain(lowered, null, null, shown(), join.getRowType().getFieldNames());
        return inner && residual != null ? filtered(chain, residual) : chain;
    }

    /** How far apart rows are in event time; null if nothing is known, or rows of one time are kept together anyway. */
    private @Nullable TimeConditions times(@Nullable RexNode condition) {
        if (JoinTimes.timeKey(left.lowered(), right.lowered(), keys) != null) {
            return null;
        }
        TimeConditions times = TimeConditions.of(condition, left, right, left.width(), builder);
        return times.range() == null ? null : times;
    }

    private Lowered lowered(@Nullable RexNode residual, @Nullable TimeRange range) {
        if (!keys.isEmpty()) {
            return node(JoinSides.exchanged(left.lowered(), right.lowered(), keys), kind, residual, range);
        }
        if (kind == JoinKind.FULL && !JoinSides.onOneShard(left.lowered(), right.lowered())) {
            return fullOfAllPairs(residual, range);
        }
        return node(JoinSides.allPairs(left.lowered(), right.lowered(), kind), kind, residual, range);
    }

    private Lowered node(JoinSides sides, JoinKind of, @Nullable RexNode residual, @Nullable TimeRange range) {
        JoinNode node = new JoinNode(
                new JoinInput(sides.left().node(), sides.left().properties().appendOnly()),
                new JoinInput(sides.right().node(), sides.right().properties().appendOnly()),
                of,
                new JoinCondition(keys, residual == null ? null : residual(residual, sides)),
                types(sides, of),
                JoinTimes.of(sides, range, lowering.forgets()));
        return new Lowered(node, names(sides, of), sides.properties(of, range));
    }

    /**
     * A full join without keys: the left join, and the rows of the right side that match none. Each of the two has the side whose
     * rows may be alone spread and the other one on all shards; no shard could decide of rows of both.
     */
    private Lowered fullOfAllPairs(@Nullable RexNode residual, @Nullable TimeRange range) {
        int leftWidth = left.width();
        int rightWidth = right.width();
        Lowered matched = node(
                JoinSides.allPairs(left.lowered(), right.lowered(), JoinKind.LEFT), JoinKind.LEFT, residual, range);
        RexNode swapped = residual == null
                ? null
                : residual.accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        int index = ref.getIndex();
                        return new RexInputRef(
                                index < leftWidth ? index + rightWidth : index - leftWidth, ref.getType());
                    }
                });
        Lowered alone = node(
                JoinSides.allPairs(right.lowered(), left.lowered(), JoinKind.ANTI),
                JoinKind.ANTI,
                swapped,
                JoinTimes.swapped(range));
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            int index = field.getIndex();
            columns.add(index < leftWidth ? builder.makeNullLiteral(field.getType()) : right.column(index - leftWidth));
        }
        Lowered padded = lowering.seal(new Chain(alone, null, null, columns, matched.names()));
        JoinSides sides = new JoinSides(left.lowered(), right.lowered(), List.of());
        UnionNode all = new UnionNode(List.of(matched.node(), padded.node()), types(sides, JoinKind.FULL));
        return new Lowered(all, matched.names(), new Properties(sides.key(JoinKind.FULL), false, null));
    }

    /** The chain with a condition over the columns of the join, not over those it shows. */
    private static Chain filtered(Chain chain, RexNode test) {
        return new Chain(chain.base(), null, test, chain.projections(), chain.names());
    }

    /** The columns of the join in the plan, found among those of the node, which has those of keys as well. */
    private List<RexNode> shown() {
        List<RexNode> shown = new ArrayList<>();
        int leftFields = join.getLeft().getRowType().getFieldCount();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            int index = field.getIndex();
            shown.add(new RexInputRef(index < leftFields ? index : index - leftFields + left.width(), field.getType()));
        }
        return shown;
    }

    private RexNode moved(RexNode expression, int leftWidth) {
        int leftFields = join.getLeft().getRowType().getFieldCount();
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                int index = ref.getIndex();
                return index < leftFields ? ref : new RexInputRef(index - leftFields + leftWidth, ref.getType());
            }
        });
    }

    private KernelSource residual(RexNode test, JoinSides sides) {
        List<ColumnType> inputs = new ArrayList<>(sides.left().node().types());
        inputs.addAll(sides.right().node().types());
        List<String> names = new ArrayList<>(sides.left().names());
        names.addAll(sides.right().names());
        ColumnType number = ColumnType.of(TypeKind.BIGINT).notNull();
        List<RexNode> projections = new ArrayList<>();
        projections.add(new RexInputRef(
                inputs.size(), builder.getTypeFactory().createSqlType(org.apache.calcite.sql.type.SqlTypeName.BIGINT)));
        inputs.add(number);
        names.add("pair");
        List<ColumnType> outputs = new ArrayList<>(List.of(number));
        RexNode passes = test;
        if (kind == JoinKind.MARK) {
            passes = builder.makeCall(SqlStdOperatorTable.IS_NOT_FALSE, test);
            projections.add(test);
            outputs.add(ColumnType.of(TypeKind.BOOLEAN));
        }
        return KernelGenerator.generate(new KernelRequest(inputs, names, null, passes, projections, outputs));
    }

    private static List<ColumnType> types(JoinSides sides, JoinKind kind) {
        List<ColumnType> types = new ArrayList<>();
        boolean leftPadded = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
        boolean rightPadded = kind == JoinKind.LEFT || kind == JoinKind.FULL;
        sides.left().node().types().forEach(type -> types.add(type.withNullable(type.nullable() || leftPadded)));
        if (kind.hasPairs()) {
            sides.right().node().types().forEach(type -> types.add(type.withNullable(type.nullable() || rightPadded)));
        } else if (kind == JoinKind.MARK) {
            types.add(ColumnType.of(TypeKind.BOOLEAN));
        }
        return types;
    }

    private List<String> names(JoinSides sides, JoinKind kind) {
        List<String> names = new ArrayList<>(sides.left().names());
        if (kind.hasPairs()) {
            names.addAll(sides.right().names());
        } else if (kind == JoinKind.MARK) {
            names.add(join.getRowType().getFieldNames().get(join.getRowType().getFieldCount() - 1));
        }
        return names;
    }

    /** One side, of which columns may follow event time. */
    private final class Side extends KeyedSide implements TimeConditions.Times {
        Side(RelNode input) {
            super(input, lowering);
        }

        /** Where it matters whether a condition is unknown, only times that are always known are taken for one. */
        @Override
        public boolean followsEventTime(int column) {
            return lowered().properties().frontiers().containsKey(column)
                    && keys.stream().noneMatch(key -> (left == this ? key.left() : key.right()) == column)
                    && (kind != JoinKind.MARK
                            || !lowered().node().types().get(column).nullable());
        }
    }
}
