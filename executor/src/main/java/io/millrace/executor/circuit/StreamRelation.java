package io.millrace.executor.circuit;

import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the circuit reads it. While any view reads it, it has a reader thread and a position: all rows before the
 * position are accepted, in every view alike. Owned by the circuit's thread, but for the fields that say otherwise.
 */
final class StreamRelation {
    private final String name;
    private final Schema schema;
    private final Source source;
    private final Positions start;
    private final BadRecordLog badRecords;
    private final StreamInput input;
    private final List<StreamTap> taps = new ArrayList<>();
    private @Nullable SourceFeed feed;

    /** How many views are joining that count on its being read. */
    private int pins;

    /** Published after each tick, read by anyone. */
    private volatile Positions positions;

    /** Whether a tick has taken records since {@link #endTick}. */
    private boolean advanced;

    StreamRelation(String name, Schema schema, Source source, Positions start, CircuitOptions options) {
        this.name = name;
        this.schema = schema;
        this.source = source;
        this.start = start;
        this.positions = start;
        this.badRecords = new BadRecordLog(name, source.onBadRecord(), options.maxBadRecords());
        this.input = new StreamInput(this, badRecords, options.workers(), options.batchRows());
    }

    String name() {
        return name;
    }

    Schema schema() {
        return schema;
    }

    Source source() {
        return source;
    }

    /** Where the history starts. */
    Positions start() {
        return start;
    }

    BadRecordLog badRecords() {
        return badRecords;
    }

    StreamInput input() {
        return input;
    }

    /** Where the accepted rows end. */
    Positions positions() {
        return positions;
    }

    @Nullable
    SourceFeed feed() {
        return feed;
    }

    boolean isActive() {
        return feed != null;
    }

    /** Begins to read from some positions on. */
    void activate(Positions from, SourceFeed reading) {
        positions = from;
        feed = reading;
    }

    /** Whether a view, a reader or one that is joining needs it. */
    boolean isUsed() {
        return pins > 0 || input.isUsed();
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
        stopIfUnused();
    }

    /** Stops reading if no view needs it. */
    void stopIfUnused() {
        if (isActive() && !isUsed()) {
            deactivate();
        }
    }

    /** Stops reading and forgets where it was. */
    void deactivate() {
        SourceFeed reading = feed;
        feed = null;
        positions = start;
        if (reading != null) {
            reading.close();
        }
    }

    void addTap(StreamTap tap) {
        taps.add(tap);
    }

    void removeTap(StreamTap tap) {
        taps.remove(tap);
    }

    /** Whether a view that joins has so much waiting that this stream must wait for it. */
    boolean isHeldBack() {
        for (StreamTap tap : taps) {
            if (tap.isFull()) {
                return true;
            }
        }
        return false;
    }

    /** Takes waiting chunks as input of the next tick, up to about {@code rows} records; gives how many. */
    long take(long rows, List<InputTask> tasks) {
        SourceFeed reading = feed;
        if (reading == null || isHeldBack()) {
            return 0;
        }
        long taken = 0;
        Positions next = positions;
        while (taken < rows) {
            Chunk chunk = reading.take();
            if (chunk == null) {
                break;
            }
            input.addTasks(chunk, tasks);
            taken += chunk.records();
            next = next.with(chunk.partition(), chunk.until());
            for (StreamTap tap : taps) {
                tap.accept(chunk);
            }
        }
        positions = next;
        advanced |= taken > 0;
        return taken;
    }

    /** What was taken is accepted: its bad records do not count again. */
    void endTick() {
        if (advanced) {
            badRecords.countedUpTo(positions);
            advanced = false;
        }
    }
}
