package io.millrace.executor.state;

import io.millrace.executor.type.Storage;
import java.util.Arrays;
import java.util.List;

/**
 * A total order of stored rows: some columns first, each up or down with its NULLs at one end, then all others upwards,
 * NULLs high. So ties are never broken by arrival, and rows that compare equal are equal. Stateless; one or two
 * comparisons of words for most rows.
 */
public final class RowOrder {
    /**
     * One column of the order.
     *
     * @param column which one
     * @param descending whether the largest comes first
     * @param nullsFirst whether NULLs come first
     */
    public record Key(int column, boolean descending, boolean nullsFirst) {}

    /** How many columns decide first, and how many there are. */
    private final int keys;

    private final int all;
    private final int[] columns;
    private final boolean[] descending;
    private final boolean[] nullsFirst;

    /**
     * An order of rows.
     *
     * @param first the columns that decide first
     * @param width how many columns take part in all
     */
    public RowOrder(List<Key> first, int width) {
        keys = first.size();
        boolean[] used = new boolean[width];
        columns = new int[keys + width];
        descending = new boolean[keys + width];
        nullsFirst = new boolean[keys + width];
        int count = 0;
        for (Key key : first) {
            used[key.column()] = true;
            descending[count] = key.descending();
            nullsFirst[count] = key.nullsFirst();
            columns[count++] = key.column();
        }
        int length = count;
        for (int column = 0; column < width; column++) {
            if (!used[column]) {
                columns[length++] = column;
            }
        }
        all = length;
    }

    /** Compares two rows by all columns. */
    public int compare(RowView left, int leftSlot, RowView right, int rightSlot) {
        return compare(left, leftSlot, right, rightSlot, all);
    }

    /** Whether two rows agree on the columns that decide first: they are peers. */
    public boolean arePeers(RowView left, int leftSlot, RowView right, int rightSlot) {
        return compare(left, leftSlot, right, rightSlot, keys) == 0;
    }

    private int compare(RowView left, int leftSlot, RowView right, int rightSlot, int count) {
        for (int i = 0; i < count; i++) {
            int column = columns[i];
            boolean leftNull = left.isNull(leftSlot, column);
            boolean rightNull = right.isNull(rightSlot, column);
            if (leftNull || rightNull) {
                if (leftNull != rightNull) {
                    return leftNull == nullsFirst[i] ? -1 : 1;
                }
                continue;
            }
            int compared = compareValues(left, leftSlot, right, rightSlot, column);
            if (compared != 0) {
                return descending[i] ? -compared : compared;
            }
        }
        return 0;
    }

    private static int compareValues(RowView left, int leftSlot, RowView right, int rightSlot, int column) {
        Storage storage = left.layout().storage(column);
        int leftWord = left.layout().word(column);
        int rightWord = right.layout().word(column);
        long a = left.word(leftSlot, leftWord);
        long b = right.word(rightSlot, rightWord);
        return switch (storage) {
            case LONG, BOOLEAN -> Long.compare(a, b);
            case DOUBLE -> Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
            case DECIMAL128 ->
                a != b
                        ? Long.compare(a, b)
                        : Long.compareUnsigned(left.word(leftSlot, leftWord + 1), right.word(rightSlot, rightWord + 1));
            case BYTES -> compareBytes(left.arena(leftSlot), a, right.arena(rightSlot), b);
        };
    }

    private static int compareBytes(byte[] left, long leftBytes, byte[] right, long rightBytes) {
        int leftStart = RowLayout.start(leftBytes);
        int rightStart = RowLayout.start(rightBytes);
        int compared = Arrays.compareUnsigned(
                left,
                leftStart,
                leftStart + RowLayout.length(leftBytes),
                right,
                rightStart,
                rightStart + RowLayout.length(rightBytes));
        return Integer.signum(compared);
    }
}
