package io.millrace.executor.operator.join;

import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a join's parts ask of its plan again and again, by side: 0 is left, 1 is right. Immutable.
 *
 * <p>A side <em>is decided</em> if the output has rows of it that depend on whether there is a match. Without a residual the key
 * decides that for all its rows at once: matches are counted by key, and a side of which only the count matters is not stored.
 */
final class JoinShape {
    static final int LEFT = 0;
    static final int RIGHT = 1;

    private final JoinNode node;
    private final int[][] keys;
    private final int[][] payload;
    private final List<List<ColumnType>> types;

    JoinShape(JoinNode node) {
        this.node = node;
        this.types = List.of(node.left().types(), node.right().types());
        this.keys = new int[][] {
            ints(node.condition().leftKeys()), ints(node.condition().rightKeys())
        };
        this.payload = new int[][] {others(LEFT), others(RIGHT)};
    }

    private int[] others(int side) {
        return IntStream.range(0, types.get(side).size())
                .filter(column -> place(side, column) < 0)
                .toArray();
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    JoinNode node() {
        return node;
    }

    JoinKind kind() {
        return node.kind();
    }

    boolean hasResidual() {
        return node.condition().residual() != null;
    }

    JoinInput input(int side) {
        return side == LEFT ? node.leftInput() : node.rightInput();
    }

    /** Whether all rows of a side are on every shard. */
    boolean isBroadcast(int side) {
        return side == LEFT ? node.broadcastsLeft() : node.broadcastsRight();
    }

    /** The columns of a side. */
    List<ColumnType> types(int side) {
        return types.get(side);
    }

    /** The columns of a side that are keys, in the order of the keys. */
    int[] keys(int side) {
        return keys[side];
    }

    /** The columns of a side that are not keys, ascending. */
    int[] payload(int side) {
        return payload[side];
    }

    /** Which key a column is, or -1. */
    int place(int side, int column) {
        for (int i = 0; i < keys[side].length; i++) {
            if (keys[side][i] == column) {
                return i;
            }
        }
        return -1;
    }

    /** The types of the keys. */
    List<ColumnType> keyTypes() {
        List<ColumnType> keyTypes = new ArrayList<>();
        for (JoinKey key : node.condition().keys()) {
            keyTypes.add(types(LEFT).get(key.left()));
        }
        return keyTypes;
    }

    /** Whether the output has rows of a side that depend on whether there is a match. */
    boolean isDecided(int side) {
        return side == LEFT ? kind().decidesLeft() : kind().decidesRight();
    }

    /** Whether matches are counted by key: no residual tells rows of one key apart. */
    boolean countsByKey() {
        return !hasResidual() && (isDecided(LEFT) || isDecided(RIGHT));
    }

    /** Whether the rows of a side are kept, and not only counted. */
    boolean isStored(int side) {
        return kind().hasPairs() || hasResidual() || isDecided(side);
    }

    /** Where the columns of a side start in a pair. */
    int offset(int side) {
        return side == LEFT ? 0 : types(LEFT).size();
    }
}
