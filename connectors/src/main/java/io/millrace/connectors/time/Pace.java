package io.millrace.connectors.time;

import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;

/**
 * How fast the rows of a generated stream become due. Immutable.
 *
 * @param perSecond how many a second; positive infinity where all are due at once
 * @param limit how many there are; Long.MAX_VALUE where there is no bound
 */
public record Pace(double perSecond, long limit) {
    /** How a rate is written. */
    public static final OptionType<Double> RATE = new OptionType<>("a number above 0, or 'unlimited'", text -> {
        return text.strip().equalsIgnoreCase("unlimited")
                ? Double.POSITIVE_INFINITY
                : OptionTypes.positiveNumber().parse(text);
    });

    /** Whether rows do not wait for the clock. */
    public boolean isUnlimited() {
        return Double.isInfinite(perSecond);
    }

    /** When a row is due, in microseconds since the start. */
    public long dueMicros(long row) {
        return isUnlimited() ? 0 : (long) (row * 1e6 / perSecond);
    }

    /** How many rows are due this long after the start. */
    public long dueRows(long elapsedMicros) {
        if (elapsedMicros < 0) {
            return 0;
        }
        if (isUnlimited()) {
            return limit;
        }
        long rows = (long) Math.min(elapsedMicros / 1e6 * perSecond, Long.MAX_VALUE / 2.0);
        while (dueMicros(rows) <= elapsedMicros) {
            rows++;
        }
        while (rows > 0 && dueMicros(rows - 1) > elapsedMicros) {
            rows--;
        }
        return Math.min(rows, limit);
    }
}
