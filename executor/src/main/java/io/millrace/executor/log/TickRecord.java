package io.millrace.executor.log;

import java.util.List;

/**
 * What the log keeps of a tick. A tick has one record, so a restart sees it whole or not at all.
 *
 * @param tick its number, greater than those of all records before
 * @param inputs what it took, in order
 */
public record TickRecord(long tick, List<TickInput> inputs) {
    public TickRecord {
        inputs = List.copyOf(inputs);
    }
}
