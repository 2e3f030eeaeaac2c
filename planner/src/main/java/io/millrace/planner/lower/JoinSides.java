package io.millrace.planner.lower;

import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of a join, rows that can match on one shard.
 *
 * @param left the left side
 * @param right the right side
 * @param keys the columns that must be equal
 */
record JoinSides(Lowered left, Lowered right, List<JoinKey> keys) {
    JoinSides {
        keys = List.copyOf(keys);
    }

    /**
     * Exchanges both sides by the keys. A side that is spread by some of them stays where it is, and the other is brought to it.
     */
    static JoinSides exchanged(Lowered left, Lowered right, List<JoinKey> keys) {
        // A column that is in two keys is hashed once.
        List<Integer> leftKeys = new ArrayList<>();
        List<Integer> rightKeys = new ArrayList<>();
        for (JoinKey key : keys) {
            if (!leftKeys.contains(key.left()) && !rightKeys.contains(key.right())) {
                leftKeys.add(key.left());
                rightKeys.add(key.right());
            }
        }
        List<Integer> partners = partners(left, leftKeys, rightKeys);
        if (partners != null) {
            return new JoinSides(left, placed(right, partners), keys);
        }
        partners = partners(right, rightKeys, leftKeys);
        if (partners != null) {
            return new JoinSides(placed(left, partners), right, keys);
        }
        return new JoinSides(placed(left, leftKeys), placed(right, rightKeys), keys);
    }

    /**
     * Both sides of a join without keys: one is spread over the shards and the other one copied to all of them, so that all work
     * on it. Rows that are there without a match are those of the side that is spread. If that side has one row at most, or both are
     * on one shard already, the join is done there.
     *
     * @param kind the kind of join; a full one only of sides that are {@link #onOneShard}
     */
    static JoinSides allPairs(Lowered left, Lowered right, JoinKind kind) {
        boolean spreadLeft = switch (kind) {
            case LEFT, SEMI, ANTI, MARK, FULL -> true;
            case RIGHT -> false;
            case INNER -> isLarger(left, right);
        };
        Lowered spread = spreadLeft ? left : right;
        if (onOneShard(left, right) || spread.properties().isSingleRow()) {
            return new JoinSides(left.exchangedBy(List.of()), right.exchangedBy(List.of()), List.of());
        }
        if (kind == JoinKind.FULL) {
            throw new IllegalArgumentException("neither side of a full join can be copied to all shards");
        }
        return spreadLeft
                ? new JoinSides(spread(left), broadcast(right), List.of())
                : new JoinSides(broadcast(left), spread(right), List.of());
    }

    /** Whether the rows of both sides are on the shard of hash 0. */
    static boolean onOneShard(Lowered left, Lowered right) {
        return isGathered(left) && isGathered(right);
    }

    private static boolean isGathered(Lowered side) {
        return Set.of().equals(side.properties().colocated());
    }

    /** Which side of an inner join had better stay: not one that is on one shard, rather a stream than a table. */
    private static boolean isLarger(Lowered left, Lowered right) {
        boolean leftIsFew = isGathered(left) || left.properties().isSingleRow();
        boolean rightIsFew = isGathered(right) || right.properties().isSingleRow();
        if (leftIsFew != rightIsFew) {
            return rightIsFew;
        }
        return left.properties().appendOnly() || !right.properties().appendOnly();
    }

    /** The rows on all shards, each where its deletion will be too. */
    private static Lowered spread(Lowered side) {
        Properties properties = side.properties();
        Set<Integer> spread = properties.colocated();
        if (spread == null ? properties.appendOnly() : !spread.isEmpty()) {
            return side;
        }
        List<Integer> key = properties.key();
        return placed(
                side,
                key != null
                        ? key
                        : IntStream.range(0, side.node().types().size()).boxed().toList());
    }

    private static Lowered broadcast(Lowered side) {
        Properties properties = side.properties();
        return new Lowered(
                new BroadcastNode(side.node()),
                side.names(),
                new Properties(properties.key(), properties.appendOnly(), null, properties.frontiers()));
    }

    /** By which columns the other side has to be spread so that this one can stay, or null if it cannot. */
    private static @Nullable List<Integer> partners(Lowered side, List<Integer> own, List<Integer> others) {
        Set<Integer> spread = side.properties().colocated();
        if (spread == null || spread.isEmpty() || !own.containsAll(spread)) {
            return null;
        }
        return spread.stream().map(column -> others.get(own.indexOf(column))).toList();
    }

    /** The rows spread by exactly these columns, in this order. */
    private static Lowered placed(Lowered side, List<Integer> columns) {
        Set<Integer> spread = side.properties().colocated();
        if (spread != null && List.copyOf(spread).equals(columns)) {
            return side;
        }
        return new Lowered(
                new ExchangeNode(side.node(), columns),
                side.names(),
                side.properties().withColocated(columns));
    }

    /**
     * What is known of the rows of the join.
     *
     * @param range how far apart matching rows are in time, or null
     */
    Properties properties(JoinKind kind, @Nullable TimeRange range) {
        boolean appendOnly = switch (kind) {
            case INNER, SEMI ->
                left.properties().appendOnly() && right.properties().appendOnly();
            case LEFT, RIGHT, FULL, ANTI, MARK -> false;
        };
        return new Properties(key(kind), appendOnly, colocated(kind), frontiers(kind, range));
    }

    /**
     * A new row finds old partners, but in the columns that must be equal those are as new as it is, and in those of a range they are
     * not much older.
     */
    private Map<Integer, Frontier> frontiers(JoinKind kind, @Nullable TimeRange range) {
        Map<Integer, Frontier> frontiers = new HashMap<>();
        for (JoinKey key : keys) {
            Frontier own = left.properties().frontiers().get(key.left());
            Frontier other = right.properties().frontiers().get(key.right());
            if (own != null && other != null) {
                Frontier least = own.least(other);
                frontiers.put(key.left(), least);
                if (kind.hasPairs()) {
                    frontiers.put(left.node().types().size() + key.right(), least);
                }
            }
        }
        Frontier leftTime = range == null ? null : JoinTimes.left(this, range);
        if (range != null && leftTime != null) {
            frontiers.put(range.left(), leftTime);
        }
        Frontier rightTime = range == null ? null : JoinTimes.right(this, range);
        if (range != null && rightTime != null && kind.hasPairs()) {
            frontiers.put(left.node().types().size() + range.right(), rightTime);
        }
        return frontiers;
    }

    private @Nullable Set<Integer> colocated(JoinKind kind) {
        if (kind == JoinKind.FULL) {
            return keys.isEmpty() ? Set.of() : null;
        }
        if (kind != JoinKind.RIGHT && !(left.node() instanceof BroadcastNode)) {
            return left.properties().colocated();
        }
        Set<Integer> spread = right.properties().colocated();
        return spread == null ? null : new LinkedHashSet<>(behindLeft(List.copyOf(spread)));
    }

    private List<Integer> behindLeft(List<Integer> columns) {
        int width = left.node().types().size();
        return columns.stream().map(column -> width + column).toList();
    }

    /** Columns that no two rows of the join share, or null. */
    @Nullable
    List<Integer> key(JoinKind kind) {
        List<Integer> leftKey = left.properties().key();
        if (!kind.hasPairs()) {
            return leftKey;
        }
        List<Integer> rightKey = right.properties().key();
        boolean oneRight =
                right.properties().isUniqueBy(keys.stream().map(JoinKey::right).toList());
        boolean oneLeft =
                left.properties().isUniqueBy(keys.stream().map(JoinKey::left).toList());
        if (oneRight && leftKey != null && (kind == JoinKind.INNER || kind == JoinKind.LEFT)) {
            return leftKey;
        }
        if (oneLeft && rightKey != null && (kind == JoinKind.INNER || kind == JoinKind.RIGHT)) {
            return behindLeft(rightKey);
        }
        if (leftKey == null || rightKey == null || kind == JoinKind.FULL && !tellsSides(leftKey, rightKey)) {
            return null;
        }
        List<Integer> both = new ArrayList<>(leftKey);
        both.addAll(behindLeft(rightKey));
        return both;
    }

    /** Whether a row without a right side never looks, in these columns, like one without a left side. */
    private boolean tellsSides(List<Integer> leftKey, List<Integer> rightKey) {
        return hasNotNull(left, leftKey) || hasNotNull(right, rightKey);
    }

    private static boolean hasNotNull(Lowered side, List<Integer> key) {
        List<ColumnType> types = side.node().types();
        return key.stream().anyMatch(column -> !types.get(column).nullable());
    }
}
