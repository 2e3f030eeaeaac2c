package io.millrace.executor.operator;

import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.operator.aggregate.Words;
import io.millrace.executor.state.RowView;

/** How the rows of a table follow from stored rows that do not change meanwhile. Used by one thread at a time. */
interface RowForm {
    /** How many copies of a stored row the table has; 0 for none. */
    long weight(RowView stored, int slot);

    /** Writes a column of the table for the first {@code count} slots, to row 0 and on of a vector. */
    void read(RowView stored, int column, int[] slots, int count, Vector into);

    /**
     * The table's columns are stored columns.
     *
     * @param columns by column of the table, the stored one
     * @param weight the word that holds the weight
     * @param weightBits the bits of that word that count
     */
    record Plain(int[] columns, int weight, long weightBits) implements RowForm {
        @Override
        public long weight(RowView stored, int slot) {
            return stored.word(slot, weight) & weightBits;
        }

        @Override
        public void read(RowView stored, int column, int[] slots, int count, Vector into) {
            stored.read(columns[column], slots, count, into, 0);
        }
    }

    /**
     * The table's rows are groups whose results follow from their accumulators.
     *
     * @param columns by column of the table, that of the aggregate
     * @param keyCount how many of those are keys, which are stored
     * @param accumulators what computes the others
     * @param count the word that counts a group's rows
     * @param words scratch
     */
    record Computed(int[] columns, int keyCount, Accumulators accumulators, int count, Words words) implements RowForm {
        @Override
        public long weight(RowView stored, int slot) {
            return stored.word(slot, count) > 0 ? 1 : 0;
        }

        @Override
        public void read(RowView stored, int column, int[] slots, int size, Vector into) {
            int wanted = columns[column];
            if (wanted < keyCount) {
                stored.read(wanted, slots, size, into, 0);
            } else {
                accumulators.writeResult(wanted - keyCount, words.of(stored), slots, size, into, 0);
            }
        }
    }
}
