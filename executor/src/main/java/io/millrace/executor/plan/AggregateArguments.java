package io.millrace.executor.plan;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregate computes with.
 *
 * @param first the input column, or {@link AggregateCall#NONE} for COUNT(*)
 * @param second the other input column of an aggregate of two, or {@link AggregateCall#NONE}
 * @param constant what the call says once for all rows: a separator ({@code String}), a {@link TextForm}, or a fraction
 *     ({@code BigDecimal} without trailing zeros, from 0 to 1); null for an aggregate that takes none
 * @param order the order of the rows inside of a group, for aggregates that depend on one; ties are broken by the argument
 */
public record AggregateArguments(
        int first, int second, @Nullable Object constant, List<SortColumn> order) {
    public AggregateArguments {
        order = List.copyOf(order);
    }

    /** One column, or none. */
    public static AggregateArguments of(int first) {
        return new AggregateArguments(first, AggregateCall.NONE, null, List.of());
    }

    /** All input columns that are read, some perhaps twice. */
    public IntStream columns() {
        return IntStream.concat(IntStream.of(first, second), order.stream().mapToInt(SortColumn::column))
                .filter(column -> column != AggregateCall.NONE);
    }

    /** The argument columns alone, those of the order left out. */
    public List<Integer> values() {
        return Stream.of(first, second)
                .filter(column -> column != AggregateCall.NONE)
                .toList();
    }
}
