package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of two relations side by side. Both are exchanged by the columns of the condition's keys, or by some of them in the
 * same order on both sides. Without keys all rows of both are on the shard of hash 0, or one side is broadcast and the other
 * one spread somehow: a side of which the output has rows without a match is never the one that is broadcast, so that one shard
 * alone decides of each row.
 *
 * @param leftInput the left side
 * @param rightInput the right side
 * @param kind what comes out
 * @param condition when rows match
 * @param types the columns of the left side, then those of the right side; for {@link JoinKind#SEMI} and
 *     {@link JoinKind#ANTI} the left side only, for {@link JoinKind#MARK} the left side and a BOOLEAN
 * @param time what event time means to it, or null if nothing
 */
public record JoinNode(
        JoinInput leftInput,
        JoinInput rightInput,
        JoinKind kind,
        JoinCondition condition,
        List<ColumnType> types,
        @Nullable JoinTime time)
        implements PlanNode {
    public JoinNode {
        types = List.copyOf(types);
        int left = leftInput.node().types().size();
        int width = switch (kind) {
            case INNER, LEFT, RIGHT, FULL -> left + rightInput.node().types().size();
            case SEMI, ANTI -> left;
            case MARK -> left + 1;
        };
        if (types.size() != width) {
            throw new IllegalArgumentException(kind + " gives " + width + " columns, but there are types " + types);
        }
        for (JoinKey key : condition.keys()) {
            if (leftInput.node().types().get(key.left()).storage()
                    != rightInput.node().types().get(key.right()).storage()) {
                throw new IllegalArgumentException("columns of " + key + " have different storages");
            }
        }
        boolean leftDecides = kind.decidesLeft() && isBroadcast(leftInput);
        boolean rightDecides = kind.decidesRight() && isBroadcast(rightInput);
        if (leftDecides || rightDecides || isBroadcast(leftInput) && isBroadcast(rightInput)) {
            throw new IllegalArgumentException(kind + " has rows of one side only, which must not be broadcast");
        }
        TimeRange range = time == null ? null : time.range();
        if (range != null
                && (condition.leftKeys().contains(range.left())
                        || condition.rightKeys().contains(range.right()))) {
            throw new IllegalArgumentException("a time of " + range + " is a key");
        }
    }

    /** A join to which event time means nothing. */
    public JoinNode(
            JoinInput leftInput, JoinInput rightInput, JoinKind kind, JoinCondition condition, List<ColumnType> types) {
        this(leftInput, rightInput, kind, condition, types, null);
    }

    /** The same join, to which event time means something else. */
    public JoinNode withTime(@Nullable JoinTime other) {
        return new JoinNode(leftInput, rightInput, kind, condition, types, other);
    }

    private static boolean isBroadcast(JoinInput input) {
        return input.node() instanceof BroadcastNode;
    }

    /** Whether the rows of the left side are on every shard. */
    public boolean broadcastsLeft() {
        return isBroadcast(leftInput);
    }

    /** Whether the rows of the right side are on every shard. */
    public boolean broadcastsRight() {
        return isBroadcast(rightInput);
    }

    /** The rows of the left side. */
    public PlanNode left() {
        return leftInput.node();
    }

    /** The rows of the right side. */
    public PlanNode right() {
        return rightInput.node();
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(left(), right());
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new JoinNode(
                new JoinInput(others.get(0), leftInput.appendOnly()),
                new JoinInput(others.get(1), rightInput.appendOnly()),
                kind,
                condition,
                types,
                time);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
