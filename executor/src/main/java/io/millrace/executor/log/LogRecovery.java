package io.millrace.executor.log;

import java.util.Optional;

/**
 * What was found when a log was opened.
 *
 * @param records how many ticks were read
 * @param bytes how large the log is
 * @param lastTick the number of the last tick, 0 for none
 * @param tornTail what a crash had left unfinished at the end, and was cut off, if anything
 */
public record LogRecovery(long records, long bytes, long lastTick, Optional<TornTail> tornTail) {
    /**
     * The end of a log that was being written when the server ended; nothing in it was acknowledged.
     *
     * @param file the segment
     * @param offset where the last whole record ends
     * @param bytes how many were cut off
     */
    public record TornTail(String file, long offset, long bytes) {}
}
