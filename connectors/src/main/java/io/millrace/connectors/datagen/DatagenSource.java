package io.millrace.connectors.datagen;

import io.millrace.connectors.time.Pace;
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

/** One partition; positions are row numbers. Rows are made by the decoder, on the workers. Thread-safe. */
final class DatagenSource implements Source {
    private final DatagenOptions options;
    private final List<FieldGenerator> fields;
    private final SourceClock clock;

    DatagenSource(DatagenOptions options, List<FieldGenerator> fields, SourceClock clock) {
        this.options = options;
        this.fields = List.copyOf(fields);
        this.clock = clock;
    }

    @Override
    public Positions start() {
        return StreamStart.put(Positions.NONE.with(RowsChunk.PARTITION, 0), clock.micros() / 1_000);
    }

    @Override
    public Positions end(Positions start) {
        long elapsedMicros = clock.micros() - StreamStart.millis(start) * 1_000;
        return start.with(
                RowsChunk.PARTITION, Math.max(options.pace().dueRows(elapsedMicros), start.of(RowsChunk.PARTITION, 0)));
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return options.onBadRecord();
    }

    @Override
    public SourceReader reader(Positions from) {
        long startMillis = StreamStart.millis(from);
        long next = from.of(RowsChunk.PARTITION, 0);
        return PacedReader.waiting(
                new Rows(options.pace(), startMillis), clock, startMillis, next, options.numberOfRows());
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        long next = from.of(RowsChunk.PARTITION, 0);
        long limit = Math.min(until.of(RowsChunk.PARTITION, next), options.numberOfRows());
        return PacedReader.bounded(new Rows(options.pace(), StreamStart.millis(from)), clock, next, limit);
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        FieldGenerator[] wanted = columns.stream().map(fields::get).toArray(FieldGenerator[]::new);
        return (chunk, first, count, into) -> decode(wanted, chunk, first, count, into);
    }

    private void decode(FieldGenerator[] wanted, Chunk chunk, int first, int count, Batch into) {
        RowsChunk rows = (RowsChunk) chunk;
        RowRange range = new RowRange(rows.from() + first, count, rows.startMillis(), options.clockRate());
        int at = into.size();
        for (int i = 0; i < wanted.length; i++) {
            wanted[i].fill(into.column(i), at, range);
        }
        into.setSize(at + count);
    }

    /** Rows under their numbers. */
    private record Rows(Pace pace, long startMillis) implements PacedReader.Rows {
        @Override
        public long dueMicros(long row) {
            return pace.dueMicros(row);
        }

        @Override
        public long dueRows(long elapsedMicros) {
            return pace.dueRows(elapsedMicros);
        }

        @Override
        public Chunk chunk(long from, long until) {
            return new RowsChunk(from, until, startMillis);
        }
    }
}
