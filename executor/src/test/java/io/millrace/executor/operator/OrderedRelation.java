package io.millrace.executor.operator;

import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Relations as OVER and top-n see them, in plain Java: every copy of a row for itself, in partitions, sorted. */
final class OrderedRelation {
    private OrderedRelation() {}

    /** The partitions of a relation, each sorted by some columns and then by all. */
    static Collection<List<List<?>>> partitions(
            Map<List<?>, Long> relation, List<Integer> partition, List<SortColumn> order) {
        Map<List<@Nullable Object>, List<List<?>>> partitions = new HashMap<>();
        relation.forEach((row, weight) -> {
            List<@Nullable Object> key = new ArrayList<>();
            partition.forEach(column -> key.add(row.get(column)));
            for (long copy = 0; copy < weight; copy++) {
                partitions.computeIfAbsent(key, ignored -> new ArrayList<>()).add(row);
            }
        });
        partitions.values().forEach(rows -> rows.sort(total(order, rows.get(0).size())));
        return partitions.values();
    }

    /** Compares by order keys only. */
    static Comparator<List<?>> peers(List<SortColumn> order) {
        return (left, right) -> {
            int compared = 0;
            for (int i = 0; compared == 0 && i < order.size(); i++) {
                compared = compare(left, right, order.get(i));
            }
            return compared;
        };
    }

    private static Comparator<List<?>> total(List<SortColumn> order, int width) {
        List<SortColumn> all = new ArrayList<>(order);
        IntStream.range(0, width).forEach(column -> all.add(new SortColumn(column, false, false)));
        return peers(all);
    }

    private static int compare(List<?> left, List<?> right, SortColumn key) {
        Object a = left.get(key.column());
        Object b = right.get(key.column());
        if (a == null || b == null) {
            return a == b ? 0 : (a == null) == key.nullsFirst() ? -1 : 1;
        }
        int compared = compare(a, b);
        return key.descending() ? -compared : compared;
    }

    /** Compares two values that are not NULL. */
    static int compare(Object a, Object b) {
        if (a instanceof Long left) {
            return Long.compare(left, (Long) b);
        }
        if (a instanceof Double left) {
            return Double.compare(left, (Double) b);
        }
        if (a instanceof Boolean left) {
            return Boolean.compare(left, (Boolean) b);
        }
        if (a instanceof BigInteger left) {
            return left.compareTo((BigInteger) b);
        }
        return Arrays.compareUnsigned(
                ((String) a).getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }

    /** The numbers of the sorted rows of a partition. */
    static long[] numbers(List<List<?>> rows, List<SortColumn> order, Ranking ranking) {
        long[] numbers = new long[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            boolean peer = i > 0 && peers(order).compare(rows.get(i - 1), rows.get(i)) == 0;
            numbers[i] = switch (ranking) {
                case ROW_NUMBER -> i + 1;
                case RANK -> peer ? numbers[i - 1] : i + 1;
                case DENSE_RANK -> i == 0 ? 1 : numbers[i - 1] + (peer ? 0 : 1);
            };
        }
        return numbers;
    }
}
