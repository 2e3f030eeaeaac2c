package io.millrace.executor.type;

/** The one place that knows the unit of a TIMESTAMP: a later precision of microseconds changes this class and no other. */
public final class Timestamps {
    /** Fraction digits of a TIMESTAMP. */
    public static final int PRECISION = 3;

    public static final long PER_SECOND = 1_000;
    public static final long PER_DAY = 86_400 * PER_SECOND;

    private Timestamps() {}

    /** The day (since 1970-01-01) that a timestamp lies in; rounds towards the past. */
    public static long toDay(long timestamp) {
        return Math.floorDiv(timestamp, PER_DAY);
    }

    /** The time of day of a timestamp, in its unit. */
    public static long toTimeOfDay(long timestamp) {
        return Math.floorMod(timestamp, PER_DAY);
    }
}
