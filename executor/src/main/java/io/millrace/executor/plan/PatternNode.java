package io.millrace.executor.plan;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a row pattern in the rows of each partition, in an order: MATCH_RECOGNIZE. Ties of the order are broken by all columns,
 * never by arrival; a row that is there several times is several rows. The input is exchanged by the partition's columns, or by some of
 * them.
 *
 * @param input the rows
 * @param partition columns of the input; rows that agree on them are a partition
 * @param order of the rows of a partition, the most significant key first
 * @param pattern what is looked for
 * @param measures code for a row of the result
 * @param closing when rows of the input are final, by the first column of the order; or null if none ever is
 */
public record PatternNode(
        PlanNode input,
        List<Integer> partition,
        List<SortColumn> order,
        Pattern pattern,
        PatternKernel measures,
        @Nullable Closing closing)
        implements PlanNode {
    /** No bound for how long a match may last. */
    public static final long ANY_TIME = -1;

    /**
     * What is looked for, and where.
     *
     * @param term sequences of variables
     * @param variables their names, by number
     * @param conditions which rows may have them
     * @param allRows whether each row of a match gives a row, or the match does
     * @param skip where the search goes on behind a match
     * @param withinMillis how far the first column of the order, a time, may be apart in the rows of a match, or {@link #ANY_TIME}
     */
    public record Pattern(
            PatternTerm term,
            List<String> variables,
            PatternConditions conditions,
            boolean allRows,
            PatternSkip skip,
            long withinMillis) {
        public Pattern {
            variables = List.copyOf(variables);
        }
    }

    public PatternNode {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
    }

    /** The same with other code in the place of each piece of it. */
    PatternNode withKernels(UnaryOperator<KernelSource> other) {
        PatternConditions known = pattern.conditions();
        PatternKernel near = known.near();
        List<PatternConditions.Condition> variables = new ArrayList<>();
        for (PatternConditions.Condition condition : known.variables()) {
            variables.add(
                    condition instanceof PatternConditions.OfMatch match
                            ? new PatternConditions.OfMatch(match.kernel().withKernel(other))
                            : condition);
        }
        Pattern changed = new Pattern(
                pattern.term(),
                pattern.variables(),
                new PatternConditions(near == null ? null : near.withKernel(other), variables),
                pattern.allRows(),
                pattern.skip(),
                pattern.withinMillis());
        return new PatternNode(input, partition, order, changed, measures.withKernel(other), closing);
    }

    /** Whether only rows that are final are emitted. */
    public boolean emitsFinalOnly() {
        return closing != null && closing.action() == Closing.Action.EMIT;
    }

    /** The same, but with another closing. */
    public PatternNode closedBy(Closing other) {
        return new PatternNode(input, partition, order, pattern, measures, other);
    }

    @Override
    public List<ColumnType> types() {
        return measures.types();
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new PatternNode(others.get(0), partition, order, pattern, measures, closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
