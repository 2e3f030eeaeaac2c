package io.millrace.executor.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a row may have a variable of a row pattern.
 *
 * @param near code with a BOOLEAN column for each condition that reads rows near the one at hand only, and cannot fail: it is computed
 *     once a row, whatever is matched; its values are {@link PatternValue.Cell}s of rows {@link PatternRow#isNearCurrent}. Null if there is
 *     none
 * @param variables by variable
 */
public record PatternConditions(@Nullable PatternKernel near, List<Condition> variables) {
    /** How many conditions can be computed once a row. */
    public static final int MAX_NEAR = 63;

    public PatternConditions {
        variables = List.copyOf(variables);
        if (near != null && near.types().size() > MAX_NEAR) {
            throw new IllegalArgumentException(near.types().size() + " conditions");
        }
    }

    /** All values that the conditions compute with. */
    public List<PatternValue> values() {
        List<PatternValue> values = new ArrayList<>();
        if (near != null) {
            values.addAll(near.values());
        }
        for (Condition condition : variables) {
            if (condition instanceof OfMatch match) {
                values.addAll(match.kernel().values());
            }
        }
        return values;
    }

    /** The condition of a variable. */
    public sealed interface Condition {}

    /** Any row. */
    public record Always() implements Condition {}

    /** A column of what {@link PatternConditions#near} computes. */
    public record Near(int column) implements Condition {}

    /** Code with one BOOLEAN column, of the match up to the row at hand, which is taken to have the variable. */
    public record OfMatch(PatternKernel kernel) implements Condition {}
}
