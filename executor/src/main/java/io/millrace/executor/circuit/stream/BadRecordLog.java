package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The records of one stream that could not be decoded: an exact counter and the first ones with their reason. All readers
 * find the same records bad, and each counts once: when the running circuit takes it for the first time. Thread-safe.
 */
public final class BadRecordLog implements BadRecords {
    private static final int MAX_SAMPLE_BYTES = 1_000;

    private final String relation;
    private final BadRecordPolicy policy;
    private final int maxSamples;
    private final ArrayDeque<BadRecord> samples = new ArrayDeque<>();
    private long count;
    private Positions accepted = Positions.NONE;

    public BadRecordLog(String relation, BadRecordPolicy policy, int maxSamples) {
        this.relation = relation;
        this.policy = policy;
        this.maxSamples = maxSamples;
    }

    @Override
    public synchronized void report(
            String partition, long position, String reason, byte[] data, int start, int length) {
        if (position >= accepted.of(partition, Long.MIN_VALUE)) {
            count++;
            if (samples.size() < maxSamples) {
                String sample = new String(data, start, Math.min(length, MAX_SAMPLE_BYTES), StandardCharsets.UTF_8);
                samples.add(new BadRecord(relation, partition, position, reason, sample));
            }
        }
        failIfTold(partition, position, reason);
    }

    /** What a reader is given that reads what the running circuit counts: it stops on bad records if the table says so. */
    public BadRecords uncounted() {
        return (partition, position, reason, data, start, length) -> failIfTold(partition, position, reason);
    }

    private void failIfTold(String partition, long position, String reason) {
        if (policy == BadRecordPolicy.FAIL) {
            throw new EngineException(
                    ErrorCode.BAD_RECORD,
                    "A record of table '" + relation + "', partition '" + partition + "', position " + position
                            + " cannot be read: " + reason + (reason.endsWith(".") ? "" : ".")
                            + " The table was declared with 'on-bad-record' = 'fail'; mend the record or use 'skip'.");
        }
    }

    /** Records before these positions have been counted and do not count again, even if the stream is read anew. */
    synchronized void countedUpTo(Positions positions) {
        accepted = accepted.furthest(positions);
    }

    public synchronized long count() {
        return count;
    }

    public synchronized List<BadRecord> samples() {
        return List.copyOf(samples);
    }
}
