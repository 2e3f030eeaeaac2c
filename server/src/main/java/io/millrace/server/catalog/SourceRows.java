package io.millrace.server.catalog;

import io.millrace.executor.circuit.CircuitStatus;
import io.millrace.executor.circuit.CircuitStatus.Time;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of MILLRACE.SOURCES about one stream: one for each partition, or one if none is known. */
final class SourceRows {
    /** What is shown when all has come. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    private SourceRows() {}

    static List<@Nullable Object[]> of(CircuitStatus.Stream stream, Function<String, Positions> ends) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        Positions end = stream.active() ? end(stream.name(), ends) : Positions.NONE;
        Time time = stream.time();
        for (Map.Entry<String, Long> next : stream.positions().next().entrySet()) {
            String partition = next.getKey();
            if (Positions.isFact(partition)) {
                continue;
            }
            Long until = end.next().get(partition);
            Time.PartitionTime own = time == null ? null : time.partitions().get(partition);
            rows.add(new @Nullable Object[] {
                stream.name(),
                stream.active(),
                partition,
                next.getValue(),
                until == null ? null : (Long) Math.max(0, until - next.getValue()),
                own == null ? null : timestamp(own.watermark()),
                own == null ? null : (Long) own.lateRows(),
                own == null ? null : (Boolean) own.idle(),
                time == null ? null : timestamp(time.watermark()),
                stream.badRecords(),
                stream.problem()
            });
        }
        if (rows.isEmpty()) {
            rows.add(new @Nullable Object[] {
                stream.name(),
                stream.active(),
                null,
                null,
                null,
                null,
                null,
                null,
                time == null ? null : timestamp(time.watermark()),
                stream.badRecords(),
                stream.problem()
            });
        }
        return rows;
    }

    /** Where the stream ends; nothing where its server does not answer, which is told as its problem. */
    private static Positions end(String name, Function<String, Positions> ends) {
        try {
            return ends.apply(name);
        } catch (EngineException e) {
            return Positions.NONE;
        }
    }

    private static @Nullable Long timestamp(long bound) {
        return bound == Frontier.NONE ? null : (Long) Math.min(bound, LAST_MILLIS);
    }
}
