package io.millrace.executor.operator.recursion;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which slots wait for which iteration: a list for each iteration, chained through a word that the owner keeps for each slot, so that
 * nothing is allocated for a slot. Single-owner.
 *
 * <p>A list is named by its first slot plus one, 0 if it is empty. A slot's word is 0 while it waits for nothing.
 */
final class Iterations {
    private int[] lists = new int[0];
    private int[] sizes = new int[0];
    private final BitSet waiting = new BitSet();

    /** Puts a slot before the list of an iteration; gives the word to keep for it. */
    int add(int iteration, int slot) {
        if (iteration >= lists.length) {
            int length = Math.max(16, Math.max(iteration + 1, 2 * lists.length));
            lists = Arrays.copyOf(lists, length);
            sizes = Arrays.copyOf(sizes, length);
        }
        int word = lists[iteration] + 1;
        lists[iteration] = slot + 1;
        sizes[iteration]++;
        waiting.set(iteration);
        return word;
    }

    /** The list of an iteration, which is then empty. */
    int take(int iteration) {
        if (iteration >= lists.length) {
            return 0;
        }
        int list = lists[iteration];
        lists[iteration] = 0;
        sizes[iteration] = 0;
        waiting.clear(iteration);
        return list;
    }

    /** The first slot of a list that is not empty. */
    static int first(int list) {
        return list - 1;
    }

    /** The list behind a slot of this word. */
    static int rest(int word) {
        return word - 1;
    }

    /** How many slots wait for an iteration. */
    int size(int iteration) {
        return iteration < sizes.length ? sizes[iteration] : 0;
    }

    /** The lowest iteration that slots wait for, or {@link Recursion#NONE}. */
    int next() {
        return waiting.nextSetBit(0);
    }

    long bytes() {
        return 2L * Integer.BYTES * lists.length + waiting.size() / Byte.SIZE;
    }
}
