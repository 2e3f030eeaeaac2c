package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/**
 * The rows of a recursion as its own step reads them; once they are {@link IterationNumbers numbered}, with the iteration that a row
 * is in as the last column.
 */
public final class IterationScan extends AbstractRelNode {
    private final RecursionId recursion;

    /** The rows of a recursion, of the given columns. */
    IterationScan(RelOptCluster cluster, RelDataType type, RecursionId recursion) {
        super(cluster, cluster.traitSetOf(Convention.NONE));
        this.rowType = type;
        this.recursion = recursion;
    }

    /** Which recursion. */
    public RecursionId recursion() {
        return recursion;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("recursion", recursion.table()).item("columns", rowType.getFieldNames());
    }
}
