package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether a recursive relation can be read at a place of its own recursive part: more rows of it must never mean fewer rows of the whole.
 *
 * @param obstacle what stands between, as in "it cannot be read ...", or null if nothing does
 * @param at where that is, or null for the place where the relation is read
 * @param remedy what to do instead
 */
record RecursionPlace(@Nullable String obstacle, @Nullable SqlNode at, String remedy) {
    static final RecursionPlace FREE = new RecursionPlace(null, null, "");

    private static final String OUTSIDE =
            "Do that with the rows that the recursion gives, in the query that reads them.";

    /** A place below something that looks at several rows at once. */
    RecursionPlace below(String what, @Nullable SqlNode node) {
        return behind("below " + what, node, OUTSIDE);
    }

    /** A place behind an obstacle; the outermost one counts. */
    RecursionPlace behind(String newObstacle, @Nullable SqlNode node, String newRemedy) {
        return obstacle == null ? new RecursionPlace(newObstacle, node, newRemedy) : this;
    }

    /** Refuses to read the relation here, if it cannot be. */
    void check(String relation, SqlNode reference) {
        if (obstacle != null) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    Positions.of((at == null ? reference : at).getParserPosition()),
                    "'" + relation + "' cannot be read " + obstacle + " in its own recursive part. " + remedy);
        }
    }
}
