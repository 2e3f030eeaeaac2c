package io.millrace.executor.circuit.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream declares about event time.
 *
 * @param column the column with a row's time, a TIMESTAMP that is never NULL
 * @param delayMillis how far a row may be behind the greatest time of its partition so far
 * @param acceptedMillis how much later rows are taken all the same: 0 for not at all, {@link #ANY} for all of them
 * @param idleTimeout after how long without rows others do not wait for a partition; null for never
 * @param maxAhead how far ahead of its partition a row may move the watermark by itself; null for any
 * @param keptLateRows how many late rows are kept readable, the last ones
 */
public record EventTime(
        int column,
        long delayMillis,
        long acceptedMillis,
        @Nullable Duration idleTimeout,
        @Nullable Duration maxAhead,
        int keptLateRows) {
    /** Rows are taken however late they are; then nothing is ever final. */
    public static final long ANY = Long.MAX_VALUE;

    public EventTime {
        if (column < 0 || delayMillis < 0 || acceptedMillis < 0 || keptLateRows < 0) {
            throw new IllegalArgumentException(
                    "column " + column + ", delay " + delayMillis + " ms, " + keptLateRows + " late rows");
        }
    }

    /** Rows that may be so late, and no option. */
    public static EventTime of(int column, long delayMillis) {
        return new EventTime(column, delayMillis, 0, null, null, 10_000);
    }
}
