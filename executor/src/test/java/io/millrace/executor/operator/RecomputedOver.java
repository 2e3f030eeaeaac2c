package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an {@link OverNode} means: every row's frame row by row, from the definition. The oracle. */
final class RecomputedOver {
    private final OverNode node;
    private final Comparator<List<?>> peers;

    RecomputedOver(OverNode node) {
        this.node = node;
        this.peers = OrderedRelation.peers(node.order());
    }

    Map<List<?>, Long> of(List<Map<List<?>, Long>> inputs) {
        Map<List<?>, Long> output = new HashMap<>();
        for (List<List<?>> rows : OrderedRelation.partitions(inputs.get(0), node.partition(), node.order())) {
            for (int row = 0; row < rows.size(); row++) {
                List<@Nullable Object> values = new ArrayList<>(rows.get(row));
                for (OverCall call : node.calls()) {
                    values.add(value(call, rows, row));
                }
                output.merge(values, 1L, Long::sum);
            }
        }
        return output;
    }

    private @Nullable Object value(OverCall call, List<List<?>> rows, int row) {
        if (call instanceof OverCall.Numbered number) {
            return number(number, rows, row);
        }
        if (call instanceof OverCall.Shift shift) {
            return shift(shift, rows, row);
        }
        if (call instanceof OverCall.Value value) {
            List<Object> values = new ArrayList<>();
            for (List<?> other : frame(value.frame(), rows, row)) {
                Object found = other.get(value.argument());
                if (found != null || !value.ignoreNulls()) {
                    values.add(found);
                }
            }
            long index = value.place() > 0 ? value.place() - 1 : values.size() + value.place();
            return index >= 0 && index < values.size() ? values.get((int) index) : null;
        }
        OverCall.Aggregated aggregated = (OverCall.Aggregated) call;
        Map<List<?>, Long> relation = new HashMap<>();
        frame(aggregated.frame(), rows, row).forEach(other -> relation.merge(other, 1L, Long::sum));
        AggregateCall aggregate = aggregated.aggregate();
        AggregateNode all =
                new AggregateNode(node.input(), List.of(), List.of(aggregate), false, List.of(aggregate.type()));
        return new RecomputedAggregate(all)
                .of(List.of(relation))
                .keySet()
                .iterator()
                .next()
                .get(0);
    }

    private Object number(OverCall.Numbered call, List<List<?>> rows, int row) {
        long rank = OrderedRelation.numbers(rows, node.order(), Ranking.RANK)[row];
        int size = rows.size();
        return switch (call.numbering()) {
            case ROW_NUMBER -> row + 1L;
            case RANK -> rank;
            case DENSE_RANK -> OrderedRelation.numbers(rows, node.order(), Ranking.DENSE_RANK)[row];
            case PERCENT_RANK -> size == 1 ? 0.0 : (rank - 1.0) / (size - 1);
            case CUME_DIST ->
                rows.stream()
                                .filter(other -> peers.compare(other, rows.get(row)) <= 0)
                                .count()
                        / (double) size;
            case NTILE -> {
                int at = 0;
                long tile = 0;
                while (at <= row) {
                    at += size / (int) call.tiles() + (tile < size % call.tiles() ? 1 : 0);
                    tile++;
                }
                yield tile;
            }
        };
    }

    private @Nullable Object shift(OverCall.Shift call, List<List<?>> rows, int row) {
        int step = Long.signum(call.offset());
        long left = Math.abs(call.offset());
        int at = row;
        while (left > 0) {
            at += step;
            if (at < 0 || at >= rows.size()) {
                return call.otherwise() == AggregateCall.NONE
                        ? null
                        : rows.get(row).get(call.otherwise());
            }
            left -= call.ignoreNulls() && rows.get(at).get(call.argument()) == null ? 0 : 1;
        }
        return rows.get(at).get(call.argument());
    }

    private List<List<?>> frame(OverFrame frame, List<List<?>> rows, int row) {
        List<List<?>> held = new ArrayList<>();
        for (int other = 0; other < rows.size(); other++) {
            boolean isPeer = peers.compare(rows.get(other), rows.get(row)) == 0;
            boolean excluded = switch (frame.exclusion()) {
                case NOTHING -> false;
                case CURRENT_ROW -> other == row;
                case GROUP -> isPeer;
                case TIES -> isPeer && other != row;
            };
            if (!excluded && isInside(frame, rows, row, other)) {
                held.add(rows.get(other));
            }
        }
        return held;
    }

    private boolean isInside(OverFrame frame, List<List<?>> rows, int row, int other) {
        BigDecimal start = frame.start();
        BigDecimal end = frame.end();
        return switch (frame.unit()) {
            case ROWS ->
                (start == null || other - row >= start.longValueExact())
                        && (end == null || other - row <= end.longValueExact());
            case GROUPS -> {
                long[] groups = OrderedRelation.numbers(rows, node.order(), Ranking.DENSE_RANK);
                long distance = groups[other] - groups[row];
                yield (start == null || distance >= start.longValueExact())
                        && (end == null || distance <= end.longValueExact());
            }
            case RANGE ->
                (start == null || isBeyond(rows, row, other, start, 1))
                        && (end == null || isBeyond(rows, row, other, end, -1));
            case MONTHS -> throw new IllegalArgumentException("months are compared elsewhere");
        };
    }

    /** Whether another row lies at or behind a row's value plus an offset, or at or before it if {@code side} is -1. */
    private boolean isBeyond(List<List<?>> rows, int row, int other, BigDecimal offset, int side) {
        int byOrder = peers.compare(rows.get(other), rows.get(row)) * side;
        if (offset.signum() == 0) {
            return byOrder >= 0;
        }
        SortColumn key = node.order().get(0);
        Object mine = rows.get(row).get(key.column());
        Object theirs = rows.get(other).get(key.column());
        if (mine == null || theirs == null) {
            return byOrder >= 0;
        }
        BigDecimal signed = key.descending() ? offset.negate() : offset;
        int compared;
        if (mine instanceof Double number) {
            compared = Double.compare((Double) theirs, number + signed.doubleValue());
        } else {
            compared = exact(theirs).compareTo(exact(mine).add(signed));
        }
        return (key.descending() ? -compared : compared) * side >= 0;
    }

    private static BigDecimal exact(Object value) {
        return value instanceof BigInteger wide ? new BigDecimal(wide) : BigDecimal.valueOf((Long) value);
    }
}
