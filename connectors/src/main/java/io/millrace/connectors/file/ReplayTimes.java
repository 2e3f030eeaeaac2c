package io.millrace.connectors.file;

import io.millrace.connectors.format.FieldNames;
import io.millrace.connectors.format.RecordLayout;
import io.millrace.connectors.format.RecordParser;
import io.millrace.connectors.format.RecordsChunk;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;

/**
 * When replayed records are due: as long after the stream's start as they happened after its first record, divided by
 * the speed, and never before their predecessors. A bad record, or one without a time, comes with its predecessor.
 * Owned by one thread.
 */
final class ReplayTimes {
    private final RecordParser parser;
    private final Batch batch;
    private final double speed;
    private final long startMillis;
    private byte[] header = new byte[0];
    private boolean hasFirst;
    private long first;
    private long latest;

    private ReplayTimes(RecordParser parser, ColumnType type, double speed, long startMillis) {
        this.parser = parser;
        this.batch = new Batch(List.of(type));
        this.speed = speed;
        this.startMillis = startMillis;
    }

    /** The times of a table's records, whose values hold the time column. */
    static ReplayTimes of(RecordLayout layout, FileOptions.Replay replay, long startMillis) {
        List<SourceColumn> fields = layout.valueFields();
        int[] targets = new int[fields.size()];
        Arrays.fill(targets, -1);
        int time = new FieldNames(fields).folded(replay.timeColumn());
        targets[time] = 0;
        ColumnType type = fields.get(time).column().type();
        return new ReplayTimes(layout.value().parser(fields, targets), type, replay.speed(), startMillis);
    }

    /** Looks for the first time in the first chunks of the stream; whether it was found. */
    boolean findFirst(RecordsChunk chunk) {
        begin(chunk);
        for (int i = 0; i < chunk.records() && !hasFirst; i++) {
            dueMillis(chunk, i);
        }
        return hasFirst;
    }

    /** Says that the next records are a chunk's. */
    void begin(RecordsChunk chunk) {
        byte[] found = chunk.header();
        if (found != null && !Arrays.equals(found, header)) {
            header = found;
            parser.useHeader(found);
        }
    }

    /** When the next record of the stream is due, in milliseconds since 1970. */
    long dueMillis(RecordsChunk chunk, int record) {
        batch.clear();
        String reason = parser.parse(
                chunk.data(), chunk.values().start(record), chunk.values().length(record), batch, 0);
        if (reason == null && !batch.column(0).isNull(0)) {
            long time = batch.longs(0).get(0);
            if (!hasFirst) {
                hasFirst = true;
                first = time;
                latest = time;
            }
            latest = Math.max(latest, time);
        }
        return startMillis + (long) Math.ceil((latest - first) / speed);
    }
}
