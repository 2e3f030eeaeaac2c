package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.RowStore;
import java.util.Arrays;
import java.util.List;

/** The times at which rows come or go by a {@link ClockFilterNode}: the greatest or the least of some columns. Stateless. */
final class Moments {
    /** What a row has of which some moment is NULL; no sum is this, as both are saturated before it. */
    static final long UNKNOWN = Long.MAX_VALUE - 1;

    private final int[] columns;
    private final long[] added;

    /** Whether the greatest counts, or else the least. */
    private final boolean greatest;

    Moments(List<ClockFilterNode.Moment> moments, boolean greatest) {
        this.columns = moments.stream().mapToInt(ClockFilterNode.Moment::column).toArray();
        this.added =
                moments.stream().mapToLong(ClockFilterNode.Moment::plusMillis).toArray();
        this.greatest = greatest;
    }

    boolean isEmpty() {
        return columns.length == 0;
    }

    /** By row of a batch, in an array that is at least as long: the moment, or {@link #UNKNOWN}. */
    void of(Batch batch, long[] into) {
        int size = batch.size();
        Arrays.fill(into, 0, size, greatest ? Frontier.NONE : Frontier.END);
        for (int i = 0; i < columns.length; i++) {
            LongVector times = batch.longs(columns[i]);
            long plus = added[i];
            for (int row = 0; row < size; row++) {
                long moment = times.isNull(row) ? UNKNOWN : sum(times.get(row), plus);
                long known = into[row];
                into[row] = known == UNKNOWN || moment == UNKNOWN
                        ? UNKNOWN
                        : greatest ? Math.max(known, moment) : Math.min(known, moment);
            }
        }
    }

    /** That of a row that is kept, none of whose moments is NULL. */
    long of(RowStore store, int slot) {
        long found = greatest ? Frontier.NONE : Frontier.END;
        for (int i = 0; i < columns.length; i++) {
            long moment = sum(store.word(slot, store.layout().word(columns[i])), added[i]);
            found = greatest ? Math.max(found, moment) : Math.min(found, moment);
        }
        return found;
    }

    private static long sum(long time, long plus) {
        long sum = time + plus;
        boolean overflows = ((time ^ sum) & (plus ^ sum)) < 0;
        if (overflows) {
            return plus < 0 ? Frontier.NONE : Frontier.END;
        }
        return sum == UNKNOWN ? Frontier.END : sum;
    }
}
