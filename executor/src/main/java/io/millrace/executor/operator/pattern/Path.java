package io.millrace.executor.operator.pattern;

import io.millrace.executor.state.OrderedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows from the start of a search on, and which variable each of the first ones has so far. A row is named by its depth: how many rows
 * lie between the start and it. Taking a row at a depth takes back what was said of it and of those behind. Scratch of one operator; a
 * few words for each row that the search looks at.
 */
final class Path {
    private final OrderedRows rows;

    /** Sets of variables whose rows are asked for, and by set which variables are in it. */
    private final List<List<Integer>> sets = new ArrayList<>();

    private final List<boolean[]> members = new ArrayList<>();
    private final List<RunningAggregate> watchers = new ArrayList<>();
    private final int variables;

    private int[] slots = new int[64];
    private int[] steps = new int[64];
    private int[] taken = new int[64];

    /** By set and depth: the first and the last depth up to there that has one of the variables, or -1. */
    private int[][] firsts = new int[0][];

    private int[][] lasts = new int[0][];
    private int known;
    private boolean ended;
    private int looked;

    Path(OrderedRows rows, int variables) {
        this.rows = rows;
        this.variables = variables;
    }

    /** The number of a set of variables, none for all; to be asked for while the operator is made. */
    int set(List<Integer> wanted) {
        if (wanted.isEmpty()) {
            return -1;
        }
        int known = sets.indexOf(wanted);
        if (known >= 0) {
            return known;
        }
        boolean[] member = new boolean[variables];
        wanted.forEach(variable -> member[variable] = true);
        sets.add(wanted);
        members.add(member);
        firsts = Arrays.copyOf(firsts, sets.size());
        lasts = Arrays.copyOf(lasts, sets.size());
        firsts[sets.size() - 1] = new int[slots.length];
        lasts[sets.size() - 1] = new int[slots.length];
        return sets.size() - 1;
    }

    /** Whether a variable is in a set. */
    boolean isIn(int set, int variable) {
        return set < 0 || members.get(set)[variable];
    }

    /** Tells an aggregate which depths have changed. */
    void watch(RunningAggregate watcher) {
        watchers.add(watcher);
    }

    /** A search begins at a row. */
    void start(int slot) {
        slots[0] = slot;
        known = 1;
        ended = false;
        looked = 0;
        for (RunningAggregate watcher : watchers) {
            watcher.changed(0);
        }
    }

    /** The row at a depth, which is not more than one behind those asked for so far; or {@link OrderedRows#NONE} behind the last row. */
    int slot(int depth) {
        looked = Math.max(looked, depth + 1);
        return peek(depth);
    }

    /** The search knows something of so many places. */
    void look(int places) {
        looked = Math.max(looked, places);
    }

    /** The same, without saying that the search has looked at it. */
    int peek(int depth) {
        while (known <= depth && !ended) {
            int next = rows.next(slots[known - 1]);
            if (next == OrderedRows.NONE) {
                ended = true;
            } else {
                if (known == slots.length) {
                    grow();
                }
                slots[known++] = next;
            }
        }
        return depth < known ? slots[depth] : OrderedRows.NONE;
    }

    /** How many places were looked at, that behind the last row being one. */
    int looked() {
        return looked;
    }

    /** Gives the row at a depth to the variable of a step. */
    void take(int depth, int step, int variable) {
        steps[depth] = step;
        taken[depth] = variable;
        for (int set = 0; set < firsts.length; set++) {
            boolean in = members.get(set)[variable];
            int[] first = firsts[set];
            int[] last = lasts[set];
            first[depth] = depth > 0 && first[depth - 1] >= 0 ? first[depth - 1] : in ? depth : -1;
            last[depth] = in ? depth : depth > 0 ? last[depth - 1] : -1;
        }
        for (RunningAggregate watcher : watchers) {
            watcher.changed(depth);
        }
    }

    int variable(int depth) {
        return taken[depth];
    }

    /** The step of the program that took a row. */
    int step(int depth) {
        return steps[depth];
    }

    /** The depth of the row of a set that is {@code offset} rows behind the first one, if it is not behind {@code end}; or -1. */
    int first(int set, int offset, int end) {
        if (end < 0) {
            return -1;
        }
        if (set < 0) {
            return offset <= end ? offset : -1;
        }
        int depth = firsts[set][end];
        boolean[] member = members.get(set);
        int left = offset;
        while (depth >= 0 && left > 0) {
            depth++;
            while (depth <= end && !member[taken[depth]]) {
                depth++;
            }
            if (depth > end) {
                return -1;
            }
            left--;
        }
        return depth;
    }

    /** The depth of the row of a set that is {@code offset} rows before the last one up to {@code end}; or -1. */
    int last(int set, int offset, int end) {
        if (set < 0) {
            return end - offset;
        }
        int depth = end < 0 ? -1 : lasts[set][end];
        for (int left = offset; depth >= 0 && left > 0; left--) {
            depth = depth == 0 ? -1 : lasts[set][depth - 1];
        }
        return Math.max(depth, -1);
    }

    /** The row so many rows on from a depth of this path, or {@link OrderedRows#NONE}. */
    int neighbour(int depth, int shift) {
        if (depth + (long) shift >= 0 && depth + (long) shift < known) {
            return slots[depth + shift];
        }
        int slot = slots[depth];
        for (int left = shift; left > 0 && slot != OrderedRows.NONE; left--) {
            slot = rows.next(slot);
        }
        for (int left = shift; left < 0 && slot != OrderedRows.NONE; left++) {
            slot = rows.previous(slot);
        }
        return slot;
    }

    private void grow() {
        int length = 2 * slots.length;
        slots = Arrays.copyOf(slots, length);
        steps = Arrays.copyOf(steps, length);
        taken = Arrays.copyOf(taken, length);
        for (int set = 0; set < firsts.length; set++) {
            firsts[set] = Arrays.copyOf(firsts[set], length);
            lasts[set] = Arrays.copyOf(lasts[set], length);
        }
    }

    long bytes() {
        return (long) Integer.BYTES * slots.length * (3 + 2L * firsts.length);
    }
}
