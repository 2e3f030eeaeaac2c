package io.millrace.executor.operator.pattern;

import io.millrace.executor.plan.PatternTerm;
import java.util.Arrays;
import java.util.List;

/**
 * A row pattern as a program for a backtracking machine: trying the left way of each split first, and the right one when the left one
 * has failed, finds the match that the pattern prefers. Immutable.
 */
final class PatternProgram {
    /** What steps do. */
    static final int MATCH = 0;

    /** Takes a row for variable {@link #left}. */
    static final int ROW = 1;

    /** Goes on at {@link #left} or else at {@link #right}. */
    static final int SPLIT = 2;

    /** Goes on at {@link #left}. */
    static final int JUMP = 3;

    /** Goes on before the first row of the partition only. */
    static final int FIRST = 4;

    /** Goes on behind the last row of the partition only. */
    static final int LAST = 5;

    /** Remembers the place in register {@link #left}. */
    static final int MARK = 6;

    /** Goes on if a row was taken since register {@link #left} was set. */
    static final int PROGRESS = 7;

    private int[] codes = new int[16];
    private int[] lefts = new int[16];
    private int[] rights = new int[16];
    private boolean[] excluded = new boolean[16];
    private int size;
    private int registers;
    private boolean excludes;

    /** The program for a pattern. */
    PatternProgram(PatternTerm term) {
        compile(term);
        step(MATCH, 0);
    }

    private void compile(PatternTerm term) {
        if (term instanceof PatternTerm.Variable variable) {
            step(ROW, variable.variable());
        } else if (term instanceof PatternTerm.Sequence sequence) {
            sequence.parts().forEach(this::compile);
        } else if (term instanceof PatternTerm.Choice choice) {
            choice(choice.branches());
        } else if (term instanceof PatternTerm.Repeated repeated) {
            repeated(repeated);
        } else if (term instanceof PatternTerm.Excluded part) {
            boolean outer = excludes;
            excludes = true;
            compile(part.term());
            excludes = outer;
        } else {
            step(((PatternTerm.Anchor) term).start() ? FIRST : LAST, 0);
        }
    }

    private void choice(List<PatternTerm> branches) {
        int[] ends = new int[branches.size()];
        for (int i = 0; i < branches.size(); i++) {
            boolean last = i + 1 == branches.size();
            int split = last ? -1 : split();
            if (!last) {
                lefts[split] = size;
            }
            compile(branches.get(i));
            if (!last) {
                ends[i] = step(JUMP, 0);
                rights[split] = size;
            }
        }
        for (int i = 0; i + 1 < ends.length; i++) {
            lefts[ends[i]] = size;
        }
    }

    private void repeated(PatternTerm.Repeated repeated) {
        for (int round = 0; round < repeated.least(); round++) {
            compile(repeated.term());
        }
        if (repeated.most() == PatternTerm.UNLIMITED) {
            int split = round(repeated);
            step(JUMP, split);
            leave(split, repeated.greedy());
            return;
        }
        int[] ways = new int[repeated.most() - repeated.least()];
        for (int i = 0; i < ways.length; i++) {
            ways[i] = round(repeated);
        }
        for (int way : ways) {
            leave(way, repeated.greedy());
        }
    }

    /** A round that need not be; returns the split before it, whose other way is still open. */
    private int round(PatternTerm.Repeated repeated) {
        int split = split();
        if (repeated.greedy()) {
            lefts[split] = size;
        } else {
            rights[split] = size;
        }
        if (repeated.term().matchesNothing()) {
            int register = registers++;
            step(MARK, register);
            compile(repeated.term());
            step(PROGRESS, register);
        } else {
            compile(repeated.term());
        }
        return split;
    }

    private void leave(int split, boolean greedy) {
        if (greedy) {
            rights[split] = size;
        } else {
            lefts[split] = size;
        }
    }

    private int split() {
        return step(SPLIT, 0);
    }

    private int step(int code, int left) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            lefts = Arrays.copyOf(lefts, 2 * size);
            rights = Arrays.copyOf(rights, 2 * size);
            excluded = Arrays.copyOf(excluded, 2 * size);
        }
        codes[size] = code;
        lefts[size] = left;
        rights[size] = 0;
        excluded[size] = excludes;
        return size++;
    }

    int size() {
        return size;
    }

    int code(int step) {
        return codes[step];
    }

    int left(int step) {
        return lefts[step];
    }

    int right(int step) {
        return rights[step];
    }

    /** Whether the row that a step takes is left out of what the match shows. */
    boolean isExcluded(int step) {
        return excluded[step];
    }

    /** How many places are remembered. */
    int registers() {
        return registers;
    }
}
