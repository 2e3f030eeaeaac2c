package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each row of the left side, as often as it is there, beside the one row of the right side that an {@link AsOfMatch} finds for it
 * among those with equal keys; left rows that find none are left out, or stand beside NULLs. Both inputs are exchanged by the columns
 * of the keys, or by some of them in the same order on both sides; without keys all rows are on the shard of hash 0.
 *
 * @param left the rows that look
 * @param right the rows that are looked for
 * @param keys columns that must be equal; not null-safe
 * @param match which one is found
 * @param outer whether left rows that find none are part of the output
 * @param closing when left rows and what they found are final, by the column of the output with the left or, where it is
 *     looked forward, the right value of the match, and what happens then: RELEASE or EMIT. Null if all rows are kept for ever
 * @param types the columns of the left side, then those of the right side
 */
public record AsOfNode(
        PlanNode left,
        PlanNode right,
        List<JoinKey> keys,
        AsOfMatch match,
        boolean outer,
        @Nullable Closing closing,
        List<ColumnType> types)
        implements PlanNode {
    public AsOfNode {
        keys = List.copyOf(keys);
        types = List.copyOf(types);
        if (types.size() != left.types().size() + right.types().size()) {
            throw new IllegalArgumentException(types.size() + " types for " + left.types() + " and " + right.types());
        }
        for (JoinKey key : keys) {
            checkStorage(left, key.left(), right, key.right());
            if (key.nullSafe()) {
                throw new IllegalArgumentException(key + " would match NULLs");
            }
        }
        checkStorage(left, match.left(), right, match.right());
        if (closing != null && closing.action() == Closing.Action.RETRACT) {
            throw new IllegalArgumentException("an as-of join does not take back");
        }
    }

    private static void checkStorage(PlanNode left, int leftColumn, PlanNode right, int rightColumn) {
        if (left.types().get(leftColumn).storage()
                != right.types().get(rightColumn).storage()) {
            throw new IllegalArgumentException(
                    "columns " + leftColumn + " and " + rightColumn + " have different storages");
        }
    }

    /** The left columns of the keys. */
    public List<Integer> leftKeys() {
        return keys.stream().map(JoinKey::left).toList();
    }

    /** The right columns of the keys. */
    public List<Integer> rightKeys() {
        return keys.stream().map(JoinKey::right).toList();
    }

    /** The same rows, final at another time. */
    public AsOfNode closedBy(@Nullable Closing other) {
        return new AsOfNode(left, right, keys, match, outer, other, types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(left, right);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new AsOfNode(others.get(0), others.get(1), keys, match, outer, closing, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
