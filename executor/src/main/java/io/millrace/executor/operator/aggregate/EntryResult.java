package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;
import org.jspecify.annotations.Nullable;

/** ARG_MIN and ARG_MAX: a column of a group's first or last entry. */
final class EntryResult extends Result {
    private final @Nullable OrderedEntries entries;
    private final boolean first;

    /** The column that is shown: of an entry, or of the group's row if there are no entries. */
    private final int column;

    private EntryResult(@Nullable OrderedEntries entries, boolean first, int column) {
        this.entries = entries;
        this.first = first;
        this.column = column;
    }

    /** A column of the input in the first or last of some entries. */
    static EntryResult of(OrderedEntries entries, boolean first, int argument) {
        return new EntryResult(entries, first, entries.place(argument));
    }

    /** What is kept in the group's row. */
    static EntryResult of(StoredEntry stored) {
        return new EntryResult(null, false, stored.shown());
    }

    @Override
    boolean mayFail() {
        return false;
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        if (entries == null) {
            groups.read(column, slots, count, into, at);
            return;
        }
        for (int i = 0; i < count; i++) {
            boolean found =
                    first ? entries.index().first(slots[i]) : entries.index().last(slots[i]);
            if (found) {
                entries.read(entries.index().reference(), column, into, at + i);
            } else {
                Nulls.set(into, at + i);
            }
        }
    }
}
