package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverCall.Numbering;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * A projection with window functions: what they need is computed below, then there is one OVER for each partition and order,
 * exchanged by the partition, and the projection itself above. Keys that are constant are left out.
 */
final class LowerOver {
    /**
     * A SUM comes as {@code CASE WHEN COUNT(x) > 0 THEN SUM(x) END}, which our sums, NULL where there is nothing to add, are by
     * themselves.
     */
    private static final class PlainSums extends RexShuttle {
        @Override
        public RexNode visitCall(RexCall call) {
            List<RexNode> parts = call.getOperands();
            if (call.getKind() == SqlKind.CASE
                    && parts.size() == 3
                    && RexLiteral.isNullLiteral(parts.get(2))
                    && parts.get(0) instanceof RexCall test
                    && test.getKind() == SqlKind.GREATER_THAN
                    && test.getOperands().get(0) instanceof RexOver count
                    && count.getAggOperator().getKind() == SqlKind.COUNT
                    && test.getOperands().get(1) instanceof RexLiteral zero
                    && BigDecimal.ZERO.compareTo(zero.getValueAs(BigDecimal.class)) == 0
                    && sum(parts.get(1)) instanceof RexOver sum
                    && sum.getAggOperator().getKind() == SqlKind.SUM
                    && sum.isDistinct() == count.isDistinct()
                    && sum.getOperands().equals(count.getOperands())
                    && sum.getWindow().equals(count.getWindow())) {
                return SqlTypeUtil.equalSansNullability(call.getType(), sum.getType()) ? sum : parts.get(1);
            }
            return super.visitCall(call);
        }

        private static RexNode sum(RexNode node) {
            return node.getKind() == SqlKind.CAST
                    ? ((RexCall) node).getOperands().get(0)
                    : node;
        }
    }

    /** The windows that share an order of the rows. */
    private record Spec(List<Integer> partition, List<SortColumn> order) {}

    private final OverColumns columns;
    private final RelDataType below;
    private final Lowering lowering;

    private LowerOver(Project project, Lowering lowering) {
        this.lowering = lowering;
        this.columns = new OverColumns(project);
        this.below = columns.rowType();
    }

    static Chain lower(Project project, Lowering lowering) {
        Project plain = (Project) project.accept(new PlainSums());
        return new LowerOver(plain, lowering).over(plain);
    }

    private Chain over(Project project) {
        Lowered current = lowering.seal(lowering.ready(project.getInput(), columns.expressions())
                .project(columns.expressions(), columns.names()));
        AggregateColumns rows = new AggregateColumns(
                new Chain(current, null, null, columns.shown(), columns.names()),
                below,
                project.getCluster().getRexBuilder());
        IntStream.range(0, below.getFieldCount()).forEach(rows::place);
        Map<Spec, List<RexOver>> specs = new LinkedHashMap<>();
        List<RexOver> anyOrder = new ArrayList<>();
        for (RexOver over : columns.calls()) {
            if (isOfPartition(over)) {
                anyOrder.add(over);
            } else {
                specs.computeIfAbsent(spec(over), ignored -> new ArrayList<>()).add(over);
            }
        }
        for (RexOver over : anyOrder) {
            Spec own = spec(over);
            Spec alike = specs.keySet().stream()
                    .filter(spec -> spec.partition().equals(own.partition()))
                    .findFirst()
                    .orElse(own);
            specs.computeIfAbsent(alike, ignored -> new ArrayList<>()).add(over);
        }
        for (Map.Entry<Spec, List<RexOver>> entry : specs.entrySet()) {
            Lowered input = current.exchangedBy(entry.getKey().partition());
            current = over(input, entry.getKey(), entry.getValue(), rows);
            lowering.remember(
                    (OverNode) current.node(),
                    new LowerTopN.Input(input, project.getCluster().getRexBuilder(), lowering.forgets()));
        }
        RexShuttle replace = new RexShuttle() {
            @Override
            public RexNode visitOver(RexOver over) {
                return new RexInputRef(columns.valueOf(over), over.getType());
            }

            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(columns.place(ref), ref.getType());
            }
        };
        return Chain.of(current, columns.rowType())
                .project(
                        replace.apply(project.getProjects()),
                        project.getRowType().getFieldNames());
    }

    /** Whether a call is an aggregate of all rows of a partition, so that no order of them matters to it. */
    private static boolean isOfPartition(RexOver over) {
        RexWindow window = over.getWindow();
        boolean ordered =
                window.orderKeys.stream().anyMatch(key -> !OverColumns.isConstant(key.left)) || window.isRows();
        boolean unbounded =
                window.getLowerBound().isUnbounded() && window.getUpperBound().isUnbounded();
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER,
                    RANK,
                    DENSE_RANK,
                    PERCENT_RANK,
                    CUME_DIST,
                    NTILE,
                    LAG,
                    LEAD,
                    FIRST_VALUE,
                    LAST_VALUE,
                    NTH_VALUE -> false;
            default ->
                (unbounded || !ordered && window.getLowerBound().getOffset() == null)
                        && window.getExclude() == RexWindowExclusion.EXCLUDE_NO_OTHER;
        };
    }

    private Spec spec(RexOver over) {
        List<Integer> partition = over.getWindow().partitionKeys.stream()
                .filter(key -> !OverColumns.isConstant(key))
                .map(columns::place)
                .distinct()
                .sorted()
                .toList();
        List<SortColumn> order = over.getWindow().orderKeys.stream()
                .filter(key -> !OverColumns.isConstant(key.left))
                .map(key -> SortColumns.of(key.getDirection(), key.getNullDirection(), columns.place(key.left)))
                .toList();
        return new Spec(partition, order);
    }

    private Lowered over(Lowered input, Spec spec, List<RexOver> overs, AggregateColumns rows) {
        List<ColumnType> types = input.node().types();
        List<OverCall> calls = new ArrayList<>();
        List<Integer> numberedKey = null;
        for (RexOver over : overs) {
            OverCall call = call(over, spec, types, rows);
            columns.addValue(over);
            if (call instanceof OverCall.Numbered number && number.numbering() == Numbering.ROW_NUMBER) {
                numberedKey = new ArrayList<>(spec.partition());
                numberedKey.add(types.size() + calls.size());
            }
            calls.add(call);
        }
        List<Integer> key = input.properties().key();
        OverTime time = OrderTimes.of(input, spec.partition(), spec.order(), calls);
        Properties properties = new Properties(
                key == null ? numberedKey : key,
                false,
                input.properties().colocated(),
                OrderTimes.frontiers(input, spec.partition(), time == null ? null : time.closing()));
        OverNode node =
                new OverNode(input.node(), spec.partition(), spec.order(), calls, lowering.forgets() ? time : null);
        return new Lowered(node, columns.names().subList(0, node.types().size()), properties);
    }

    private OverCall call(RexOver over, Spec spec, List<ColumnType> types, AggregateColumns rows) {
        ColumnType type = ColumnTypes.of(over.getType());
        return switch (over.getAggOperator().getKind()) {
            case ROW_NUMBER -> new OverCall.Numbered(Numbering.ROW_NUMBER, 0, type);
            case RANK -> new OverCall.Numbered(Numbering.RANK, 0, type);
            case DENSE_RANK -> new OverCall.Numbered(Numbering.DENSE_RANK, 0, type);
            case PERCENT_RANK -> new OverCall.Numbered(Numbering.PERCENT_RANK, 0, type);
            case CUME_DIST -> new OverCall.Numbered(Numbering.CUME_DIST, 0, type);
            case NTILE -> new OverCall.Numbered(Numbering.NTILE, constant(over, 0, 1), type);
            case LAG -> shift(over, -1, type);
            case LEAD -> shift(over, 1, type);
            case FIRST_VALUE -> value(over, 1, spec, types);
            case LAST_VALUE -> value(over, -1, spec, types);
            case NTH_VALUE -> value(over, constant(over, 1, 1), spec, types);
            default ->
                new OverCall.Aggregated(
                        aggregate(over, rows),
                        isOfPartition(over)
                                ? OverFrame.PARTITION
                                : OverFrames.of(over.getWindow(), spec.order(), types));
        };
    }

    private OverCall shift(RexOver over, int sign, ColumnType type) {
        List<RexNode> arguments = columns.arguments(over);
        long offset = over.getOperands().size() < 2 ? 1 : constant(over, 1, 0);
        return new OverCall.Shift(
                columns.place(arguments.get(0)),
                sign * offset,
                arguments.size() < 2 ? AggregateCall.NONE : columns.place(arguments.get(1)),
                over.ignoreNulls(),
                type.withNullable(true));
    }

    private OverCall value(RexOver over, long place, Spec spec, List<ColumnType> types) {
        return new OverCall.Value(
                columns.place(over.getOperands().get(0)),
                place,
                over.ignoreNulls(),
                OverFrames.of(over.getWindow(), spec.order(), types),
                ColumnTypes.of(over.getType()).withNullable(true));
    }

    /** The same as in a GROUP BY. A sum that has no value is NULL, whatever its type says. */
    private AggregateCall aggregate(RexOver over, AggregateColumns rows) {
        List<Integer> arguments =
                columns.arguments(over).stream().map(columns::place).toList();
        AggregateCall call = AggregateCalls.of(
                org.apache.calcite.rel.core.AggregateCall.create(
                        over.getAggOperator(),
                        over.isDistinct(),
                        false,
                        over.ignoreNulls(),
                        List.of(),
                        arguments,
                        -1,
                        null,
                        RelCollations.EMPTY,
                        over.getType(),
                        null),
                rows);
        if (rows.size() != below.getFieldCount()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The aggregate " + over.getAggOperator().getName() + " is not supported yet with OVER.");
        }
        boolean counts = call.function() == AggregateFunction.COUNT || call.function() == AggregateFunction.REGR_COUNT;
        return new AggregateCall(
                call.function(),
                isOrdered(call.function()) && !call.distinct()
                        ? inOrder(call.arguments(), spec(over).order())
                        : call.arguments(),
                call.filter(),
                call.distinct(),
                call.type().withNullable(!counts),
                new FailureSite(call.site().expression() + " OVER (...)", Positions.of(over.getParserPosition())));
    }

    private static boolean isOrdered(AggregateFunction function) {
        return function == AggregateFunction.STRING_AGG || function == AggregateFunction.ARRAY_AGG;
    }

    /** Texts and elements come in the order of the window. */
    private static AggregateArguments inOrder(AggregateArguments arguments, List<SortColumn> order) {
        return new AggregateArguments(arguments.first(), arguments.second(), arguments.constant(), order);
    }

    private static long constant(RexOver over, int operand, long least) {
        RexNode given = over.getOperands().get(operand);
        BigDecimal value = given instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        if (value == null
                || value.stripTrailingZeros().scale() > 0
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    over.getAggOperator().getName() + " takes a constant whole number of at least " + least + " as its "
                            + (operand == 0 ? "first" : "second") + " argument.");
        }
        return value.longValueExact();
    }
}
