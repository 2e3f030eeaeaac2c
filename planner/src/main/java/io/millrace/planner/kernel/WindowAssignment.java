package io.millrace.planner.kernel;

/**
 * The windows a row lies in: those of {@code sizeMillis} that start at multiples of {@code slideMillis} from
 * {@code offsetMillis}. A tumbling window slides by its size. A row whose time is NULL lies in no window.
 *
 * @param timeColumn the input column with the row's time, a TIMESTAMP
 */
public record WindowAssignment(int timeColumn, long sizeMillis, long slideMillis, long offsetMillis) {
    public WindowAssignment {
        if (timeColumn < 0 || sizeMillis <= 0 || slideMillis <= 0) {
            throw new IllegalArgumentException(
                    "column " + timeColumn + ", size " + sizeMillis + " ms, slide " + slideMillis + " ms");
        }
    }

    /** Windows one behind the other. */
    public static WindowAssignment tumble(int timeColumn, long sizeMillis, long offsetMillis) {
        return new WindowAssignment(timeColumn, sizeMillis, sizeMillis, offsetMillis);
    }

    boolean isTumbling() {
        return sizeMillis == slideMillis;
    }
}
