package io.millrace.executor.operator;

import io.millrace.executor.operator.aggregate.Words;

/**
 * Copies of the words of groups as they were before a tick touched them, in the order of touching. Written by the owner
 * front to back; what was written stays until the next tick, so that other threads read beside it. Chunks are kept from
 * tick to tick.
 */
final class EarlierWords {
    private static final int SHIFT = 10;
    private static final int CHUNK = 1 << SHIFT;

    /** Up to how many words are copied one by one. */
    private static final int SHORT = 4;

    private final int words;

    /** The first of the words, counted from the start of a group's row. */
    private final int firstWord;

    private long[][] chunks = new long[0][];

    EarlierWords(int words, int firstWord) {
        this.words = words;
        this.firstWord = firstWord;
    }

    /** Makes room for so many copies. */
    void reserve(int copies) {
        int known = chunks.length;
        int needed = (copies + CHUNK - 1) >>> SHIFT;
        if (needed > known) {
            long[][] more = java.util.Arrays.copyOf(chunks, Math.max(needed, known + (known >> 1)));
            for (int chunk = known; chunk < more.length; chunk++) {
                more[chunk] = new long[CHUNK * words];
            }
            java.lang.invoke.VarHandle.storeStoreFence();
            chunks = more;
        }
    }

    /** Copies the first {@code count} words, which begin at {@code at}; the others are 0. There is room. */
    void put(int number, long[] from, int at, int count) {
        long[] to = chunks[number >>> SHIFT];
        int start = (number & (CHUNK - 1)) * words;
        if (count <= SHORT) {
            to[start] = from[at];
            if (count > 1) {
                to[start + 1] = from[at + 1];
            }
            if (count > 2) {
                to[start + 2] = from[at + 2];
            }
            if (count > 3) {
                to[start + 3] = from[at + 3];
            }
        } else {
            System.arraycopy(from, at, to, start, count);
        }
    }

    /** The first word of a copy: how many rows the group had. */
    long first(int number) {
        return chunks[number >>> SHIFT][(number & (CHUNK - 1)) * words];
    }

    /** The copies, for reading. */
    Words read(Words into) {
        return into.of(chunks, SHIFT, words, -firstWord);
    }

    /** For how many copies there is room. */
    int capacity() {
        return chunks.length << SHIFT;
    }

    /** Gives all room back. */
    void clear() {
        chunks = new long[0][];
    }

    /** Heap bytes. */
    long bytes() {
        return (long) Long.BYTES * words * capacity();
    }
}
