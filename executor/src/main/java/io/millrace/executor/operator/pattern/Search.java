package io.millrace.executor.operator.pattern;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import java.util.Arrays;

/**
 * Looks for the match that starts at a row: tries the ways of a pattern in the order in which it prefers them. Where no condition depends on
 * the match so far, what has failed at a row is not tried there again, not even by the next searches, so that searches without a match
 * cost at most the rows they look at together, times the size of the pattern; else it gives up with an error after {@value #MAX_STEPS} steps. Owned by one operator.
 */
final class Search {
    /** There is no match. */
    static final int NONE = -1;

    /** How many steps a search may take where ways have to be tried again. */
    static final long MAX_STEPS = 10_000_000;

    private final PatternProgram program;
    private final Path path;
    private final Conditions conditions;
    private final OrderedRows rows;
    private final RowStore store;
    private final boolean remembers;

    /** Whether what has failed for one start fails for those behind it too. */
    private final boolean shares;

    /** How long a match may last, by which word of a row; a negative time is any. */
    private final long within;

    private final int timeColumn;
    private final int timeWord;

    /** Ways that are still open: step and depth, or, complemented, a register and what it held. */
    private long[] open = new long[64];

    private int openCount;
    private final int[] registers;

    /** What has failed, by place and step, from some place on; up to before which place searches looked to find that out. */
    private long[] tried = new long[16];

    private int triedWords;
    private int triedFrom;
    private int triedEnd;
    private int place;
    private long steps;
    private long startTime;
    private boolean startTimeless;

    Search(PatternNode node, PatternProgram program, Path path, Conditions conditions, OrderedRows rows) {
        this.program = program;
        this.path = path;
        this.conditions = conditions;
        this.rows = rows;
        this.store = rows.store();
        this.remembers = conditions.areNear() && program.registers() == 0;
        this.within = node.pattern().withinMillis();
        this.shares = remembers && within < 0;
        this.timeColumn = within < 0 ? 0 : node.order().get(0).column();
        this.timeWord = store.layout().word(timeColumn);
        this.registers = new int[program.registers()];
    }

    /** Rows have changed. */
    void reset() {
        forget();
        triedEnd = 0;
    }

    /**
     * The number of rows of the match that starts at a row, which the path tells then; or {@link #NONE}.
     *
     * @param start the row
     * @param at its place, greater than before since {@link #reset}
     */
    int find(int start, int at) {
        place = at;
        begin(start);
        long first = steps;
        int step = 0;
        int depth = 0;
        while (true) {
            steps++;
            if (!remembers && steps - first > MAX_STEPS) {
                throw tooMany();
            }
            boolean goesOn = true;
            switch (program.code(step)) {
                case PatternProgram.MATCH -> {
                    // What led here has not failed.
                    forget();
                    return depth;
                }
                case PatternProgram.ROW -> {
                    goesOn = takes(step, depth);
                    depth++;
                    step++;
                }
                case PatternProgram.SPLIT -> {
                    goesOn = isNew(step, depth);
                    if (goesOn) {
                        push((long) program.right(step) << Integer.SIZE | depth);
                        step = program.left(step);
                    }
                }
                case PatternProgram.JUMP -> step = program.left(step);
                case PatternProgram.FIRST -> {
                    goesOn = depth == 0 && rows.previous(start) == OrderedRows.NONE;
                    step++;
                }
                case PatternProgram.LAST -> {
                    goesOn = path.slot(depth) == OrderedRows.NONE;
                    step++;
                }
                case PatternProgram.MARK -> {
                    mark(program.left(step), depth);
                    step++;
                }
                case PatternProgram.PROGRESS -> {
                    goesOn = registers[program.left(step)] != depth;
                    step++;
                }
                default -> throw new IllegalStateException("step " + program.code(step));
            }
            if (!goesOn) {
                long way = back();
                if (way < 0) {
                    triedEnd = Math.max(triedEnd, place + path.looked());
                    return NONE;
                }
                step = (int) (way >>> Integer.SIZE);
                depth = (int) way;
            }
        }
    }

    private void begin(int start) {
        path.start(start);
        openCount = 0;
        if (!shares || place >= triedEnd) {
            forget();
        }
        if (triedWords == 0) {
            triedFrom = place;
        }
        if (within >= 0) {
            startTimeless = store.isNull(start, timeColumn);
            startTime = store.word(start, timeWord);
        }
    }

    private void forget() {
        Arrays.fill(tried, 0, triedWords, 0);
        triedWords = 0;
    }

    /** The last way that is still open, or a negative number; registers are what they were there. */
    private long back() {
        while (openCount > 0) {
            long way = open[--openCount];
            if (way >= 0) {
                return way;
            }
            registers[(int) (~way >>> Integer.SIZE)] = (int) ~way;
        }
        return -1;
    }

    private void mark(int register, int depth) {
        push(~((long) register << Integer.SIZE | registers[register]));
        registers[register] = depth;
    }

    private void push(long way) {
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        open[openCount++] = way;
    }

    private boolean takes(int step, int depth) {
        int slot = path.slot(depth);
        if (slot == OrderedRows.NONE || within >= 0 && isTooLate(slot)) {
            return false;
        }
        int variable = program.left(step);
        path.take(depth, step, variable);
        return conditions.test(variable, depth, slot);
    }

    /** Rows without a time are apart from all others. */
    private boolean isTooLate(int slot) {
        boolean timeless = store.isNull(slot, timeColumn);
        if (timeless || startTimeless) {
            return timeless != startTimeless;
        }
        long time = store.word(slot, timeWord);
        long apart = Math.max(time, startTime) - Math.min(time, startTime);
        return apart > within || apart < 0;
    }

    /** Whether a split has not been tried at a depth before; from now on it has. */
    private boolean isNew(int step, int depth) {
        if (!remembers) {
            return true;
        }
        long bit = ((long) place - triedFrom + depth) * program.size() + step;
        int word = Math.toIntExact(bit >>> 6);
        if (word >= tried.length) {
            tried = Arrays.copyOf(tried, Math.max(word + 1, 2 * tried.length));
        }
        triedWords = Math.max(triedWords, word + 1);
        boolean isNew = (tried[word] & 1L << bit) == 0;
        tried[word] |= 1L << bit;
        if (!isNew) {
            // It failed because of rows that a search before may have looked at.
            path.look(triedEnd - place);
        }
        return isNew;
    }

    private static EngineException tooMany() {
        return new EngineException(
                ErrorCode.PATTERN_LIMIT,
                "MATCH_RECOGNIZE gave up: the search for a match from one row took more than " + MAX_STEPS
                        + " steps. Repeat less inside of repetitions, or bound the match: {1,20} for *, WITHIN INTERVAL"
                        + " behind the pattern.");
    }

    /** How many steps all searches took. */
    long steps() {
        return steps;
    }

    long bytes() {
        return (long) Long.BYTES * (open.length + tried.length);
    }
}
