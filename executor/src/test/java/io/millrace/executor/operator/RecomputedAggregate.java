package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;

/** What an {@link AggregateNode} means, computed from all rows with BigDecimal: the oracle. */
final class RecomputedAggregate {
    private record Weighted(List<?> row, long weight) {}

    private final AggregateNode node;
    private final List<ColumnType> input;

    RecomputedAggregate(AggregateNode node) {
        this.node = node;
        this.input = node.input().types();
    }

    Map<List<?>, Long> of(List<Map<List<?>, Long>> inputs) {
        Map<List<?>, List<Weighted>> groups = new HashMap<>();
        if (node.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        inputs.get(0).forEach((row, weight) -> {
            List<Object> key = new ArrayList<>();
            node.keys().forEach(column -> key.add(row.get(column)));
            groups.computeIfAbsent(key, any -> new ArrayList<>()).add(new Weighted(row, weight));
        });
        Map<List<?>, Long> result = new HashMap<>();
        groups.forEach((key, rows) -> {
            List<Object> row = new ArrayList<>(key);
            node.calls().forEach(call -> row.add(compute(call, rows)));
            result.put(row, 1L);
        });
        return result;
    }

    private Object compute(AggregateCall call, List<Weighted> rows) {
        List<Weighted> counted = rows.stream()
                .filter(row -> call.filter() == AggregateCall.NONE || Boolean.TRUE.equals(row.row.get(call.filter())))
                .toList();
        if (call.function() == AggregateFunction.SINGLE_VALUE) {
            long count = counted.stream().mapToLong(Weighted::weight).sum();
            return count == 1 ? counted.get(0).row.get(call.argument()) : null;
        }
        boolean inOrder = call.function() == AggregateFunction.STRING_AGG
                || call.function() == AggregateFunction.ARRAY_AGG
                || call.function() == AggregateFunction.COLLECT;
        if (call.arguments().second() != AggregateCall.NONE || inOrder) {
            List<RecomputedRows.Row> all = counted.stream()
                    .map(row -> new RecomputedRows.Row(row.row, row.weight))
                    .toList();
            return new RecomputedRows(call, input, all).value();
        }
        Map<Object, Long> values = new HashMap<>();
        for (Weighted row : counted) {
            Object value = call.argument() == AggregateCall.NONE ? "any" : row.row.get(call.argument());
            if (value != null) {
                values.merge(value, row.weight, Long::sum);
            }
        }
        if (call.distinct()) {
            values.replaceAll((value, weight) -> 1L);
        }
        long count = values.values().stream().mapToLong(Long::longValue).sum();
        return switch (call.function()) {
            case COUNT -> count;
            case MIN -> values.isEmpty() ? null : new TreeSet<>(values.keySet()).first();
            case MAX -> values.isEmpty() ? null : new TreeSet<>(values.keySet()).last();
            case SUM, AVG -> count == 0 ? null : sum(call, values, count);
            case SUM0 -> sum(call, values, count);
            case VAR_POP, STDDEV_POP -> count == 0 ? null : variance(call, values, count, count);
            case VAR_SAMP, STDDEV_SAMP -> count <= 1 ? null : variance(call, values, count, count - 1);
            case BIT_AND -> bits(values, -1L, (a, b) -> a & b);
            case BIT_OR -> bits(values, 0L, (a, b) -> a | b);
            case BIT_XOR -> {
                values.values().removeIf(weight -> weight % 2 == 0);
                Object bits = bits(values, 0L, (a, b) -> a ^ b);
                yield count == 0 ? null : bits == null ? (Object) 0L : bits;
            }
            case MODE -> values.isEmpty() ? null : mode(call, values);
            case PERCENTILE_CONT, PERCENTILE_DISC -> count == 0 ? null : percentile(call, values, count);
            default -> throw new IllegalStateException(call.function().toString());
        };
    }

    private static Object bits(Map<Object, Long> values, long start, LongBinaryOperator operation) {
        return values.isEmpty()
                ? null
                : (Object) values.keySet().stream()
                        .mapToLong(value -> (Long) value)
                        .reduce(start, operation);
    }

    private static Object mode(AggregateCall call, Map<Object, Long> values) {
        long most = Collections.max(values.values());
        TreeSet<Object> modes = new TreeSet<>(values.keySet());
        modes.removeIf(value -> values.get(value) < most);
        return call.arguments().order().isEmpty() ? modes.first() : modes.last();
    }

    /** By the definition: all values one after the other, the place computed with BigDecimal. */
    private Object percentile(AggregateCall call, Map<Object, Long> values, long count) {
        List<Object> sorted = new ArrayList<>();
        new TreeMap<>(values)
                .forEach((value, weight) -> sorted.addAll(Collections.nCopies((int) (long) weight, value)));
        if (!call.arguments().order().isEmpty()) {
            Collections.reverse(sorted);
        }
        BigDecimal fraction = (BigDecimal) call.arguments().constant();
        if (call.function() == AggregateFunction.PERCENTILE_DISC) {
            int ordinal = fraction.multiply(BigDecimal.valueOf(count))
                    .setScale(0, RoundingMode.CEILING)
                    .intValueExact();
            return sorted.get(Math.max(1, ordinal) - 1);
        }
        BigDecimal place = fraction.multiply(BigDecimal.valueOf(count - 1));
        int below = place.setScale(0, RoundingMode.FLOOR).intValueExact();
        BigDecimal part = place.subtract(BigDecimal.valueOf(below));
        Object from = sorted.get(below);
        Object to = part.signum() == 0 ? from : sorted.get(below + 1);
        if (from instanceof Double first) {
            double last = (Double) to;
            if (first == last || part.signum() == 0) {
                return first;
            }
            double distance = last - first;
            return Double.isInfinite(distance) && Double.isFinite(first) && Double.isFinite(last)
                    ? first * (1 - part.doubleValue()) + last * part.doubleValue()
                    : first + distance * part.doubleValue();
        }
        int scale = input.get(call.argument()).scale();
        BigDecimal least = exact(from, scale);
        BigDecimal result = least.add(exact(to, scale).subtract(least).multiply(part));
        if (call.type().storage() == Storage.DOUBLE) {
            return result.doubleValue();
        }
        BigInteger unscaled =
                result.setScale(call.type().scale(), RoundingMode.HALF_UP).unscaledValue();
        if (call.type().kind() == TypeKind.DECIMAL
                && unscaled.abs().compareTo(BigInteger.TEN.pow(call.type().precision())) >= 0) {
            return null;
        }
        return call.type().storage() == Storage.LONG ? (Object) unscaled.longValueExact() : unscaled;
    }

    private Object sum(AggregateCall call, Map<Object, Long> values, long count) {
        ColumnType argument = input.get(call.argument());
        boolean average = call.function() == AggregateFunction.AVG;
        double special = 0;
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            if (entry.getKey() instanceof Double number && !Double.isFinite(number)) {
                special += number;
            } else {
                sum = sum.add(exact(entry.getKey(), argument.scale()).multiply(BigDecimal.valueOf(entry.getValue())));
            }
        }
        if (special != 0) {
            return special;
        }
        if (call.type().storage() == Storage.DOUBLE) {
            BigDecimal result = average ? sum.divide(BigDecimal.valueOf(count), new MathContext(1200)) : sum;
            double rounded = call.type().kind() == TypeKind.REAL ? result.floatValue() : result.doubleValue();
            return rounded == 0 ? (Object) 0.0 : rounded;
        }
        int scale = call.type().scale();
        BigDecimal result =
                average ? sum.divide(BigDecimal.valueOf(count), scale, RoundingMode.HALF_UP) : sum.setScale(scale);
        BigInteger unscaled = result.unscaledValue();
        boolean fits = call.type().kind() == TypeKind.DECIMAL
                ? unscaled.abs().compareTo(BigInteger.TEN.pow(call.type().precision())) < 0
                : unscaled.bitLength() < Long.SIZE;
        if (!fits) {
            return null;
        }
        return call.type().storage() == Storage.LONG ? (Object) unscaled.longValueExact() : unscaled;
    }

    /** By the definition: the mean square of the distances from the mean, each as many times as large as there are values. */
    private Object variance(AggregateCall call, Map<Object, Long> values, long count, long divisor) {
        int scale = input.get(call.argument()).scale();
        boolean tooLarge = false;
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            if (entry.getKey() instanceof Double number) {
                if (!Double.isFinite(number)) {
                    return Double.NaN;
                }
                tooLarge |= Double.isInfinite(number * number);
            }
            sum = sum.add(exact(entry.getKey(), scale).multiply(BigDecimal.valueOf(entry.getValue())));
        }
        if (tooLarge) {
            return null;
        }
        BigDecimal all = BigDecimal.valueOf(count);
        BigDecimal squares = BigDecimal.ZERO;
        for (Map.Entry<Object, Long> entry : values.entrySet()) {
            BigDecimal distance = exact(entry.getKey(), scale).multiply(all).subtract(sum);
            squares = squares.add(distance.multiply(distance).multiply(BigDecimal.valueOf(entry.getValue())));
        }
        BigDecimal result =
                squares.divide(all.multiply(all).multiply(BigDecimal.valueOf(divisor)), new MathContext(200));
        if (call.function() == AggregateFunction.STDDEV_POP || call.function() == AggregateFunction.STDDEV_SAMP) {
            result = result.sqrt(new MathContext(100));
        }
        if (call.type().storage() == Storage.DOUBLE) {
            return result.doubleValue();
        }
        BigInteger unscaled =
                result.setScale(call.type().scale(), RoundingMode.HALF_UP).unscaledValue();
        if (unscaled.abs().compareTo(BigInteger.TEN.pow(call.type().precision())) >= 0) {
            return null;
        }
        return call.type().storage() == Storage.LONG ? (Object) unscaled.longValueExact() : unscaled;
    }

    static BigDecimal exact(Object value, int scale) {
        if (value instanceof Double number) {
            return new BigDecimal(number);
        }
        return value instanceof Long number
                ? BigDecimal.valueOf(number, scale)
                : new BigDecimal((BigInteger) value, scale);
    }
}
