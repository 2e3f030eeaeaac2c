package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/** MODE: the most frequent value of a group. */
final class ModeResult extends Result {
    private final OrderedEntries entries;
    private final ModeCounts counts;
    private final boolean last;

    /** {@code last} if the greatest of those that are as frequent is meant. */
    ModeResult(OrderedEntries entries, ModeCounts counts, boolean last) {
        this.entries = entries;
        this.counts = counts;
        this.last = last;
    }

    @Override
    boolean mayFail() {
        return false;
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        for (int i = 0; i < count; i++) {
            if (counts.find(slots[i], last)) {
                entries.read(counts.reference(), 0, into, at + i);
            } else {
                Nulls.set(into, at + i);
            }
        }
    }
}
