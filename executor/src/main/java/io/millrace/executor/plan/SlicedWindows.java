package io.millrace.executor.plan;

/**
 * Windows that overlap, each made of slices: pieces of time of one length that lie in the same windows throughout. Times are
 * milliseconds.
 *
 * @param cumulative whether windows that start together end a step apart, up to the size; otherwise all are of one size and start a
 *     step apart
 * @param sizeMillis the length of the longest window
 * @param stepMillis from one window's end to the next one's; of cumulative windows a part of the size without remainder
 * @param offsetMillis the start of some window
 */
public record SlicedWindows(boolean cumulative, long sizeMillis, long stepMillis, long offsetMillis) {
    public SlicedWindows {
        if (sizeMillis <= 0
                || stepMillis <= 0
                || stepMillis > sizeMillis
                || cumulative && sizeMillis % stepMillis != 0) {
            throw new IllegalArgumentException("windows of " + sizeMillis + " ms every " + stepMillis + " ms");
        }
    }

    /** The length of a slice; slices start at the offset. */
    public long sliceMillis() {
        long length = sizeMillis;
        for (long rest = stepMillis; rest != 0; ) {
            long next = length % rest;
            length = rest;
            rest = next;
        }
        return length;
    }

    /** The end of the first window that holds the slice with a start. */
    public long firstEnd(long sliceStart) {
        // Ends are a size, or a number of steps, behind the offset.
        long someEnd = offsetMillis + sizeMillis;
        return someEnd + (Math.floorDiv(sliceStart - someEnd, stepMillis) + 1) * stepMillis;
    }

    /** The end behind an end. */
    public long nextEnd(long end) {
        return end + stepMillis;
    }

    /** The start of the window with an end. */
    public long start(long end) {
        return cumulative
                ? Math.floorDiv(end - 1 - offsetMillis, sizeMillis) * sizeMillis + offsetMillis
                : end - sizeMillis;
    }
}
