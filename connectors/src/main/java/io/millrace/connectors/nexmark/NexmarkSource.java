package io.millrace.connectors.nexmark;

import io.millrace.connectors.time.PacedReader;
import io.millrace.connectors.time.SourceClock;
import io.millrace.connectors.time.StreamStart;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.util.List;

/**
 * One partition; positions are numbers of events, of all kinds. Events are made by the decoder, on the workers, column by
 * column. Thread-safe.
 */
final class NexmarkSource implements Source {
    private final NexmarkOptions options;
    private final List<Field> fields;
    private final SourceClock clock;

    /**
     * @param fields what each column of the table holds
     */
    NexmarkSource(NexmarkOptions options, List<Field> fields, SourceClock clock) {
        this.options = options;
        this.fields = List.copyOf(fields);
        this.clock = clock;
    }

    @Override
    public Positions start() {
        return StreamStart.put(
                Positions.NONE.with(EventsChunk.PARTITION, options.firstEvent()), clock.micros() / 1_000);
    }

    @Override
    public Positions end(Positions start) {
        long elapsedMicros = clock.micros() - StreamStart.millis(start) * 1_000;
        long due = options.firstEvent() + options.pace().dueRows(elapsedMicros);
        long end = Math.min(due, options.endEvent());
        return start.with(EventsChunk.PARTITION, Math.max(end, position(start)));
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return options.onBadRecord();
    }

    @Override
    public SourceReader reader(Positions from) {
        long next = options.kind().rowsBefore(position(from));
        long limit = options.kind().rowsBefore(options.endEvent());
        return PacedReader.waiting(new Rows(options), clock, StreamStart.millis(from), next, limit);
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        long end = Math.min(until.of(EventsChunk.PARTITION, position(from)), options.endEvent());
        EventKind kind = options.kind();
        return PacedReader.bounded(new Rows(options), clock, kind.rowsBefore(position(from)), kind.rowsBefore(end));
    }

    private long position(Positions positions) {
        return positions.of(EventsChunk.PARTITION, options.firstEvent());
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        Field[] wanted = columns.stream().map(fields::get).toArray(Field[]::new);
        return (chunk, first, count, into) -> decode(wanted, (EventsChunk) chunk, first, count, into);
    }

    private static void decode(Field[] wanted, EventsChunk chunk, int first, int count, Batch into) {
        int at = into.size();
        for (int i = 0; i < wanted.length; i++) {
            wanted[i].values().fill(chunk.kind(), chunk.firstRow() + first, count, into.column(i), at);
        }
        into.setSize(at + count);
    }

    /** The events of the kind under their own numbers. */
    private record Rows(NexmarkOptions options) implements PacedReader.Rows {
        @Override
        public long dueMicros(long row) {
            return options.pace().dueMicros(options.kind().event(row) - options.firstEvent());
        }

        @Override
        public long dueRows(long elapsedMicros) {
            long due = options.pace().dueRows(elapsedMicros);
            return options.kind().rowsBefore(Math.min(options.firstEvent() + due, options.endEvent()));
        }

        @Override
        public Chunk chunk(long from, long until) {
            return new EventsChunk(options.kind(), from, until);
        }
    }
}
