package io.millrace.executor.operator.aggregate;

import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what the calls of an aggregate need, each thing once. Used while an operator is made. */
final class AccumulatorBuilder {
    /** What is kept, by what it is and which rows and columns it is of. */
    private record Key(String what, LaneKey lane, Object of) {}

    /**
     * Which rows count.
     *
     * @param filter the FILTER column, or {@link AggregateCall#NONE}
     * @param present columns that must not be NULL
     * @param distinct the column whose equal values count once, or {@link AggregateCall#NONE}
     */
    private record LaneKey(int filter, List<Integer> present, int distinct) {}

    private interface Factory {
        Accumulator create(Lane lane);
    }

    private final AggregateNode node;
    private final int firstColumn;
    private final Map<LaneKey, Lane> lanes = new LinkedHashMap<>();
    private final Map<Key, Accumulator> accumulators = new LinkedHashMap<>();
    private final List<SideState> sides = new ArrayList<>();
    private final List<ColumnType> columns = new ArrayList<>();
    private final Accumulator rowCount;

    AccumulatorBuilder(AggregateNode node, int firstColumn) {
        this.node = node;
        this.firstColumn = firstColumn;
        this.rowCount = new Counter(new Lane(AggregateCall.NONE, List.of(), null), AggregateCall.NONE);
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
            case MIN -> new ExtremeResult(extreme(call, true), true, null, call.site());
            case MAX -> new ExtremeResult(extreme(call, false), false, null, call.site());
            case SINGLE_VALUE -> new ExtremeResult(extreme(call, true), true, rows(allRows(call)), call.site());
            case STRING_AGG -> text(call);
            case ARRAY_AGG, COLLECT -> collection(call);
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_COUNT,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 -> pair(call);
            case ARG_MIN -> entry(call, true);
            case ARG_MAX -> entry(call, false);
            case BIT_AND, BIT_OR, BIT_XOR -> bits(call);
            case PERCENTILE_CONT, PERCENTILE_DISC ->
                new PercentileResult(call, argument(call), ordered(call, lane(call)), count(call));
            case MODE -> mode(call);
        };
    }

    private Result sum(AggregateCall call) {
        ColumnType argument = argument(call);
        SumAccumulator sum = sum(call, lane(call), call.argument());
        return sum instanceof FloatSum floats
                ? new FloatResult(call.function(), call.type(), floats, count(call))
                : new IntegerResult(call, argument, sum, count(call));
    }

    private Result variance(AggregateCall call) {
        LaneKey lane = lane(call);
        int argument = call.argument();
        return new VarianceResult(
                call, argument(call), sum(call, lane, argument), products(call, lane, argument, argument), count(call));
    }

    /** The exact sum of a column. */
    private SumAccumulator sum(AggregateCall call, LaneKey rows, int column) {
        ColumnType type = type(column);
        return (SumAccumulator) accumulator("sum", rows, column, lane -> switch (type.storage()) {
            case LONG -> new IntegerSum(lane, column);
            case DECIMAL128 -> new WideSum(lane, column);
            case DOUBLE -> FloatSum.ofValues(lane, column);
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(call.function() + " of " + type);
        });
    }

    /** The exact sum of products of two columns, which are both exact, or both floating-point numbers. */
    private SumAccumulator products(AggregateCall call, LaneKey rows, int left, int right) {
        Storage first = type(left).storage();
        Storage second = type(right).storage();
        return (SumAccumulator) accumulator("products", rows, List.of(left, right), lane -> {
            if (first == Storage.LONG && second == Storage.LONG) {
                return new IntegerProducts(lane, left, right);
            }
            if (first == Storage.DOUBLE && second == Storage.DOUBLE) {
                return FloatSum.ofProducts(lane, left, right);
            }
            if (isExact(first) && isExact(second)) {
                return new WideProducts(lane, left, right);
            }
            throw new IllegalArgumentException(call.function() + " of " + type(left) + " and " + type(right));
        });
    }

    private static boolean isExact(Storage storage) {
        return storage == Storage.LONG || storage == Storage.DECIMAL128;
    }

    private Result pair(AggregateCall call) {
        int y = call.arguments().first();
        int x = call.arguments().second();
        AggregateFunction function = call.function();
        LaneKey rows = new LaneKey(call.filter(), List.of(y, x), AggregateCall.NONE);
        if (call.distinct()) {
            throw new IllegalArgumentException(function + " of distinct rows");
        }
        Count count = rows(rows);
        if (function == AggregateFunction.REGR_COUNT) {
            return new CountResult(count);
        }
        boolean needsY = function != AggregateFunction.REGR_AVGX && function != AggregateFunction.REGR_SXX;
        boolean needsX = function != AggregateFunction.REGR_AVGY && function != AggregateFunction.REGR_SYY;
        boolean needsYy = switch (function) {
            case REGR_SYY, CORR, REGR_R2 -> true;
            default -> false;
        };
        boolean needsXx = switch (function) {
            case REGR_SXX, REGR_SLOPE, REGR_INTERCEPT, CORR, REGR_R2 -> true;
            default -> false;
        };
        boolean needsXy = needsX && needsY;
        PairSums sums = new PairSums(
                count,
                needsY ? sum(call, rows, y) : null,
                needsX ? sum(call, rows, x) : null,
                needsYy ? products(call, rows, y, y) : null,
                needsXx ? products(call, rows, x, x) : null,
                needsXy ? products(call, rows, x, y) : null);
        return new PairResult(call, sums, type(y).scale(), type(x).scale());
    }

    private Result bits(AggregateCall call) {
        ColumnType argument = argument(call);
        AggregateFunction function = call.function();
        int width = switch (argument.kind()) {
            case TINYINT -> Byte.SIZE;
            case SMALLINT -> Short.SIZE;
            case INTEGER -> Integer.SIZE;
            case BIGINT -> Long.SIZE;
            default -> throw new IllegalArgumentException(function + " of " + argument);
        };
        boolean xor = function == AggregateFunction.BIT_XOR;
        int column = call.argument();
        // Whether equal ones count once is of no matter where every one is as good as any other.
        AggregateCall counted = xor ? call : plain(call);
        Accumulator bits = xor || node.appendOnly()
                ? accumulator(function.name(), lane(counted), column, lane -> new BitFold(lane, column, function))
                : accumulator("bits", lane(counted), column, lane -> new BitCounts(lane, column, width));
        return new BitResult(function, bits, count(counted));
    }

    /** How many rows of a call count, NULL arguments left out. */
    private Count count(AggregateCall call) {
        boolean nulls = call.argument() != AggregateCall.NONE
                && !call.distinct()
                && argument(call).nullable();
        Count rows = rows(lane(call));
        int column = call.argument();
        return nulls
                ? new Count(rows.rows(), accumulator("nulls", lane(call), column, lane -> new Counter(lane, column)))
                : rows;
    }

    private Count rows(LaneKey key) {
        Accumulator counter = lane(key).countsAll()
                ? rowCount
                : accumulator("rows", key, List.of(), lane -> new Counter(lane, AggregateCall.NONE));
        return new Count(counter, null);
    }

    /** Which value comes first or last does not depend on how often others occur, so DISTINCT has no meaning here. */
    private Accumulator extreme(AggregateCall call, boolean least) {
        ColumnType type = argument(call);
        int column = call.argument();
        if (type.storage() != call.type().storage()) {
            throw new IllegalArgumentException(call.function() + " of " + type + " cannot be " + call.type());
        }
        if (node.appendOnly()) {
            return accumulator(least ? "least" : "greatest", allRows(call), column, lane -> {
                columns.add(type.withNullable(true));
                return new StoredExtreme(lane, column, least, type, firstColumn + columns.size() - 1);
            });
        }
        return ordered(call, allRows(call));
    }

    /** All values of a call's argument in order. */
    private OrderedValues ordered(AggregateCall call, LaneKey rows) {
        int column = call.argument();
        return (OrderedValues) accumulator("ordered", rows, column, lane -> {
            OrderedValues values = new OrderedValues(lane, column, type(column));
            sides.add(values);
            return values;
        });
    }

    /** The first argument of the row whose second argument comes first or last, and of those by the first argument. */
    private Result entry(AggregateCall call, boolean least) {
        int shown = call.arguments().first();
        int compared = call.arguments().second();
        List<Integer> both = List.of(compared, shown);
        if (!node.appendOnly()) {
            List<SortColumn> order = List.of(new SortColumn(compared, false, false));
            return EntryResult.of(entries(allRows(call), order, both, both), least, shown);
        }
        return EntryResult.of((StoredEntry) accumulator(least ? "first" : "last", allRows(call), both, lane -> {
            List<ColumnType> types =
                    both.stream().map(column -> type(column).withNullable(true)).toList();
            columns.addAll(types);
            return new StoredEntry(lane, both, least, types, firstColumn + columns.size() - types.size());
        }));
    }

    /** The entries of a group are distinct by themselves, so that it is enough to take each once. */
    private Result text(AggregateCall call) {
        AggregateArguments arguments = call.arguments();
        if (argument(call).storage() != Storage.BYTES || call.type().storage() != Storage.BYTES) {
            throw new IllegalArgumentException(call.function() + " of " + argument(call) + " cannot be " + call.type());
        }
        if (call.distinct() && arguments.order().stream().anyMatch(key -> key.column() != call.argument())) {
            throw new IllegalArgumentException("DISTINCT in another order than that of the argument");
        }
        return new TextResult(
                call,
                entries(allRows(call), arguments.order(), arguments.values(), arguments.values()),
                rows(allRows(call)));
    }

    private Result collection(AggregateCall call) {
        AggregateArguments arguments = call.arguments();
        boolean collects = call.type().kind() == TypeKind.ARRAY || call.type().kind() == TypeKind.MULTISET;
        if (!collects || call.type().part(0).storage() != argument(call).storage()) {
            throw new IllegalArgumentException(call.function() + " of " + argument(call) + " cannot be " + call.type());
        }
        if (call.distinct() && arguments.order().stream().anyMatch(key -> key.column() != call.argument())) {
            throw new IllegalArgumentException("DISTINCT in another order than that of the argument");
        }
        return new CollectionResult(call, entries(allRows(call), arguments.order(), arguments.values(), List.of()));
    }

    private Result mode(AggregateCall call) {
        List<Integer> values = List.of(call.argument());
        OrderedEntries entries = entries(lane(call), List.of(), values, values);
        boolean last = call.arguments().order().stream().anyMatch(SortColumn::descending);
        return new ModeResult(entries, entries.counted(), last);
    }

    /**
     * Rows of groups in an order of their own; shared by calls that need the same.
     *
     * @param rows which rows count
     * @param order the order, of which ties are broken by the values
     * @param values what is kept besides
     * @param required columns that must not be NULL
     */
    private OrderedEntries entries(LaneKey rows, List<SortColumn> order, List<Integer> values, List<Integer> required) {
        return (OrderedEntries) accumulator("entries", rows, List.of(order, values, required), lane -> {
            OrderedEntries made = new OrderedEntries(
                    lane, OrderedEntries.Shape.of(order, values, node.input().types()), required);
            sides.add(made);
            return made;
        });
    }

    private Accumulator accumulator(String what, LaneKey rows, Object of, Factory factory) {
        Key key = new Key(what, rows, of);
        Accumulator known = accumulators.get(key);
        if (known == null) {
            known = factory.create(lane(rows));
            accumulators.put(key, known);
        }
        return known;
    }

    private Lane lane(LaneKey key) {
        Lane known = lanes.get(key);
        if (known == null) {
            DistinctValues distinct = null;
            if (key.distinct() != AggregateCall.NONE) {
                distinct = new DistinctValues(key.distinct(), type(key.distinct()), node.closing() != null);
                sides.add(distinct);
            }
            known = new Lane(key.filter(), key.present(), distinct);
            lanes.put(key, known);
        }
        return known;
    }

    private static LaneKey lane(AggregateCall call) {
        return new LaneKey(call.filter(), List.of(), call.distinct() ? call.argument() : AggregateCall.NONE);
    }

    /** The rows of a call, equal ones as often as they are there. */
    private static LaneKey allRows(AggregateCall call) {
        return new LaneKey(call.filter(), List.of(), AggregateCall.NONE);
    }

    private ColumnType argument(AggregateCall call) {
        return type(call.argument());
    }

    private ColumnType type(int column) {
        return node.input().types().get(column);
    }

    /** The call without DISTINCT. */
    private static AggregateCall plain(AggregateCall call) {
        return new AggregateCall(call.function(), call.arguments(), call.filter(), false, call.type(), call.site());
    }
}
