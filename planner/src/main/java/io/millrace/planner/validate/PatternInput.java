package io.millrace.planner.validate;

import io.millrace.executor.plan.PatternValue;
import java.util.List;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexNode;

/** A value that conditions and measures of a row pattern are computed of; by their number, expressions refer to it. */
public sealed interface PatternInput {
    /** A value of rows. Columns are those of the pattern's input, and behind those the {@link RowPattern#computed} ones. */
    record Known(PatternValue value) implements PatternInput {}

    /**
     * An aggregate.
     *
     * @param call over the arguments
     * @param arguments expressions over the columns of the pattern's input
     * @param variables whose rows, ascending; empty for all
     * @param running whether only rows up to the one at hand count
     */
    record Aggregated(AggregateCall call, List<RexNode> arguments, List<Integer> variables, boolean running)
            implements PatternInput {
        public Aggregated {
            arguments = List.copyOf(arguments);
            variables = List.copyOf(variables);
        }
    }
}
