package io.millrace.executor.operator;

import io.millrace.executor.column.LongVector;
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
     * The table's columns are stored columns, and each stored row is there once.
     *
     * @param columns by column of the table, the stored one
     */
    record Whole(int[] columns) implements RowForm {
        @Override
        public long weight(RowView stored, int slot) {
            return 1;
        }

        @Override
        public void read(RowView stored, int column, int[] slots, int size, Vector into) {
            stored.read(columns[column], slots, size, into, 0);
        }
    }

    /**
     * The table's columns are stored columns and perhaps a number behind them, and a bit says whether a stored row is there.
     *
     * @param columns by column of the table, the stored one
     * @param marks the word with the bit
     * @param bit which of its bits
     * @param number the word with the number
     */
    record Marked(int[] columns, int marks, int bit, int number) implements RowForm {
        @Override
        public long weight(RowView stored, int slot) {
            return stored.word(slot, marks) >>> bit & 1;
        }

        @Override
        public void read(RowView stored, int column, int[] slots, int size, Vector into) {
            if (column < columns.length) {
                stored.read(columns[column], slots, size, into, 0);
            } else {
                stored.readWords(number, slots, size, ((LongVector) into).valuesForWriting(size), 0);
            }
        }
    }

    /**
     * The table's columns are stored columns, and a word holds twice the number of copies, and a flag.
     *
     * @param columns by column of the table, the stored one
     * @param count the word
     */
    record Counted(int[] columns, int count) implements RowForm {
        @Override
        public long weight(RowView stored, int slot) {
            return stored.word(slot, count) >> 1;
        }

        @Override
        public void read(RowView stored, int column, int[] slots, int size, Vector into) {
            stored.read(columns[column], slots, size, into, 0);
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
