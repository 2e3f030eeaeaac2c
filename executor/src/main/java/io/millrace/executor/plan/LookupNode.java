package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Each row of the left side beside the rows of the right side with equal keys, as they are at the end of the tick that brings the left
 * row: what changes on the right later does not change it. So the result depends on when rows come, and left rows are never
 * deleted. Both inputs are exchanged by the columns of the keys, or by some of them in the same order on both sides; without keys all
 * rows are on the shard of hash 0.
 *
 * @param left the rows that look, append-only
 * @param right the rows that are looked up
 * @param keys columns that must be equal; not null-safe
 * @param outer whether a left row that finds none stands beside NULLs
 * @param types the columns of the left side, then those of the right side
 */
public record LookupNode(PlanNode left, PlanNode right, List<JoinKey> keys, boolean outer, List<ColumnType> types)
        implements PlanNode {
    public LookupNode {
        keys = List.copyOf(keys);
        types = List.copyOf(types);
        if (types.size() != left.types().size() + right.types().size()) {
            throw new IllegalArgumentException(types.size() + " types for " + left.types() + " and " + right.types());
        }
        for (JoinKey key : keys) {
            boolean alike = left.types().get(key.left()).storage()
                    == right.types().get(key.right()).storage();
            if (!alike || key.nullSafe()) {
                throw new IllegalArgumentException(key + " cannot be looked up by");
            }
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

    @Override
    public List<PlanNode> inputs() {
        return List.of(left, right);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new LookupNode(others.get(0), others.get(1), keys, outer, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
