package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * A relation that is computed from itself, as WITH RECURSIVE defines it. Iteration 0 is the base; the step computes from the rows
 * of all iterations, which it reads through {@link IterationNode}, those of the next ones. It has every row that
 * any iteration has, once if it is distinct.
 *
 * <p>Rows of base and step are exchanged by all columns of {@link #types}.
 *
 * @param name which recursion this is
 * @param base the rows it starts with
 * @param step rows with the number of the iteration that they come from behind their columns: the largest of those of the rows
 *     that they are computed from
 * @param distinct whether a row that is there already is not there again (UNION), so that it ends on cycles
 * @param types the types of the columns
 */
public record RecursionNode(RecursionName name, PlanNode base, PlanNode step, boolean distinct, List<ColumnType> types)
        implements PlanNode {
    public RecursionNode {
        types = List.copyOf(types);
        if (base.types().size() != types.size() || step.types().size() != types.size() + 1) {
            throw new IllegalArgumentException(
                    "base " + base.types() + " and step " + step.types() + " do not fit a recursion of " + types);
        }
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(base, step);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new RecursionNode(name, others.get(0), others.get(1), distinct, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
