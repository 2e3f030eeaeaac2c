package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/** What conditions and measures of a row pattern compute with: a value that depends on the match. */
public sealed interface PatternValue {
    /** The type of the value; nullable where there may be no row. */
    ColumnType type();

    /** A column of a row. */
    record Cell(int column, PatternRow row, ColumnType type) implements PatternValue {}

    /** The name of the variable that a row of the match has. */
    record Classifier(PatternRow row, ColumnType type) implements PatternValue {}

    /** The number of the match in its partition, from 1. */
    record MatchNumber(ColumnType type) implements PatternValue {}

    /**
     * An aggregate of rows of the match.
     *
     * @param call over columns of the input
     * @param variables whose rows, ascending; empty for all
     * @param running whether only rows up to the one at hand count
     */
    record Aggregated(AggregateCall call, List<Integer> variables, boolean running) implements PatternValue {
        public Aggregated {
            variables = List.copyOf(variables);
        }

        @Override
        public ColumnType type() {
            return call.type();
        }
    }
}
