package io.millrace.planner.lower;

import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
        if (keys.isEmpty()) {
            return new JoinSides(left.exchangedBy(List.of()), right.exchangedBy(List.of()), keys);
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

    /** What is known of the rows of the join. */
    Properties properties(JoinKind kind) {
        boolean appendOnly = switch (kind) {
            case INNER, SEMI ->
                left.properties().appendOnly() && right.properties().appendOnly();
            case LEFT, RIGHT, FULL, ANTI, MARK -> false;
        };
        return new Properties(key(kind), appendOnly, colocated(kind));
    }

    private @Nullable Set<Integer> colocated(JoinKind kind) {
        Set<Integer> spread = left.properties().colocated();
        return switch (kind) {
            case INNER, LEFT, SEMI, ANTI, MARK -> spread;
            case RIGHT -> {
                Set<Integer> other = right.properties().colocated();
                yield other == null ? null : new LinkedHashSet<>(behindLeft(List.copyOf(other)));
            }
            case FULL -> keys.isEmpty() ? Set.of() : null;
        };
    }

    private List<Integer> behindLeft(List<Integer> columns) {
        int width = left.node().types().size();
        return columns.stream().map(column -> width + column).toList();
    }

    private @Nullable List<Integer> key(JoinKind kind) {
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
