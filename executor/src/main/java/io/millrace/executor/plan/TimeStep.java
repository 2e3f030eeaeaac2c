package io.millrace.executor.plan;

/**
 * A function of time that never falls when its argument grows: how a bound of one column becomes one of another. Applied to a
 * bound, it gives the least value that the other column can still have. Pure data, a part of plans; times are milliseconds.
 */
public sealed interface TimeStep {
    /** The bound of the result, where {@code bound} is neither {@link Frontier#NONE} nor {@link Frontier#END}. */
    long of(long bound);

    /** The time plus some milliseconds, which may be negative. */
    record Plus(long millis) implements TimeStep {
        @Override
        public long of(long bound) {
            return saturated(bound, millis);
        }
    }

    /** The time divided by a number of milliseconds, rounded down: days, hours and the like since 1970. */
    record Divide(long millis) implements TimeStep {
        @Override
        public long of(long bound) {
            return Math.floorDiv(bound, millis);
        }
    }

    /**
     * The start of the windows that the time lies in; of a bound, the start of the first window that may still get rows. With the
     * slide equal to the size this rounds down to a multiple.
     *
     * @param sizeMillis how long a window is
     * @param slideMillis from one window's start to the next one's
     * @param offsetMillis the start of some window
     */
    record WindowStart(long sizeMillis, long slideMillis, long offsetMillis) implements TimeStep {
        @Override
        public long of(long bound) {
            long before = saturated(bound, -sizeMillis);
            return saturated(before - Math.floorMod(before - offsetMillis, slideMillis), slideMillis);
        }
    }

    private static long saturated(long bound, long added) {
        long sum = bound + added;
        boolean overflows = ((bound ^ sum) & (added ^ sum)) < 0;
        return overflows ? (added < 0 ? Frontier.NONE : Frontier.END) : sum;
    }
}
