package io.millrace.executor.circuit.graph;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the state of one view may take, and what its operators have said they take. Each shard of each operator is
 * asked again when about a 64th more has come in than it had, so that a batch costs an addition and the view is stopped
 * soon after it goes over. Thread-safe.
 */
public final class MemoryBudget {
    private static final int PART = 64;

    /** An operator with little state is asked again after so many bytes of input at least, if the budget is not smaller still. */
    private static final long LEAST_STEP_BYTES = 256 << 10;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** For what need not be watched. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE);
    }

    boolean isLimited() {
        return maxBytes < Long.MAX_VALUE;
    }

    /** After how much input an operator shard of so many bytes is asked again. */
    long step(long ofBytes) {
        return Math.max(ofBytes / PART, Math.min(LEAST_STEP_BYTES, maxBytes / PART));
    }

    /**
     * An operator shard takes so many bytes more than it said before, or fewer.
     *
     * @throws EngineException if the view takes more than its budget
     */
    void add(String view, long more) {
        if (bytes.addAndGet(more) > maxBytes) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    "'" + view + "' needs more memory than its budget of " + text(maxBytes)
                            + ". Narrow it with WHERE, group by fewer values, or create it"
                            + " WITH ('memory-budget' = '...') of more.");
        }
    }

    private static String text(long bytes) {
        if (bytes >= 1 << 20) {
            return (bytes >> 20) + " MB";
        }
        return bytes >= 1 << 10 ? (bytes >> 10) + " KB" : bytes + " bytes";
    }
}
