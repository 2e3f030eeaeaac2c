package io.millrace.executor.operator.ordered;

import java.util.Arrays;

/** Places of rows as ranges. Added in any order, then sorted and joined at once. Allocates as it grows. */
final class Intervals {
    /** Start and, in the lower half, the place behind the last one. */
    private long[] ranges = new long[8];

    private int size;

    void clear() {
        size = 0;
    }

    /** Adds the places from {@code start} up to before {@code end}. */
    void add(int start, int end) {
        if (start >= end) {
            return;
        }
        if (size == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * size);
        }
        ranges[size++] = (long) start << Integer.SIZE | end;
    }

    /** Sorts the ranges and joins those that overlap or touch. */
    void join() {
        Arrays.sort(ranges, 0, size);
        int joined = 0;
        for (int i = 0; i < size; i++) {
            long range = ranges[i];
            if (joined > 0 && (int) (range >>> Integer.SIZE) <= to(joined - 1)) {
                if ((int) range > to(joined - 1)) {
                    ranges[joined - 1] = ranges[joined - 1] & 0xFFFFFFFF_00000000L | (int) range;
                }
            } else {
                ranges[joined++] = range;
            }
        }
        size = joined;
    }

    int size() {
        return size;
    }

    int from(int interval) {
        return (int) (ranges[interval] >>> Integer.SIZE);
    }

    /** Behind its last place. */
    int to(int interval) {
        return (int) ranges[interval];
    }
}
