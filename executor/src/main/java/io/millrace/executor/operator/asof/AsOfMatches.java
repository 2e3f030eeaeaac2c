package io.millrace.executor.operator.asof;

import io.millrace.executor.operator.Output;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowOrder;
import java.util.Arrays;

/**
 * Decides, when a tick ends, beside which right row each left row belongs now, and sends the difference to what was sent. A right
 * row that came or went concerns the left rows between it and the right row before it, and no others; where several came or went
 * side by side, each left row is looked at once. Owned by its operator.
 *
 * <p>Cost: O(log rows of the key) for each row that changes, and the left rows that get another right one.
 */
final class AsOfMatches {
    private static final int NONE = AsOfSide.NONE;
    private static final int MUCH = 4096;

    private final AsOfKeys keys;
    private final AsOfSide left;
    private final AsOfSide right;
    private final AsOfOutput output;
    private final RowOrder times;
    private final boolean strict;
    private final boolean outer;

    /** Which left rows come before a right one: those that could have it. */
    private final OrderedRows.Probe couldHave = this::couldHaveWanted;

    /** Which right rows come before a left one: those that it could not have. */
    private final OrderedRows.Probe notForWanted = this::isNotForWanted;

    /** The row that the probes are about. */
    private int wanted;

    /** The right rows of a key that came or went, and their places in the order. */
    private int[] changed = new int[16];

    private long[] places = new long[16];
    private int changes;

    AsOfMatches(AsOfShape shape, AsOfKeys keys, AsOfSide[] sides, AsOfOutput output) {
        this.keys = keys;
        this.left = sides[AsOfShape.LEFT];
        this.right = sides[AsOfShape.RIGHT];
        this.output = output;
        this.times = shape.times();
        this.strict = shape.isStrict();
        this.outer = shape.isOuter();
    }

    /**
     * Brings the output up to date with what the tick touched.
     *
     * @param emits whether rows are sent at once; otherwise only what is kept is brought up to date
     */
    void settle(boolean emits, Output out) {
        for (int i = 0; i < keys.listedCount(); i++) {
            int key = keys.listed(i);
            gather(key);
            if (emits) {
                rematch(key, out);
            }
            settleTouched(key, emits, out);
        }
    }

    /** Whether a left row could have a right one: that does not lie before it. A row without a time could have none. */
    boolean couldHave(int leftRow, int rightRow) {
        if (left.isTimeless(leftRow)) {
            return false;
        }
        int compared = times.compare(left.store(), leftRow, right.store(), rightRow);
        return strict ? compared < 0 : compared <= 0;
    }

    private boolean couldHaveWanted(int leftRow) {
        return couldHave(leftRow, wanted);
    }

    private boolean isNotForWanted(int rightRow) {
        return !couldHave(wanted, rightRow);
    }

    /** The right row for a left one, among those that are there. */
    int find(int leftRow) {
        if (left.isTimeless(leftRow)) {
            return NONE;
        }
        wanted = leftRow;
        return right.rows().firstFrom(keys.root(left.key(leftRow), AsOfShape.RIGHT), notForWanted);
    }

    /** Finds the right rows of a key that came or went, in their order; those that went are in no sequence then. */
    private void gather(int key) {
        changes = 0;
        for (int slot = keys.touched(key, AsOfShape.RIGHT); slot != NONE; slot = right.untouch(slot)) {
            boolean is = right.settledWeight(slot) > 0;
            boolean was = right.shown(slot) != 0;
            if (is != was || !is) {
                note(slot, right.rows().rank(slot, OrderedRows.ROWS));
            }
        }
        keys.setTouched(key, AsOfShape.RIGHT, NONE);
        Arrays.sort(places, 0, changes);
        int kept = 0;
        for (int i = 0; i < changes; i++) {
            int slot = changed[(int) places[i]];
            boolean was = right.shown(slot) != 0;
            boolean is = right.weight(slot) > 0;
            if (!is) {
                right.remove(slot);
            }
            right.setShown(slot, is ? 1 : 0);
            if (is != was) {
                places[kept++] = places[i];
            }
        }
        changes = kept;
    }

    private void note(int slot, int place) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changes);
            places = Arrays.copyOf(places, 2 * changes);
        }
        changed[changes] = slot;
        places[changes] = (long) place << Integer.SIZE | changes;
        changes++;
    }

    /** Gives the left rows that right rows which came or went could concern their right rows of now. */
    private void rematch(int key, Output out) {
        int leftRoot = keys.root(key, AsOfShape.LEFT);
        if (leftRoot == NONE) {
            return;
        }
        OrderedRows rows = left.rows();
        int done = 0;
        for (int i = 0; i < changes; i++) {
            int slot = changed[(int) places[i]];
            int root = keys.root(key, AsOfShape.RIGHT);
            boolean came = right.shown(slot) != 0;
            int before;
            int now;
            if (came) {
                before = right.rows().previous(slot);
                now = slot;
            } else {
                int place = right.rows().countUpTo(root, right.store(), slot);
                before = place == 0 ? NONE : right.rows().select(root, OrderedRows.ROWS, place - 1);
                now = right.rows().select(root, OrderedRows.ROWS, place);
            }
            int start = before == NONE ? 0 : countCouldHave(leftRoot, before);
            int end = countCouldHave(leftRoot, slot);
            start = Math.max(start, done);
            if (start < end) {
                int at = rows.select(leftRoot, OrderedRows.ROWS, start);
                for (int row = start; row < end; row++) {
                    show(at, now, out);
                    at = rows.next(at);
                }
                done = end;
            }
        }
        if (changed.length > MUCH) {
            changed = new int[16];
            places = new long[16];
        }
    }

    private int countCouldHave(int leftRoot, int rightRow) {
        wanted = rightRow;
        return left.rows().countBelow(leftRoot, couldHave);
    }

    /** Settles the left rows of a key whose weights changed. */
    private void settleTouched(int key, boolean emits, Output out) {
        for (int slot = keys.touched(key, AsOfShape.LEFT); slot != NONE; ) {
            int next = left.untouch(slot);
            boolean is = left.settledWeight(slot) > 0;
            if (emits) {
                show(slot, is ? find(slot) : NONE, out);
            }
            if (!is) {
                left.remove(slot);
            }
            slot = next;
        }
        keys.setTouched(key, AsOfShape.LEFT, NONE);
    }

    /** Sends the difference between what was sent of a left row and what is to be seen of it beside this right row. */
    void show(int slot, int match, Output out) {
        long weight = left.weight(slot);
        long wantedWeight = weight > 0 && (match != NONE || outer) ? weight : 0;
        long shown = left.shown(slot);
        int shownMatch = left.match(slot);
        if (shown == wantedWeight && (shown == 0 || shownMatch == match)) {
            return;
        }
        if (shown != 0 && wantedWeight != 0 && shownMatch == match) {
            output.add(slot, match, wantedWeight - shown, out);
        } else {
            if (shown != 0) {
                output.add(slot, shownMatch, -shown, out);
            }
            if (wantedWeight != 0) {
                output.add(slot, match, wantedWeight, out);
            }
        }
        left.setShown(slot, wantedWeight);
        left.setMatch(slot, wantedWeight == 0 ? NONE : match);
    }

    long bytes() {
        return (long) Integer.BYTES * changed.length + (long) Long.BYTES * places.length;
    }
}
