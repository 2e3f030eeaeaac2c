package io.millrace.connectors.datagen;

/**
 * The rows to make.
 *
 * @param first the first one's number
 * @param count how many
 * @param startMillis when the stream began
 * @param rowsPerSecond by which time columns advance
 */
record RowRange(long first, int count, long startMillis, double rowsPerSecond) {
    /** When a row happened, in milliseconds. */
    long eventMillis(long row) {
        return startMillis + (long) (row * 1e3 / rowsPerSecond);
    }
}
