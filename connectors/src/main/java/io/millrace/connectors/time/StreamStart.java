package io.millrace.connectors.time;

import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;

/**
 * The moment at which a stream begins that follows the clock. It is fixed at CREATE TABLE and travels with the
 * positions, so that a restart replays the same stream.
 */
public final class StreamStart {
    private static final String ENTRY = "@start-millis";

    private StreamStart() {}

    /** These positions, with the moment. */
    public static Positions put(Positions positions, long startMillis) {
        return positions.with(ENTRY, startMillis);
    }

    /** The moment, in milliseconds since 1970-01-01 UTC. */
    public static long millis(Positions positions) {
        Long start = positions.next().get(ENTRY);
        if (start == null) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    "The positions " + positions.next() + " do not tell when the stream began.");
        }
        return start;
    }

    /** Whether an entry of some positions is a partition, not a fact kept beside them. */
    public static boolean isPartition(String entry) {
        return !entry.startsWith("@");
    }
}
