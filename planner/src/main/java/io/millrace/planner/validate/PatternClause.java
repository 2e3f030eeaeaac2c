package io.millrace.planner.validate;

import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.plan.PatternTerm;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * What a MATCH_RECOGNIZE says, with every name resolved.
 *
 * @param partition columns of the input
 * @param order keys of the input; where NULLs stand is said always
 * @param term the pattern
 * @param variables their names, by number
 * @param conditions by variable, over the inputs; null for one without a definition
 * @param measures over the inputs
 * @param inputs what conditions and measures are computed of
 * @param computed expressions over the columns of the input that values are read from
 * @param columns what the result shows, in order
 * @param allRows whether each row of a match gives a row
 * @param skip where the search goes on
 * @param withinMillis how long a match may last, or {@link io.millrace.executor.plan.PatternNode#ANY_TIME}
 */
public record PatternClause(
        List<Integer> partition,
        List<RelFieldCollation> order,
        PatternTerm term,
        List<String> variables,
        List<@Nullable RexNode> conditions,
        List<RexNode> measures,
        List<PatternInput> inputs,
        List<RexNode> computed,
        List<Column> columns,
        boolean allRows,
        PatternSkip skip,
        long withinMillis) {
    /**
     * A column of the result.
     *
     * @param name its name
     * @param input the column of the input that it shows, or -1
     * @param measure the measure that it is, or -1
     */
    public record Column(String name, int input, int measure) {}
}
