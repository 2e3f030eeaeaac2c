package io.millrace.executor.log;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The tick log as it is written: records are appended by one thread, the circuit's, and made durable by another, so that
 * ticks go on during an fsync and one fsync serves all records appended before it began.
 *
 * <p>A record that cannot be appended leaves the log as it was. A log whose fsync has failed takes nothing more: what the disk
 * holds is not known any more until the log is opened again.
 */
public final class TickLog implements AutoCloseable {
    private final LogStorage storage;
    private final LogOptions options;
    private final LogRecovery recovery;
    private final ByteSink frame;

    /** Guards the current segment against being changed while it is forced. */
    private final Object forcing = new Object();

    private LogStorage.Segment segment;
    private long number;

    /** Where the next record goes; written by the appending thread. */
    private volatile long offset;

    /** Up to where the current segment is known to be on disk. */
    private volatile long durable;

    private volatile long appended;
    private volatile long synced;
    private volatile @Nullable IOException failure;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();

    private TickLog(LogStorage storage, LogOptions options, LogRecovery recovery, LogStorage.Segment segment) {
        this.storage = storage;
        this.options = options;
        this.recovery = recovery;
        this.segment = segment;
        this.frame = new ByteSink(options.maxRecordBytes());
        bytes.set(recovery.bytes());
    }

    /**
     * Opens a log, or begins one.
     *
     * @param replay takes everything that is in it, before this returns
     * @throws EngineException if it is damaged or cannot be read
     */
    public static TickLog open(LogStorage storage, LogOptions options, LogReplay replay) {
        try {
            LogReader reader = new LogReader(storage, replay);
            LogReader.End end = reader.read();
            long number = Math.max(1, end.segment());
            LogStorage.Segment segment = end.segment() == 0 ? storage.create(number) : storage.open(number);
            TickLog log = new TickLog(storage, options, reader.found(), segment);
            log.number = number;
            log.offset = end.offset();
            if (log.offset < Frames.SEGMENT_HEADER) {
                log.writeHeader();
            }
            log.durable = log.offset;
            return log;
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.LOG_FAILED, null, "The tick log could not be opened: " + e.getMessage(), e);
        }
    }

    /** What was found when it was opened. */
    public LogRecovery recovery() {
        return recovery;
    }

    /**
     * Appends a record. The appending thread.
     *
     * @return its number in this log since it was opened, for {@link #synced}
     * @throws EngineException if it was not appended; the log is as before, or over for good
     */
    public long append(TickRecord record) {
        throwIfFailed();
        Frames.begin(frame);
        try {
            TickCodec.write(record, frame);
        } catch (ByteSink.FullException e) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    null,
                    "The changes of one statement or tick take more than " + (options.maxRecordBytes() >> 20)
                            + " MiB in the tick log. Write them in several statements.",
                    e);
        }
        try {
            if (offset > Frames.SEGMENT_HEADER && offset + frame.size() > options.segmentBytes()) {
                roll();
            }
            Frames.end(frame, number, offset, durable);
            segment.write(offset, ByteBuffer.wrap(frame.bytes(), 0, frame.size()));
        } catch (IOException e) {
            takeBack(e);
            throw new EngineException(
                    ErrorCode.LOG_FAILED,
                    null,
                    "The tick log could not be written (" + e.getMessage()
                            + "), so nothing was changed. Make room on the disk of the data directory.",
                    e);
        }
        long end = offset + frame.size();
        long position = appended + 1;
        offset = end;
        bytes.addAndGet(frame.size());
        frame.clear();
        appended = position;
        return position;
    }

    /** A part of a record may be in the file. */
    private void takeBack(IOException reason) {
        try {
            segment.truncate(offset);
        } catch (IOException e) {
            e.addSuppressed(reason);
            failure = e;
        }
    }

    /** Begins the next segment when the current one is on disk. */
    private void roll() throws IOException {
        synchronized (forcing) {
            force(segment);
            durable = offset;
            LogStorage.Segment next = storage.create(number + 1);
            try {
                next.write(0, Frames.segmentHeader(number + 1));
                force(next);
            } catch (IOException e) {
                // Nothing was written to it: the next record tries again.
                next.close();
                storage.delete(number + 1);
                throw e;
            }
            segment.close();
            segment = next;
            number++;
            offset = Frames.SEGMENT_HEADER;
            durable = offset;
        }
    }

    private void writeHeader() throws IOException {
        segment.write(0, Frames.segmentHeader(number));
        force(segment);
        offset = Frames.SEGMENT_HEADER;
    }

    /** Makes everything durable that was appended before the call. The syncing thread. */
    public void sync() {
        throwIfFailed();
        synchronized (forcing) {
            long target = appended;
            long end = offset;
            if (target == synced) {
                return;
            }
            try {
                force(segment);
            } catch (IOException e) {
                throwIfFailed();
                throw new IllegalStateException("a force has failed without a trace", e);
            }
            durable = end;
            synced = target;
        }
    }

    /** A failed fsync may have dropped what it could not write, and the next would succeed without it. */
    private void force(LogStorage.Segment written) throws IOException {
        try {
            written.force();
            forces.incrementAndGet();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** How many records were appended since the log was opened. */
    public long appended() {
        return appended;
    }

    /** How many of them are durable. */
    public long synced() {
        return synced;
    }

    /** How often the disk was waited for. */
    public long forces() {
        return forces.get();
    }

    /** How many segments there are. */
    public long segments() {
        return number;
    }

    /** How large all segments are together. */
    public long bytes() {
        return bytes.get();
    }

    /** Throws if the log takes nothing any more. */
    public void throwIfFailed() {
        IOException reason = failure;
        if (reason != null) {
            throw new EngineException(
                    ErrorCode.LOG_FAILED,
                    null,
                    "The tick log could not be made durable (" + reason.getMessage()
                            + "), so the server takes no more changes; queries go on. What was being written then may be"
                            + " there after a restart or not. See to the disk of the data directory and start the server anew.",
                    reason);
        }
    }

    /** Why the log takes nothing any more, or null. */
    public @Nullable String failure() {
        IOException reason = failure;
        return reason == null ? null : String.valueOf(reason.getMessage());
    }

    /** Makes everything durable, if that is still possible, and closes the files. */
    @Override
    public void close() {
        try {
            if (failure == null) {
                sync();
            }
        } finally {
            try {
                segment.close();
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
