package io.millrace.executor.plan;

import io.millrace.executor.kernel.KernelSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When rows match.
 *
 * @param keys columns that must be equal; without any, each row meets all rows of the other side
 * @param residual what else must be true, or null. A kernel over the columns of the left side, then those of the right
 *     side, then the number of the pair (BIGINT). For each pair whose condition is true it gives that number; for a
 *     {@link JoinKind#MARK} join also for pairs whose condition is NULL, and the condition as a second column
 */
public record JoinCondition(List<JoinKey> keys, @Nullable KernelSource residual) {
    public JoinCondition {
        keys = List.copyOf(keys);
    }

    /** The left columns of the keys. */
    public List<Integer> leftKeys() {
        return keys.stream().map(JoinKey::left).toList();
    }

    /** The right columns of the keys. */
    public List<Integer> rightKeys() {
        return keys.stream().map(JoinKey::right).toList();
    }
}
