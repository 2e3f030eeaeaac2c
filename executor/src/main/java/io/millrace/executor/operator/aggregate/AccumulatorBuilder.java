package io.millrace.executor.operator.aggregate;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what the calls of an aggregate need, each thing once. Used while an operator is made. */
final class AccumulatorBuilder {
    /** What is kept, by what it is and what it is of. */
    private record Key(String what, int filter, boolean distinct, int argument) {}

    private final AggregateNode node;
    private final int firstColumn;
    private final Map<Key, Lane> lanes = new LinkedHashMap<>();
    private final Map<Key, Accumulator> accumulators = new LinkedHashMap<>();
    private final List<SideState> sides = new ArrayList<>();
    private final List<ColumnType> columns = new ArrayList<>();
    private final Accumulator rowCount;

    AccumulatorBuilder(AggregateNode node, int firstColumn) {
        this.node = node;
        this.firstColumn = firstColumn;
        this.rowCount = new Counter(new Lane(AggregateCall.NONE, null), AggregateCall.NONE);
    }

    List<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    List<Accumulator> accumulators() {
        return List.copyOf(accumulators.values());
    }

    List<SideState> sides() {
        return sides;
    }

    List<ColumnType> columns() {
        return columns;
    }

    Accumulator rowCount() {
        return rowCount;
    }

    /** What computes the result of a call. */
    Result result(AggregateCall call) {
        return switch (call.function()) {
            case COUNT -> new CountResult(count(call));
            case SUM, SUM0, AVG -> sum(call);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> variance(call);
            case MIN -> new ExtremeResult(extreme(call, true), true, null);
            case MAX -> new ExtremeResult(extreme(call, false), false, null);
            case SINGLE_VALUE -> new ExtremeResult(extreme(call, true), true, rows(withoutDistinct(call)));
        };
    }

    private Result sum(AggregateCall call) {
        ColumnType argument = argument(call);
        return switch (argument.storage()) {
            case LONG -> new IntegerResult(call, argument, accumulator("sum", call, IntegerSum::new), count(call));
            case DECIMAL128 -> new IntegerResult(call, argument, accumulator("sum", call, WideSum::new), count(call));
            case DOUBLE ->
                new FloatResult(
                        call.function(),
                        call.type(),
                        (FloatSum) accumulator("sum", call, FloatSum::ofValues),
                        count(call));
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(call.function() + " of " + argument);
        };
    }

    private Result variance(AggregateCall call) {
        ColumnType argument = argument(call);
        return switch (argument.storage()) {
            case LONG ->
                new VarianceResult(
                        call,
                        argument,
                        accumulator("sum", call, IntegerSum::new),
                        accumulator("squares", call, IntegerSquares::new),
                        count(call));
            case DOUBLE ->
                new VarianceResult(
                        call,
                        argument,
                        accumulator("sum", call, FloatSum::ofValues),
                        accumulator("squares", call, FloatSum::ofSquares),
                        count(call));
            case DECIMAL128, BOOLEAN, BYTES -> throw new IllegalArgumentException(call.function() + " of " + argument);
        };
    }

    /** How many rows of a call count, NULL arguments left out. */
    private Count count(AggregateCall call) {
        boolean nulls = call.argument() != AggregateCall.NONE
                && !call.distinct()
                && argument(call).nullable();
        Count rows = rows(call);
        return nulls ? new Count(rows.rows(), accumulator("nulls", call, Counter::new)) : rows;
    }

    private Count rows(AggregateCall call) {
        Lane lane = lane(call);
        Accumulator counter = lane.countsAll()
                ? rowCount
                : accumulators.computeIfAbsent(
                        new Key("rows", call.filter(), call.distinct(), call.distinct() ? call.argument() : -1),
                        key -> new Counter(lane, AggregateCall.NONE));
        return new Count(counter, null);
    }

    /** Which value comes first or last does not depend on how often others occur, so DISTINCT has no meaning here. */
    private Accumulator extreme(AggregateCall call, boolean least) {
        AggregateCall plain = withoutDistinct(call);
        ColumnType type = argument(call);
        if (type.storage() != call.type().storage()) {
            throw new IllegalArgumentException(call.function() + " of " + type + " cannot be " + call.type());
        }
        if (node.appendOnly()) {
            return accumulator(least ? "least" : "greatest", plain, (lane, argument) -> {
                columns.add(type.withNullable(true));
                return new StoredExtreme(lane, argument, least, type, firstColumn + columns.size() - 1);
            });
        }
        return accumulator("ordered", plain, (lane, argument) -> {
            OrderedValues values = new OrderedValues(lane, argument, type);
            sides.add(values);
            return values;
        });
    }

    private interface Factory {
        Accumulator create(Lane lane, int argument);
    }

    private Accumulator accumulator(String what, AggregateCall call, Factory factory) {
        Lane lane = lane(call);
        Key key = new Key(what, call.filter(), call.distinct(), call.argument());
        Accumulator known = accumulators.get(key);
        if (known == null) {
            known = factory.create(lane, call.argument());
            accumulators.put(key, known);
        }
        return known;
    }

    private Lane lane(AggregateCall call) {
        Key key = new Key("lane", call.filter(), call.distinct(), call.distinct() ? call.argument() : -1);
        Lane known = lanes.get(key);
        if (known == null) {
            DistinctValues distinct = null;
            if (call.distinct()) {
                distinct = new DistinctValues(call.argument(), argument(call), node.closing() != null);
                sides.add(distinct);
            }
            known = new Lane(call.filter(), distinct);
            lanes.put(key, known);
        }
        return known;
    }

    private ColumnType argument(AggregateCall call) {
        return node.input().types().get(call.argument());
    }

    private static AggregateCall withoutDistinct(AggregateCall call) {
        return new AggregateCall(call.function(), call.argument(), call.filter(), false, call.type(), call.site());
    }
}
