package io.millrace.executor.operator.asof;

import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.TimedSlots;

/**
 * Forgets what event time has passed: of both sides nothing with a time before the bound comes or goes any more.
 *
 * <p>Where left rows look back, those before the bound are final, and right rows that are followed by another one before the bound
 * will never be looked for again: of each key the newest before the bound stays. Where they look forward, a right row before the bound
 * is final with all left rows that could have it; left rows wait for the next right row of their key. Owned by its operator.
 *
 * <p>Cost: a few nanoseconds for a new row, O(log rows of the key) when it goes.
 */
final class AsOfClosing {
    private static final int NONE = AsOfSide.NONE;
    private static final int BLOCK = 256;

    private final AsOfKeys keys;
    private final AsOfSide left;
    private final AsOfSide right;
    private final AsOfMatches matches;
    private final AsOfOutput output;
    private final boolean backward;
    private final boolean outer;
    private final boolean emits;

    /** Left rows by time, where they look back. */
    private final TimedSlots lefts = new TimedSlots();

    private final TimedSlots rights = new TimedSlots();
    private long bound = Frontier.NONE;

    AsOfClosing(
            AsOfShape shape, Closing closing, AsOfKeys keys, AsOfSide[] sides, AsOfMatches matches, AsOfOutput output) {
        this.keys = keys;
        this.left = sides[AsOfShape.LEFT];
        this.right = sides[AsOfShape.RIGHT];
        this.matches = matches;
        this.output = output;
        this.backward = shape.isBackward();
        this.outer = shape.isOuter();
        this.emits = closing.action() == Closing.Action.EMIT;
    }

    /** Whether rows are sent when they are final and not before. */
    boolean emits() {
        return emits;
    }

    /** A row came, or came again. */
    void added(int side, int slot) {
        if (side == AsOfShape.RIGHT) {
            rights.add(right.time(slot), slot);
        } else if (backward && !left.isTimeless(slot)) {
            lefts.add(left.time(slot), slot);
        }
    }

    void advance(long to) {
        bound = to;
    }

    /** The smallest time that is waited for. At the end of all times whatever is left is final. */
    long nextTime() {
        long last = left.store().size() > 0 ? Frontier.END - 1 : Frontier.END;
        return Math.min(last, Math.min(lefts.firstTime(), rights.firstTime()));
    }

    /** Whether anything may be final. */
    boolean isDue() {
        return nextTime() < bound;
    }

    /** Sends, if that is wanted, and forgets what is final. What was touched is settled before. */
    void close(Output out) {
        if (backward) {
            closeBackward(out);
        } else {
            closeForward(out);
        }
        if (bound == Frontier.END) {
            closeAll(out);
        }
    }

    private void closeBackward(Output out) {
        while (lefts.firstTime() < bound) {
            long time = lefts.firstTime();
            int slot = lefts.removeFirst();
            if (left.isThere(slot, time)) {
                finish(slot, out);
            }
        }
        while (rights.firstTime() < bound) {
            long time = rights.firstTime();
            int slot = rights.removeFirst();
            if (right.isThere(slot, time)) {
                for (int older = right.rows().next(slot);
                        older != NONE;
                        older = right.rows().next(slot)) {
                    right.remove(older);
                }
            }
        }
    }

    private void closeForward(Output out) {
        while (rights.firstTime() < bound) {
            long time = rights.firstTime();
            int slot = rights.removeFirst();
            if (right.isThere(slot, time)) {
                int key = right.key(slot);
                int first = first(key);
                while (first != NONE && matches.couldHave(first, slot)) {
                    finish(first, out);
                    first = first(key);
                }
                right.remove(slot);
            }
        }
    }

    private int first(int key) {
        return left.rows().select(keys.root(key, AsOfShape.LEFT), OrderedRows.ROWS, 0);
    }

    /** No row comes or goes any more. */
    private void closeAll(Output out) {
        int[] slots = new int[BLOCK];
        int from = 0;
        int count;
        while ((count = left.store().liveSlots(from, slots, BLOCK)) > 0) {
            for (int i = 0; i < count; i++) {
                if (!left.isRemoved(slots[i])) {
                    finish(slots[i], out);
                }
            }
            from = slots[count - 1] + 1;
        }
    }

    private void finish(int slot, Output out) {
        if (emits) {
            int match = matches.find(slot);
            if (match != NONE || outer) {
                output.add(slot, match, left.settledWeight(slot), out);
            }
        }
        left.remove(slot);
    }

    long bytes() {
        return lefts.bytes() + rights.bytes();
    }
}
