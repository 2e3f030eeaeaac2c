package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Rows of two relations side by side. Both are exchanged by the columns of the condition's keys, or by some of them in the
 * same order on both sides; without keys all rows of both are on the shard of hash 0.
 *
 * @param leftInput the left side
 * @param rightInput the right side
 * @param kind what comes out
 * @param condition when rows match
 * @param types the columns of the left side, then those of the right side; for {@link JoinKind#SEMI} and
 *     {@link JoinKind#ANTI} the left side only, for {@link JoinKind#MARK} the left side and a BOOLEAN
 */
public record JoinNode(
        JoinInput leftInput, JoinInput rightInput, JoinKind kind, JoinCondition condition, List<ColumnType> types)
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
                types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
