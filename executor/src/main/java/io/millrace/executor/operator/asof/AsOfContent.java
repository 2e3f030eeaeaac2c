package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.state.Frozen;
import io.millrace.executor.state.RowView;

/**
 * The rows of an as-of join as they follow from its frozen state: each left row that is shown, beside the right row that it has
 * found. Belongs to one thread. Cost: the rows of the left side.
 */
final class AsOfContent implements FrozenContent {
    private static final int ROWS = 256;

    private final AsOfSide left;
    private final Frozen keys;
    private final Frozen[] sides;
    private final AsOfRows rows;

    /** Live left rows, looked at up to {@link #at}. */
    private final int[] block = new int[ROWS];

    private int size;
    private int at;
    private int nextSlot;

    private final int[] lefts = new int[ROWS];
    private final int[] rights = new int[ROWS];

    AsOfContent(AsOfShape shape, AsOfKeys keys, AsOfSide[] sides) {
        this.left = sides[AsOfShape.LEFT];
        this.keys = keys.store().freeze();
        this.sides = new Frozen[] {
            sides[AsOfShape.LEFT].store().freeze(),
            sides[AsOfShape.RIGHT].store().freeze()
        };
        this.rows = new AsOfRows(shape, left, this.keys, new RowView[] {this.sides[0], this.sides[1]});
    }

    private Frozen lefts() {
        return sides[AsOfShape.LEFT];
    }

    @Override
    public boolean hasNext() {
        while (true) {
            if (at == size) {
                size = lefts().liveSlots(nextSlot, block, ROWS);
                at = 0;
                if (size == 0) {
                    return false;
                }
                nextSlot = block[size - 1] + 1;
            }
            if (left.shown(lefts(), block[at]) != 0) {
                return true;
            }
            at++;
        }
    }

    /** Neighbours that have all found something, or all nothing. */
    @Override
    public int next(Batch into, int maxRows) {
        into.clear();
        int most = Math.min(maxRows, ROWS);
        int count = 0;
        boolean alone = false;
        while (count < most && hasNext()) {
            int slot = block[at];
            int match = left.match(lefts(), slot);
            if (count > 0 && alone != (match == AsOfSide.NONE)) {
                break;
            }
            alone = match == AsOfSide.NONE;
            lefts[count] = slot;
            rights[count++] = match;
            at++;
        }
        if (count > 0) {
            rows.fill(lefts, alone ? null : rights, count, into);
            for (int i = 0; i < count; i++) {
                into.setWeight(i, left.shown(lefts(), lefts[i]));
            }
        }
        return count;
    }

    @Override
    public void close() {
        keys.close();
        for (Frozen side : sides) {
            side.close();
        }
    }
}
