package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a recursive relation as its own step reads them, each with the number of the iteration that it is in, a BIGINT
 * behind the relation's columns. Of a distinct recursion each row is in the first iteration that has it. Rows are spread over the shards by
 * the relation's columns.
 *
 * @param recursion which relation; the nearest {@link RecursionNode} of that name around it
 * @param types the types of the columns, the iteration's number among them
 */
public record IterationNode(RecursionName recursion, List<ColumnType> types) implements PlanNode {
    /** The type of an iteration's number. */
    public static final ColumnType NUMBER = ColumnType.of(TypeKind.BIGINT).notNull();

    public IterationNode {
        types = List.copyOf(types);
    }

    /** The types of a recursive relation's columns with that of the iteration's number behind them. */
    public static List<ColumnType> numbered(List<ColumnType> types) {
        List<ColumnType> numbered = new ArrayList<>(types);
        numbered.add(NUMBER);
        return List.copyOf(numbered);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of();
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return this;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
