package io.millrace.executor.plan;

/**
 * How far apart in time two rows are that match: the time of the left row less that of the right row is at least {@code least} and at
 * most {@code most}. A row without a time matches none. Pure data, a part of plans.
 *
 * @param left the column of the left input with the time
 * @param right the column of the right input with the time
 * @param least the smallest difference, {@link #ANY_LEAST} for any
 * @param most the greatest difference, {@link #ANY_MOST} for any
 */
public record TimeRange(int left, int right, long least, long most) {
    public static final long ANY_LEAST = Long.MIN_VALUE;
    public static final long ANY_MOST = Long.MAX_VALUE;

    /** The smallest time that a partner of a left row can have. */
    public long firstRight(long time) {
        return most == ANY_MOST ? Long.MIN_VALUE : minus(time, most);
    }

    /** The greatest time that a partner of a left row can have. */
    public long lastRight(long time) {
        return least == ANY_LEAST ? Long.MAX_VALUE : minus(time, least);
    }

    /** The smallest time that a partner of a right row can have. */
    public long firstLeft(long time) {
        return least == ANY_LEAST ? Long.MIN_VALUE : plus(time, least);
    }

    /** The greatest time that a partner of a right row can have. */
    public long lastLeft(long time) {
        return most == ANY_MOST ? Long.MAX_VALUE : plus(time, most);
    }

    private static long plus(long time, long added) {
        long sum = time + added;
        boolean overflows = ((time ^ sum) & (added ^ sum)) < 0;
        return overflows ? (added < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    private static long minus(long time, long taken) {
        long difference = time - taken;
        boolean overflows = ((time ^ taken) & (time ^ difference)) < 0;
        return overflows ? (taken < 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : difference;
    }
}
