package io.millrace.executor.circuit.graph;

import java.util.Arrays;

/**
 * A set of small numbers, taken in ascending order while larger ones are added: which nodes of a level have work. Two levels of
 * bits, so that what is not in the set costs next to nothing: to find the next number looks at one word, and then at one bit for
 * each 64 numbers. Single-owner.
 */
public final class NodeSet {
    private static final int WORD = 6;
    private static final int NONE = -1;

    private long[] words = new long[1];

    /** One bit for each word that is not 0. */
    private long[] filled = new long[1];

    public void add(int number) {
        int word = number >>> WORD;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, 2 * words.length));
            filled = Arrays.copyOf(filled, (words.length >>> WORD) + 1);
        }
        words[word] |= 1L << number;
        filled[word >>> WORD] |= 1L << word;
    }

    public void remove(int number) {
        int word = number >>> WORD;
        if (word < words.length) {
            words[word] &= ~(1L << number);
            if (words[word] == 0) {
                filled[word >>> WORD] &= ~(1L << word);
            }
        }
    }

    /** The lowest number of the set that is not below {@code from}, or -1. */
    public int next(int from) {
        int word = from >>> WORD;
        if (word >= words.length) {
            return NONE;
        }
        long bits = words[word] & -1L << from;
        if (bits == 0) {
            word = nextFilled(word + 1);
            if (word < 0) {
                return NONE;
            }
            bits = words[word];
        }
        return (word << WORD) + Long.numberOfTrailingZeros(bits);
    }

    /** As {@link #next}; the number leaves the set. */
    public int take(int from) {
        int number = next(from);
        if (number >= 0) {
            remove(number);
        }
        return number;
    }

    public boolean isEmpty() {
        return nextFilled(0) < 0;
    }

    public void clear() {
        for (int number = take(0); number >= 0; number = take(number)) {
            // Taken.
        }
    }

    private int nextFilled(int from) {
        int at = from >>> WORD;
        if (at >= filled.length) {
            return NONE;
        }
        long bits = filled[at] & -1L << from;
        while (bits == 0) {
            if (++at == filled.length) {
                return NONE;
            }
            bits = filled[at];
        }
        return (at << WORD) + Long.numberOfTrailingZeros(bits);
    }
}
