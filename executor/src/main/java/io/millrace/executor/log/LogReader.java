package io.millrace.executor.log;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log from its first record to its last and mends its end. Where the last segment breaks off, a crash has interrupted
 * the writing of what nobody was promised: it is cut off. Anything else that is not sound is damage, and the log is not opened:
 * what lies behind it must not be taken without it. Used once.
 */
final class LogReader {
    private final LogStorage storage;
    private final LogReplay replay;
    private long records;
    private long bytes;
    private long lastTick;
    private Optional<LogRecovery.TornTail> tornTail = Optional.empty();

    LogReader(LogStorage storage, LogReplay replay) {
        this.storage = storage;
        this.replay = replay;
    }

    /** The last segment and where the next record goes. */
    record End(long segment, long offset) {}

    LogRecovery found() {
        return new LogRecovery(records, bytes, lastTick, tornTail);
    }

    /** Reads everything; gives the end of the log, segment 0 if there is none. */
    End read() throws IOException {
        List<Long> segments = storage.segments();
        End end = new End(0, 0);
        for (int i = 0; i < segments.size(); i++) {
            long number = segments.get(i);
            if (number != i + 1) {
                throw corrupt(storage.name(i + 1L), 0, "the file is missing, but later ones are there");
            }
            end = new End(number, readSegment(number, i == segments.size() - 1));
            bytes += end.offset();
        }
        return end;
    }

    private long readSegment(long number, boolean last) throws IOException {
        try (LogStorage.Segment segment = storage.open(number)) {
            ByteBuffer contents = segment.contents();
            String problem = Frames.headerProblem(contents, number);
            if (!problem.isEmpty()) {
                if (last && contents.limit() <= Frames.SEGMENT_HEADER) {
                    // The crash came when the file was made; its first record waits for its header.
                    return cut(segment, number, contents, 0);
                }
                throw corrupt(storage.name(number), 0, problem);
            }
            long offset = Frames.SEGMENT_HEADER;
            while (offset < contents.limit()) {
                long length = Frames.sound(contents, offset, number);
                if (length < 0) {
                    if (!last || wasDurable(contents, offset, number)) {
                        throw corrupt(
                                storage.name(number), offset, "the record there is damaged, and others follow it");
                    }
                    return cut(segment, number, contents, offset);
                }
                readFrame(contents, number, offset, length);
                offset += length;
            }
            return offset;
        }
    }

    /** Whether a sound record behind an unsound place tells that this place was on disk before it was written. */
    private static boolean wasDurable(ByteBuffer contents, long unsound, long number) {
        for (long offset = unsound + 1; offset < contents.limit(); offset++) {
            if (Frames.sound(contents, offset, number) > 0 && Frames.durable(contents, offset) > unsound) {
                return true;
            }
        }
        return false;
    }

    private void readFrame(ByteBuffer contents, long number, long offset, long length) {
        ByteBuffer content =
                contents.duplicate().position((int) offset + Frames.HEADER).limit((int) (offset + length));
        ByteSource source = new ByteSource(content);
        TickRecord record;
        try {
            record = TickCodec.read(source, replay::types);
            if (source.hasMore() || record.tick() <= lastTick) {
                throw new IllegalStateException("tick " + record.tick() + " does not follow tick " + lastTick);
            }
        } catch (IllegalStateException | IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
            throw corrupt(storage.name(number), offset, "the record there cannot be read: " + e.getMessage());
        }
        lastTick = record.tick();
        records++;
        replay.tick(record);
    }

    private long cut(LogStorage.Segment segment, long number, ByteBuffer contents, long offset) throws IOException {
        int torn = contents.limit() - (int) offset;
        if (torn > 0) {
            tornTail = Optional.of(new LogRecovery.TornTail(storage.name(number), offset, torn));
            segment.truncate(offset);
            segment.force();
        }
        return offset;
    }

    private static EngineException corrupt(String file, long offset, String what) {
        return new EngineException(
                ErrorCode.LOG_CORRUPT,
                "The tick log is damaged in " + file + " at byte " + offset + ": " + what
                        + ". The server does not start, because acknowledged rows would be missing. Restore the data"
                        + " directory from a copy; to go on without what comes from there on, move that file and all later"
                        + " ones away, or cut it off at that byte.");
    }
}
