package io.millrace.planner.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Makes relational expressions exactly as told: nothing is simplified, merged or left out. Stateless. */
final class Rels {
    private Rels() {}

    static RexInputRef column(RelNode rel, int index) {
        return RexInputRef.of(index, rel.getRowType());
    }

    /** All columns from one on, up to another. */
    static List<RexNode> columns(RelNode rel, int from, int to) {
        return IntStream.range(from, to)
                .<RexNode>mapToObj(index -> column(rel, index))
                .toList();
    }

    static int width(RelNode rel) {
        return rel.getRowType().getFieldCount();
    }

    static RelNode filter(RelNode input, List<RexNode> conditions) {
        return conditions.isEmpty()
                ? input
                : LogicalFilter.create(
                        input,
                        RexUtil.removeNullabilityCast(input.getCluster().getTypeFactory(), and(input, conditions)));
    }

    static RelNode project(RelNode input, List<? extends RexNode> expressions, @Nullable List<String> names) {
        return LogicalProject.create(input, List.of(), expressions, names, Set.of());
    }

    /** The first columns of a plan, under the names of a row type. */
    static RelNode first(RelNode input, RelDataType type) {
        return Rels.width(input) == type.getFieldCount()
                ? input
                : project(input, columns(input, 0, type.getFieldCount()), type.getFieldNames());
    }

    static RelNode join(RelNode left, RelNode right, JoinRelType type, List<RexNode> conditions) {
        return LogicalJoin.create(left, right, List.of(), and(left, conditions), Set.of(), type);
    }

    /** Each combination of some columns once. */
    static RelNode distinct(RelNode input) {
        return LogicalAggregate.create(input, List.of(), ImmutableBitSet.range(width(input)), null, List.of());
    }

    /** A row if the input has any, else none. */
    static RelNode oneIfAny(RelNode input) {
        RexBuilder builder = input.getCluster().getRexBuilder();
        return distinct(project(input, List.of(builder.makeLiteral(true)), List.of("any")));
    }

    static RelNode aggregate(RelNode input, int keys, List<AggregateCall> calls) {
        return LogicalAggregate.create(input, List.of(), ImmutableBitSet.range(keys), null, calls);
    }

    static AggregateCall call(SqlAggFunction function, int argument, RelNode input, boolean global) {
        return AggregateCall.create(
                function,
                false,
                false,
                false,
                List.of(),
                List.of(argument),
                -1,
                null,
                RelCollations.EMPTY,
                global,
                input,
                null,
                null);
    }

    /** The only row of a subquery; where that stands, for the message if there are several. */
    static AggregateCall single(int argument, RelNode input, boolean global, SqlParserPos place) {
        AggregateCall call = call(SqlStdOperatorTable.SINGLE_VALUE, argument, input, global);
        return AggregateCall.create(
                place,
                call.getAggregation(),
                call.isDistinct(),
                call.isApproximate(),
                call.ignoreNulls(),
                call.rexList,
                call.getArgList(),
                call.filterArg,
                call.distinctKeys,
                call.getCollation(),
                call.getType(),
                call.getName());
    }

    static RexNode and(RelNode of, List<RexNode> conditions) {
        RexBuilder builder = of.getCluster().getRexBuilder();
        List<RexNode> flat = new ArrayList<>();
        conditions.stream().filter(condition -> !condition.isAlwaysTrue()).forEach(flat::add);
        return RexUtil.composeConjunction(builder, flat);
    }

    /** Equal, or both NULL where both can be. */
    static RexNode same(RexBuilder builder, RexNode left, RexNode right) {
        boolean bothNullable = left.getType().isNullable() && right.getType().isNullable();
        return builder.makeCall(
                bothNullable ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM : SqlStdOperatorTable.EQUALS, left, right);
    }

    /** The expression with others for the columns of its input. */
    static RexNode over(RexNode expression, List<? extends RexNode> columns) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return columns.get(ref.getIndex());
            }
        });
    }

    /** The expression over columns that lie further to the right, and have the types of a plan's. */
    static RexNode shifted(RexNode expression, int by, RelNode of) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return column(of, ref.getIndex() + by);
            }
        });
    }
}
