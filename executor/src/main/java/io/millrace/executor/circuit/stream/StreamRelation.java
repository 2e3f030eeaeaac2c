package io.millrace.executor.circuit.stream;

import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the circuit reads it. While any view reads it, it has a reader thread and a position: all rows before the
 * position are accepted, in every view alike. Owned by the circuit's thread, but for the fields that say otherwise.
 */
public final class StreamRelation {
    private final String name;
    private final Schema schema;
    private final Source source;
    private final Positions start;
    private final BadRecordLog badRecords;
    private final StreamInput input;
    private final List<StreamTap> taps = new ArrayList<>();
    private final long id;
    private final @Nullable EventTime eventTime;
    private final Floors floors = new Floors();

    /** The last late rows; kept until the stream is read anew. */
    private final LateRows lateRows;

    private @Nullable SourceFeed feed;

    /** How far event time has come for the plans that read the stream: what the last tick told them. */
    private long watermark = Frontier.NONE;

    /** What plans had been told before they and the stream were restored. */
    private long knownBefore = Frontier.NONE;

    /** Why floors could not be logged, so that no more can be read, or null. */
    private @Nullable EngineException stuck;

    /** How many views are joining that count on its being read. */
    private int pins;

    /** Published after each tick, read by anyone. */
    private volatile Positions positions;

    /** Whether a tick has taken records since {@link #endTick}. */
    private boolean advanced;

    /**
     * A stream that nobody reads yet.
     *
     * @param batchRows rows of the batches that its plans see
     * @param maxBadRecords how many bad records are kept
     */
    public StreamRelation(StreamTable declared, int shards, int batchRows, int maxBadRecords) {
        this.id = declared.id();
        this.name = declared.name();
        this.schema = declared.schema();
        this.source = declared.source();
        this.start = declared.start();
        this.eventTime = declared.eventTime();
        this.positions = start;
        this.badRecords = new BadRecordLog(name, source.onBadRecord(), maxBadRecords);
        this.lateRows = new LateRows(schema.types(), eventTime == null ? 0 : eventTime.keptLateRows());
        this.input = new StreamInput(this, badRecords, shards, batchRows);
        input.keepLate(lateRows);
    }

    /** Under which the tick log knows the stream, or 0. */
    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    Schema schema() {
        return schema;
    }

    public Source source() {
        return source;
    }

    /** Where the history starts. */
    public Positions start() {
        return start;
    }

    public BadRecordLog badRecords() {
        return badRecords;
    }

    public StreamInput input() {
        return input;
    }

    @Nullable
    public EventTime eventTime() {
        return eventTime;
    }

    Floors floors() {
        return floors;
    }

    public LateRows lateRows() {
        return lateRows;
    }

    /** Event time for a reader that begins where the history starts; null if the stream has none. */
    @Nullable
    StreamTime newTime() {
        EventTime declared = eventTime;
        return declared == null ? null : new StreamTime(declared, floors, start);
    }

    /** How far event time has come for the plans that read the stream. */
    public long watermark() {
        return watermark;
    }

    /** Why the stream cannot be read at present, or null. */
    @Nullable
    public String problem() {
        SourceFeed reading = feed;
        EngineException reason = stuck;
        return reason != null ? reason.text() : reading == null ? null : reading.problem();
    }

    /** Where the accepted rows end. */
    public Positions positions() {
        return positions;
    }

    @Nullable
    public SourceFeed feed() {
        return feed;
    }

    public boolean isActive() {
        return feed != null;
    }

    /**
     * How far event time had come at some positions.
     *
     * @param watermark for plans
     * @param partitions in each partition
     * @param floors what had been decided about partitions
     */
    public record SavedTime(long watermark, Map<String, PartitionTime.Saved> partitions, List<Floors.Floor> floors) {
        public static final SavedTime NONE = new SavedTime(Frontier.NONE, Map.of(), List.of());
    }

    /** Begins to read from some positions on; from others than the start only with what event time was there. */
    public void activate(Positions from, SourceFeed reading, SavedTime saved) {
        positions = from;
        feed = reading;
        watermark = Frontier.NONE;
        knownBefore = saved.watermark();
        saved.floors().forEach(floors::add);
        lateRows.clear();
        StreamTime anew = newTime();
        if (anew != null) {
            anew.restore(saved.partitions());
        }
        input.restart(anew);
    }

    /** How far event time has come at the positions. */
    public SavedTime savedTime() {
        StreamTime time = input.time();
        return time == null ? SavedTime.NONE : new SavedTime(watermark, time.save(), floors.all());
    }

    /** Nothing more can be read, because a decision could not be logged. */
    public void stick(EngineException reason) {
        stuck = reason;
    }

    /** Looks whether partitions have become idle. Between two ticks. */
    public void findIdle() {
        SourceFeed reading = feed;
        StreamTime time = input.time();
        if (reading == null || time == null || time.declared().idleTimeout() == null) {
            return;
        }
        reading.idle().forEach((partition, end) -> {
            // What was read before is taken first.
            if (positions.of(partition, Long.MIN_VALUE) == end) {
                time.partition(partition).setIdle(true);
            }
        });
    }

    /**
     * What must be decided, and logged, before the next chunk can be taken. If no partition was waited for, because the source was silent
     * as a whole, all are waited for again.
     */
    public List<Floors.Floor> floorsNeeded() {
        SourceFeed reading = feed;
        StreamTime time = input.time();
        if (reading == null || time == null || stuck != null) {
            return List.of();
        }
        Chunk next = reading.peek();
        if (next == null || isWaitedFor(time, next)) {
            return List.of();
        }
        List<Floors.Floor> needed = new ArrayList<>();
        needed.add(new Floors.Floor(next.partition(), next.from(), watermark));
        if (time.isAllIdle()) {
            for (String partition : time.partitions().keySet()) {
                if (!partition.equals(next.partition())) {
                    needed.add(new Floors.Floor(partition, positions.of(partition, 0), watermark));
                }
            }
        }
        return needed;
    }

    private static boolean isWaitedFor(StreamTime time, Chunk chunk) {
        return time.isKnown(chunk.partition())
                && !time.partition(chunk.partition()).isIdle();
    }

    /** A partition is waited for from now on, and its rows from a position on are late below some time. */
    public void decide(Floors.Floor floor) {
        floors.add(floor);
        StreamTime time = input.time();
        if (time != null) {
            time.partition(floor.partition()).setIdle(false);
        }
    }

    /** Whether the accepted rows are as far as some positions, or there is nothing more at present. */
    public boolean isAsFarAs(Positions end) {
        SourceFeed reading = feed;
        return positions.isAsFarAs(end) || reading == null || reading.isQuiet();
    }

    /** Whether event time has come further than plans were told. Between two steps. */
    public boolean isTimeAhead() {
        return reached() > watermark;
    }

    /** Tells plans from now on how far event time has come; gives whether it has moved. */
    public boolean advance() {
        long reached = reached();
        boolean moved = reached > watermark;
        watermark = Math.max(watermark, reached);
        return moved;
    }

    private long reached() {
        SourceFeed reading = feed;
        StreamTime time = input.time();
        if (reading == null || time == null) {
            return Frontier.NONE;
        }
        return reading.isOver() ? Frontier.END : Math.max(knownBefore, time.watermark());
    }

    /** Whether a view, a reader or one that is joining needs it. */
    public boolean isUsed() {
        return pins > 0 || input.isUsed();
    }

    public void pin() {
        pins++;
    }

    public void unpin() {
        pins--;
        stopIfUnused();
    }

    /** Stops reading if no view needs it. */
    public void stopIfUnused() {
        if (isActive() && !isUsed()) {
            deactivate();
        }
    }

    /** Stops reading and forgets where it was. */
    public void deactivate() {
        SourceFeed reading = feed;
        feed = null;
        positions = start;
        if (reading != null) {
            reading.close();
        }
    }

    public void addTap(StreamTap tap) {
        taps.add(tap);
    }

    public void removeTap(StreamTap tap) {
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
    public long take(long rows, List<InputTask> tasks) {
        SourceFeed reading = feed;
        if (reading == null || stuck != null || isHeldBack()) {
            return 0;
        }
        StreamTime time = input.time();
        long taken = 0;
        Positions next = positions;
        while (taken < rows) {
            Chunk chunk = reading.peek();
            if (chunk == null || time != null && !isWaitedFor(time, chunk)) {
                break;
            }
            reading.take();
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
    public void endTick() {
        if (advanced) {
            badRecords.countedUpTo(positions);
            advanced = false;
        }
    }
}
