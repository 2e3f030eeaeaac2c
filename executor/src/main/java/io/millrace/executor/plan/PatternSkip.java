package io.millrace.executor.plan;

import io.millrace.executor.kernel.FailureSite;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the search goes on behind a match. Behind a match without rows it is always the next row.
 *
 * @param to the place
 * @param variables for {@link To#FIRST} and {@link To#LAST}, whose rows, ascending
 * @param site the clause as the user wrote it, for matches that have no such row, or in which it is the first one
 */
public record PatternSkip(To to, List<Integer> variables, FailureSite site) {
    /** A place behind the start of a match. */
    public enum To {
        /** The row behind the match. */
        PAST_LAST_ROW,
        /** The second row of the match. */
        NEXT_ROW,
        /** The first row that has one of some variables. */
        FIRST,
        /** The last row that has one of some variables. */
        LAST
    }

    public PatternSkip {
        variables = List.copyOf(variables);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PatternSkip skip && to == skip.to && variables.equals(skip.variables);
    }

    @Override
    public int hashCode() {
        return Objects.hash(to, variables);
    }
}
