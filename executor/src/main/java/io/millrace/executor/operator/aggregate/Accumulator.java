package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/**
 * What is kept of the rows of each group for one or more calls, in words of the group's row: 0 for a new group. Takes
 * whole batches, in one loop. Weights may be negative, and so may what was summed up until the end of a tick. One owner.
 */
abstract class Accumulator {
    private final int words;
    private final int rareWords;

    /** The first of its words, counted from the row's start; known once the layout is. */
    private int word;

    private int rareWord;

    Accumulator(int words) {
        this(words, 0);
    }

    /**
     * An accumulator.
     *
     * @param words words next to each other
     * @param rareWords words elsewhere, 0 in nearly all groups
     */
    Accumulator(int words, int rareWords) {
        this.words = words;
        this.rareWords = rareWords;
    }

    final int words() {
        return words;
    }

    final int word() {
        return word;
    }

    final int rareWords() {
        return rareWords;
    }

    /** The first of its rare words, counted from the row's start. */
    final int rareWord() {
        return rareWord;
    }

    /** Whether a rare word of any group may be another than 0; once true it stays so. */
    boolean usesRareWords() {
        return false;
    }

    /** Tells where in a row the accumulator's words begin. */
    void bind(RowLayout layout, int firstWord, int firstRareWord) {
        word = firstWord;
        rareWord = firstRareWord;
    }

    private int wordAt(int index) {
        return index < words ? word + index : rareWord + index - words;
    }

    /** Takes the rows of a batch, each into the group at its slot; the chunks are ready to be written. */
    abstract void add(RowStore groups, Batch batch, int[] slots);

    /** Prepares a new group. */
    void open(RowStore groups, int slot) {}

    /** Whether what is kept of one group can be added to what is kept of another one. */
    boolean merges() {
        return false;
    }

    /** Adds what is kept of a group to another one, if it {@link #merges}; both chunks are ready to be written. */
    void merge(RowStore groups, int from, int into) {
        throw new IllegalStateException(getClass().getSimpleName() + " does not merge");
    }

    /** Makes a group, which stays, like a new one. */
    void clear(RowStore groups, int slot) {
        close(groups, slot);
        long[] row = groups.words(slot);
        int base = groups.base(slot);
        for (int i = 0; i < words + rareWords; i++) {
            row[base + wordAt(i)] = 0;
        }
        open(groups, slot);
    }

    /** Adds integers of some words each, in two's complement, the lowest word first; what leaves the range wraps around. */
    static void addWords(long[] from, int fromAt, long[] into, int intoAt, int count) {
        long carry = 0;
        for (int i = 0; i < count; i++) {
            long addend = from[fromAt + i];
            long sum = into[intoAt + i] + addend;
            long out = Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
            sum += carry;
            carry = out | (carry == 1 && sum == 0 ? 1 : 0);
            into[intoAt + i] = sum;
        }
    }

    /** Gives back what a group holds outside its row, which is freed next. */
    void close(RowStore groups, int slot) {}

    /** The columns that its state takes in a snapshot. */
    List<ColumnType> stateTypes() {
        ColumnType type = ColumnType.of(TypeKind.BIGINT).notNull();
        return java.util.Collections.nCopies(words + rareWords, type);
    }

    /** Writes the state of some groups to columns of a snapshot. */
    void save(RowStore groups, int[] slots, int count, Batch into, int firstColumn) {
        for (int i = 0; i < words + rareWords; i++) {
            groups.readWords(
                    wordAt(i), slots, count, into.longs(firstColumn + i).valuesForWriting(count), 0);
        }
    }

    /** Reads the state of new groups from the columns of a snapshot. */
    void load(RowStore groups, int[] slots, Batch from, int firstColumn) {
        for (int i = 0; i < words + rareWords; i++) {
            Vector column = from.column(firstColumn + i);
            for (int row = 0; row < from.size(); row++) {
                groups.words(slots[row])[groups.base(slots[row]) + wordAt(i)] = ((LongVector) column).get(row);
            }
        }
    }

    /** Heap bytes outside the rows. */
    long bytes() {
        return 0;
    }

    /** What has been looked at outside the rows. */
    long visited() {
        return 0;
    }
}
