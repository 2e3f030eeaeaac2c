package io.millrace.executor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where the segments of a log are: numbered files. For one thread at a time, but for {@link Segment#force}. */
public interface LogStorage {
    /** The numbers of the segments that are there, ascending. */
    List<Long> segments() throws IOException;

    /** A segment that is there. */
    Segment open(long number) throws IOException;

    /** A new, empty segment; a crash does not make it disappear again once it was forced. */
    Segment create(long number) throws IOException;

    /** Removes a segment. */
    void delete(long number) throws IOException;

    /** What messages call a segment: its path. */
    String name(long number);

    /** A file of a log. */
    interface Segment extends AutoCloseable {
        /** Everything in it, to be read before the next write. */
        ByteBuffer contents() throws IOException;

        /** Writes all of a buffer at a position. */
        void write(long at, ByteBuffer bytes) throws IOException;

        /** Cuts off what lies behind a position. */
        void truncate(long size) throws IOException;

        /** Returns when all that was written is on disk. May be called by another thread than writes. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
