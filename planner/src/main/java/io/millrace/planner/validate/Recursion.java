package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A relation that is computed from itself: the rows that it starts with (left), and a step (right) that makes the rows of the next
 * iterations of those that {@link IterationScan} gives it, and shows from which iteration a row comes as its last column. Both are
 * brought to the types of the relation's columns.
 */
public final class Recursion extends BiRel {
    private final RecursionId recursion;
    private final boolean all;

    /**
     * A recursion.
     *
     * @param base what it starts with
     * @param step with the number of the iteration behind its columns
     * @param type its columns
     * @param id what the step's scans name
     * @param all whether rows that are there already are there once more
     */
    Recursion(RelNode base, RelNode step, RelDataType type, RecursionId id, boolean all) {
        super(base.getCluster(), base.getCluster().traitSetOf(Convention.NONE), base, step);
        this.rowType = type;
        this.recursion = id;
        this.all = all;
    }

    /** Which recursion. */
    public RecursionId id() {
        return recursion;
    }

    /** Whether rows that are there already are there once more: UNION ALL. */
    public boolean isAll() {
        return all;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Recursion(inputs.get(0), inputs.get(1), rowType, recursion, all);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("recursion", recursion.table())
                .item("all", all)
                .item("type", rowType);
    }
}
