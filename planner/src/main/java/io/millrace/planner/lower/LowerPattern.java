package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PatternConditions;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.KernelGenerator;
import io.millrace.planner.kernel.KernelRequest;
import io.millrace.planner.validate.PatternClause;
import io.millrace.planner.validate.PatternInput;
import io.millrace.planner.validate.RowPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * MATCH_RECOGNIZE: what values are computed of lies below, exchanged by the partition; conditions and measures become kernels that read
 * values of the match. Conditions of a row and its neighbours are computed together, if none of their calls can fail.
 */
final class LowerPattern {
    private final RowPattern pattern;
    private final PatternClause clause;
    private final Lowering lowering;

    /** The columns below: those of the input, then what is computed of them. */
    private final List<RexNode> below = new ArrayList<>();

    private final List<String> names = new ArrayList<>();
    private final List<PatternValue> values = new ArrayList<>();
    private final List<String> valueNames = new ArrayList<>();

    private LowerPattern(RowPattern pattern, Lowering lowering) {
        this.pattern = pattern;
        this.clause = pattern.clause();
        this.lowering = lowering;
    }

    static Chain lower(RowPattern pattern, Lowering lowering) {
        return new LowerPattern(pattern, lowering).lower();
    }

    private Chain lower() {
        pattern.getInput().getRowType().getFieldList().forEach(field -> {
            below.add(new RexInputRef(field.getIndex(), field.getType()));
            names.add(field.getName());
        });
        clause.computed().forEach(expression -> add(expression, true));
        for (PatternInput input : clause.inputs()) {
            if (input instanceof PatternInput.Aggregated aggregated) {
                aggregated.arguments().forEach(argument -> add(argument, false));
            }
        }
        Lowered input = lowering.seal(lowering.ready(pattern.getInput(), below).project(below, names));
        values(input);
        Lowered exchanged = input.exchangedBy(clause.partition());
        List<SortColumn> order = SortColumns.of(clause.order());
        PatternNode node = new PatternNode(
                exchanged.node(),
                clause.partition(),
                order,
                new PatternNode.Pattern(
                        clause.term(),
                        clause.variables(),
                        conditions(),
                        clause.allRows(),
                        clause.skip(),
                        clause.withinMillis()),
                measures(input.node().types()),
                closing(input, order));
        return Chain.of(
                new Lowered(
                        node,
                        pattern.getRowType().getFieldNames(),
                        new Properties(null, false, null, frontiers(input))),
                pattern.getRowType());
    }

    private void add(RexNode expression, boolean apart) {
        if (apart || !below.contains(expression)) {
            below.add(expression);
            names.add("expression " + below.size());
        }
    }

    private void values(Lowered input) {
        AggregateColumns columns = new AggregateColumns(
                new Chain(input, null, null, shown(), names),
                rowType(),
                pattern.getCluster().getRexBuilder());
        for (int column = 0; column < below.size(); column++) {
            columns.place(column);
        }
        for (PatternInput value : clause.inputs()) {
            if (value instanceof PatternInput.Known known) {
                values.add(known.value());
            } else {
                values.add(aggregated((PatternInput.Aggregated) value, columns));
            }
            valueNames.add("value " + values.size());
        }
    }

    /** The columns below as what reads them sees them: columns, and constants as such. */
    private List<RexNode> shown() {
        List<RexNode> shown = new ArrayList<>();
        for (RexNode expression : below) {
            shown.add(
                    expression instanceof org.apache.calcite.rex.RexLiteral
                            ? expression
                            : new RexInputRef(shown.size(), expression.getType()));
        }
        return shown;
    }

    private RelDataType rowType() {
        RelDataTypeFactory.Builder type = pattern.getCluster().getTypeFactory().builder();
        for (int column = 0; column < below.size(); column++) {
            type.add(names.get(column), below.get(column).getType());
        }
        return type.build();
    }

    private PatternValue aggregated(PatternInput.Aggregated value, AggregateColumns columns) {
        List<Integer> places = value.arguments().stream().map(below::indexOf).toList();
        var call = value.call();
        var moved = org.apache.calcite.rel.core.AggregateCall.create(
                call.getParserPosition(),
                call.getAggregation(),
                call.isDistinct(),
                call.isApproximate(),
                call.ignoreNulls(),
                call.rexList,
                call.getArgList().stream().map(places::get).toList(),
                call.filterArg < 0 ? -1 : places.get(call.filterArg),
                call.distinctKeys,
                call.collation,
                call.getType(),
                call.getName());
        return new PatternValue.Aggregated(AggregateCalls.of(moved, columns), value.variables(), value.running());
    }

    private PatternConditions conditions() {
        List<RexNode> near = new ArrayList<>();
        List<PatternConditions.Condition> conditions = new ArrayList<>();
        for (RexNode condition : clause.conditions()) {
            if (condition == null) {
                conditions.add(new PatternConditions.Always());
            } else if (near.size() < PatternConditions.MAX_NEAR && isNear(condition)) {
                conditions.add(new PatternConditions.Near(near.size()));
                near.add(condition);
            } else {
                conditions.add(new PatternConditions.OfMatch(kernel(List.of(condition), null)));
            }
        }
        return new PatternConditions(near.isEmpty() ? null : kernel(near, null), conditions);
    }

    /** Whether a condition reads rows near the one at hand only, and never fails. */
    private boolean isNear(RexNode condition) {
        List<ColumnType> types = values.stream().map(PatternValue::type).toList();
        return read(List.of(condition)).keySet().stream()
                        .map(values::get)
                        .allMatch(value -> value instanceof PatternValue.Cell cell
                                && cell.row().isNearCurrent())
                && !KernelGenerator.canFail(condition, types);
    }

    /** The rows of the result. */
    private PatternKernel measures(List<ColumnType> inputTypes) {
        List<RexNode> expressions = new ArrayList<>();
        for (PatternClause.Column column : clause.columns()) {
            if (column.measure() >= 0) {
                expressions.add(clause.measures().get(column.measure()));
            } else {
                values.add(new PatternValue.Cell(column.input(), PatternRow.SHOWN, inputTypes.get(column.input())));
                valueNames.add(column.name());
                RelDataType type = pattern.getInput()
                        .getRowType()
                        .getFieldList()
                        .get(column.input())
                        .getType();
                expressions.add(new RexInputRef(values.size() - 1, type));
            }
        }
        return kernel(expressions, pattern.getRowType());
    }

    /** Code for some expressions over just the values that they read; types are those of a row type if there is one. */
    private PatternKernel kernel(List<RexNode> expressions, @Nullable RelDataType rowType) {
        Map<Integer, Integer> places = read(expressions);
        List<PatternValue> own = places.keySet().stream().map(values::get).toList();
        List<ColumnType> ownTypes = own.stream().map(PatternValue::type).toList();
        List<RexNode> moved = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(Objects.requireNonNull(places.get(ref.getIndex())), ref.getType());
            }
        }.apply(expressions);
        List<ColumnType> types = new ArrayList<>();
        for (RexNode expression : moved) {
            ColumnType type = ColumnTypes.of(
                    rowType == null
                            ? expression.getType()
                            : rowType.getFieldList().get(types.size()).getType());
            ColumnType computed = KernelGenerator.resultType(expression, ownTypes);
            types.add(type.withNullable(type.nullable() || computed.nullable()));
        }
        return new PatternKernel(
                own,
                KernelGenerator.generate(new KernelRequest(
                        ownTypes, places.keySet().stream().map(valueNames::get).toList(), null, null, moved, types)),
                types);
    }

    /** The values that expressions read, in order, and where each is among them. */
    private static Map<Integer, Integer> read(List<RexNode> expressions) {
        Map<Integer, Integer> places = new LinkedHashMap<>();
        new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                places.putIfAbsent(ref.getIndex(), places.size());
                return ref;
            }
        }.apply(expressions);
        return places;
    }

    /** Rows are final by the first column of the order, if it goes up with event time. */
    private @Nullable Closing closing(Lowered input, List<SortColumn> order) {
        if (!lowering.forgets() || order.isEmpty() || order.get(0).descending()) {
            return null;
        }
        int column = order.get(0).column();
        Frontier frontier = input.properties().frontiers().get(column);
        boolean mixed =
                order.get(0).nullsFirst() && input.node().types().get(column).nullable();
        return frontier == null || mixed ? null : new Closing(column, frontier, Closing.Action.RELEASE);
    }

    /** A match may change as long as its partition does. */
    private Map<Integer, Frontier> frontiers(Lowered input) {
        Map<Integer, Frontier> kept = new LinkedHashMap<>();
        for (int place = 0; place < clause.columns().size(); place++) {
            int column = clause.columns().get(place).input();
            Frontier frontier = input.properties().frontiers().get(column);
            if (clause.partition().contains(column) && frontier != null) {
                kept.put(place, frontier);
            }
        }
        return kept;
    }
}
