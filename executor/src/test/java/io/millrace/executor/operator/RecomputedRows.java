package io.millrace.executor.operator;

import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/** What aggregates mean that look at more of a row than one argument, computed from the rows of one group: the oracle. */
final class RecomputedRows {
    /** A row and how often it is there. */
    record Row(List<?> values, long weight) {}

    private static final MathContext DIGITS = new MathContext(50);

    private final AggregateCall call;
    private final List<ColumnType> input;
    private final List<Row> rows;

    /** Whether there are rows, with NULLs or not. */
    private final boolean any;

    RecomputedRows(AggregateCall call, List<ColumnType> input, List<Row> all) {
        this.call = call;
        this.input = input;
        this.any = !all.isEmpty();
        boolean collects =
                call.function() == AggregateFunction.ARRAY_AGG || call.function() == AggregateFunction.COLLECT;
        this.rows = all.stream()
                .filter(row -> collects
                        || call.arguments().values().stream()
                                .allMatch(column -> row.values().get(column) != null))
                .toList();
    }

    Object value() {
        return switch (call.function()) {
            case STRING_AGG -> text();
            case ARRAY_AGG, COLLECT -> collection();
            case ARG_MIN -> argument(false);
            case ARG_MAX -> argument(true);
            default -> ofTwo();
        };
    }

    /** The bytes of the collection, read as a text like those of any other column of bytes. */
    private Object collection() {
        List<Object> elements = new ArrayList<>();
        ColumnType element = call.type().part(0);
        for (Row row : sorted()) {
            Object value = row.values().get(call.argument());
            Object own = value instanceof BigInteger unscaled
                    ? new BigDecimal(unscaled, element.scale())
                    : value instanceof Long number && element.kind() == TypeKind.DECIMAL
                            ? (Object) BigDecimal.valueOf(number, element.scale())
                            : value;
            boolean known =
                    call.distinct() && !elements.isEmpty() && Objects.equals(elements.get(elements.size() - 1), own);
            elements.addAll(known ? List.of() : Collections.nCopies(call.distinct() ? 1 : (int) row.weight(), own));
        }
        return rows.isEmpty() ? null : new String(NestedValues.encode(elements, call.type()), StandardCharsets.UTF_8);
    }

    private List<Row> sorted() {
        List<Row> sorted = new ArrayList<>(rows);
        Comparator<Row> order = (left, right) -> 0;
        for (SortColumn key : call.arguments().order()) {
            order = order.thenComparing(comparator(key));
        }
        sorted.sort(order.thenComparing(comparator(new SortColumn(call.argument(), false, false))));
        return sorted;
    }

    private Object text() {
        StringJoiner text = call.arguments().constant() instanceof TextForm form
                ? new StringJoiner(form.separator(), form.opening(), form.closing())
                : new StringJoiner((String) call.arguments().constant());
        Object last = null;
        for (Row row : sorted()) {
            Object value = row.values().get(call.argument());
            for (long i = 0; i < row.weight() && !(call.distinct() && value.equals(last)); i++) {
                text.add((String) value);
                last = value;
            }
        }
        boolean formed = call.arguments().constant() instanceof TextForm;
        return formed && any || !rows.isEmpty() ? text.toString() : null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Comparator<Row> comparator(SortColumn key) {
        Comparator<Object> values = (left, right) -> ((Comparable) left).compareTo(right);
        Comparator<Object> directed = key.descending() ? values.reversed() : values;
        return Comparator.comparing(
                row -> row.values().get(key.column()),
                key.nullsFirst() ? Comparator.nullsFirst(directed) : Comparator.nullsLast(directed));
    }

    private Object argument(boolean greatest) {
        Comparator<Row> order = comparator(new SortColumn(call.arguments().second(), false, false))
                .thenComparing(comparator(new SortColumn(call.argument(), false, false)));
        return rows.stream()
                .min(greatest ? order.reversed() : order)
                .map(row -> (Object) row.values().get(call.argument()))
                .orElse(null);
    }

    /** By the definitions: means, then sums of distances from them. */
    private Object ofTwo() {
        long count = rows.stream().mapToLong(Row::weight).sum();
        if (call.function() == AggregateFunction.REGR_COUNT) {
            return count;
        }
        if (count < (call.function() == AggregateFunction.COVAR_SAMP ? 2 : 1)) {
            return null;
        }
        boolean needsY =
                call.function() != AggregateFunction.REGR_AVGX && call.function() != AggregateFunction.REGR_SXX;
        boolean needsX =
                call.function() != AggregateFunction.REGR_AVGY && call.function() != AggregateFunction.REGR_SYY;
        int y = call.argument();
        int x = call.arguments().second();
        if (needsY && isSpecial(y) || needsX && isSpecial(x)) {
            boolean average = !needsX && call.function() == AggregateFunction.REGR_AVGY
                    || !needsY && call.function() == AggregateFunction.REGR_AVGX;
            return average ? specialSum(needsY ? y : x) : Double.NaN;
        }
        if (needsX && needsY && isTooLarge(x, y)
                || needsX && needsSquares(true) && isTooLarge(x, x)
                || needsY && needsSquares(false) && isTooLarge(y, y)) {
            return null;
        }
        BigDecimal result = of(BigDecimal.valueOf(count), x, y);
        return result == null ? null : (Object) (result.doubleValue() == 0 ? 0.0 : result.doubleValue());
    }

    private BigDecimal of(BigDecimal n, int x, int y) {
        return switch (call.function()) {
            case REGR_AVGX -> quotient(sum(x), n);
            case REGR_AVGY -> quotient(sum(y), n);
            case REGR_SXX -> quotient(distances(n, x, x), n.multiply(n));
            case REGR_SYY -> quotient(distances(n, y, y), n.multiply(n));
            case REGR_SXY -> quotient(distances(n, x, y), n.multiply(n));
            case COVAR_POP -> quotient(distances(n, x, y), n.pow(3));
            case COVAR_SAMP -> quotient(distances(n, x, y), n.multiply(n).multiply(n.subtract(BigDecimal.ONE)));
            case REGR_SLOPE -> quotient(distances(n, x, y), distances(n, x, x));
            case REGR_INTERCEPT ->
                quotient(
                        sum(y).multiply(distances(n, x, x)).subtract(sum(x).multiply(distances(n, x, y))),
                        n.multiply(distances(n, x, x)));
            case CORR -> {
                BigDecimal product = distances(n, x, y);
                BigDecimal square =
                        quotient(product.multiply(product), distances(n, x, x).multiply(distances(n, y, y)));
                BigDecimal root = square == null ? null : square.sqrt(DIGITS);
                yield root == null || product.signum() >= 0 ? root : root.negate();
            }
            case REGR_R2 -> {
                BigDecimal product = distances(n, x, y);
                BigDecimal flat = distances(n, y, y);
                yield flat.signum() == 0 && distances(n, x, x).signum() != 0
                        ? BigDecimal.ONE
                        : quotient(product.multiply(product), distances(n, x, x).multiply(flat));
            }
            default -> throw new IllegalStateException(call.function().toString());
        };
    }

    private static BigDecimal quotient(BigDecimal over, BigDecimal under) {
        return under.signum() == 0 ? null : over.divide(under, DIGITS);
    }

    /** The sum of products of distances from the means, each n times as large as it is, so that all of it is exact. */
    private BigDecimal distances(BigDecimal n, int first, int second) {
        BigDecimal firstSum = sum(first);
        BigDecimal secondSum = sum(second);
        BigDecimal sum = BigDecimal.ZERO;
        for (Row row : rows) {
            BigDecimal product = exact(row, first)
                    .multiply(n)
                    .subtract(firstSum)
                    .multiply(exact(row, second).multiply(n).subtract(secondSum));
            sum = sum.add(product.multiply(BigDecimal.valueOf(row.weight())));
        }
        return sum;
    }

    private BigDecimal sum(int column) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Row row : rows) {
            sum = sum.add(exact(row, column).multiply(BigDecimal.valueOf(row.weight())));
        }
        return sum;
    }

    private boolean needsSquares(boolean ofX) {
        return switch (call.function()) {
            case CORR, REGR_R2 -> true;
            case REGR_SXX, REGR_SLOPE, REGR_INTERCEPT -> ofX;
            case REGR_SYY -> !ofX;
            default -> false;
        };
    }

    private boolean isSpecial(int column) {
        return rows.stream()
                .anyMatch(row -> row.values().get(column) instanceof Double number && !Double.isFinite(number));
    }

    private double specialSum(int column) {
        return rows.stream()
                .map(row -> (Double) row.values().get(column))
                .filter(number -> !Double.isFinite(number))
                .reduce(0.0, Double::sum);
    }

    private boolean isTooLarge(int left, int right) {
        return rows.stream()
                .anyMatch(row -> row.values().get(left) instanceof Double a
                        && row.values().get(right) instanceof Double b
                        && Double.isInfinite(a * b));
    }

    private BigDecimal exact(Row row, int column) {
        return RecomputedAggregate.exact(
                row.values().get(column), input.get(column).scale());
    }
}
