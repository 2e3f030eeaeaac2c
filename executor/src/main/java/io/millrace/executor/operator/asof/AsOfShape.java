package io.millrace.executor.operator.asof;

import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the parts of an as-of join ask of its plan again and again, by side: 0 is left, 1 is right. Immutable.
 *
 * <p>A stored row has the column of the match first, which is called its time whatever it is, then all columns of its side that
 * are neither key nor time; those of keys are stored once for both sides. Rows of both sides are ordered by time, in the direction
 * in which a left row looks, so that what it looks for is the first right row that does not lie before it.
 */
final class AsOfShape {
    static final int LEFT = 0;
    static final int RIGHT = 1;

    /** The stored column with the time. */
    static final int TIME = 0;

    private final AsOfNode node;
    private final List<List<ColumnType>> types;
    private final int[][] keys;

    /** By side and stored column, the column of the side. */
    private final int[][] stored;

    AsOfShape(AsOfNode node) {
        this.node = node;
        this.types = List.of(node.left().types(), node.right().types());
        this.keys = new int[][] {ints(node.leftKeys()), ints(node.rightKeys())};
        this.stored = new int[][] {storedColumns(LEFT), storedColumns(RIGHT)};
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] storedColumns(int side) {
        IntStream others = IntStream.range(0, types.get(side).size())
                .filter(column -> column != time(side) && key(side, column) < 0);
        return IntStream.concat(IntStream.of(time(side)), others).toArray();
    }

    AsOfNode node() {
        return node;
    }

    /** The columns of a side. */
    List<ColumnType> types(int side) {
        return types.get(side);
    }

    /** The columns of a side that are keys, in the order of the keys. */
    int[] keys(int side) {
        return keys[side];
    }

    /** Which key a column of a side is, or -1. */
    int key(int side, int column) {
        for (int i = 0; i < keys[side].length; i++) {
            if (keys[side][i] == column) {
                return i;
            }
        }
        return -1;
    }

    /** The column of a side with the time. */
    int time(int side) {
        return side == LEFT ? node.match().left() : node.match().right();
    }

    /** By stored column, the column of the side; not to be written. */
    int[] stored(int side) {
        return stored[side];
    }

    /** Where a column of a side is stored, or -1 for one that is only a key. */
    int place(int side, int column) {
        for (int i = 0; i < stored[side].length; i++) {
            if (stored[side][i] == column) {
                return i;
            }
        }
        return -1;
    }

    /** The types of the keys. */
    List<ColumnType> keyTypes() {
        List<ColumnType> keyTypes = new ArrayList<>();
        for (JoinKey key : node.keys()) {
            keyTypes.add(types(LEFT).get(key.left()));
        }
        return keyTypes;
    }

    /** The types of a stored row. */
    List<ColumnType> storedTypes(int side) {
        return IntStream.of(stored[side]).mapToObj(types.get(side)::get).toList();
    }

    /** Whether left rows look for smaller times, so that large ones come first. */
    boolean isBackward() {
        return node.match().nearest().isBackward();
    }

    boolean isStrict() {
        return node.match().nearest().isStrict();
    }

    boolean isOuter() {
        return node.outer();
    }

    /** The order of the stored rows of a side: by time, then by all other columns. NULLs come last. */
    RowOrder order(int side) {
        return new RowOrder(List.of(byTime()), stored[side].length);
    }

    /** Compares stored rows of any sides by time alone. */
    RowOrder times() {
        return new RowOrder(List.of(byTime()), 1);
    }

    private RowOrder.Key byTime() {
        return new RowOrder.Key(TIME, isBackward(), false);
    }
}
