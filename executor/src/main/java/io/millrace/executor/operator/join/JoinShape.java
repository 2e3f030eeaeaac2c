package io.millrace.executor.operator.join;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a join's parts ask of its plan again and again, by side: 0 is left, 1 is right. Immutable.
 *
 * <p>A side <em>is decided</em> if the output has rows of it that depend on whether there is a match. If nothing else is asked the key
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

    /** How far apart in time matching rows are, or null if that does not matter. */
    @Nullable
    TimeRange range() {
        JoinTime time = node.time();
        return time == null ? null : time.range();
    }

    /** The column of a side with the time by which rows meet, or -1. */
    int timeColumn(int side) {
        TimeRange range = range();
        return range == null ? -1 : side == LEFT ? range.left() : range.right();
    }

    /** When rows of a side are final, by a column of the side; null if they never are. */
    @Nullable
    Closing closing(int side) {
        JoinTime time = node.time();
        return time == null ? null : side == LEFT ? time.left() : time.right();
    }

    /** When keys are final, by the place of a key; null if rows are, or nothing is. */
    @Nullable
    Closing keyClosing() {
        Closing left = closing(LEFT);
        return left == null || range() != null
                ? null
                : new Closing(place(LEFT, left.column()), left.frontier(), left.action());
    }

    /** When rows of a side are final while others of their key are not, by a column of the payload; null if none are. */
    @Nullable
    Closing rowClosing(int side) {
        Closing closing = closing(side);
        return closing == null || range() == null
                ? null
                : new Closing(payloadPlace(side, closing.column()), closing.frontier(), closing.action());
    }

    /** Whether rows without a match come out only when they are final. */
    boolean waits() {
        JoinTime time = node.time();
        if (time == null || kind() == JoinKind.SEMI) {
            return false;
        }
        boolean left = time.left() != null && time.left().action() == Closing.Action.EMIT;
        return left || time.right() != null && time.right().action() == Closing.Action.EMIT;
    }

    /** Where a column of a side is among those that are not keys. */
    int payloadPlace(int side, int column) {
        for (int i = 0; i < payload[side].length; i++) {
            if (payload[side][i] == column) {
                return i;
            }
        }
        throw new IllegalArgumentException("column " + column + " is a key");
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

    /** Whether rows of one key can have different matches. */
    boolean tellsRowsApart() {
        return hasResidual() || range() != null;
    }

    /** Whether matches are counted by key: nothing tells rows of one key apart. */
    boolean countsByKey() {
        return !tellsRowsApart() && (isDecided(LEFT) || isDecided(RIGHT));
    }

    /** Whether the rows of a side are kept, and not only counted. */
    boolean isStored(int side) {
        return kind().hasPairs() || tellsRowsApart() || isDecided(side);
    }

    /** Where the columns of a side start in a pair. */
    int offset(int side) {
        return side == LEFT ? 0 : types(LEFT).size();
    }
}
