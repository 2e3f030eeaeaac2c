package io.millrace.executor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Segments in memory, with a disk of limited size whose fsync can fail or be held up. Keeps what was written and what was
 * forced apart: {@link #crash} gives what a crash may leave. Thread-safe.
 */
public final class MemoryStorage implements LogStorage {
    private final TreeMap<Long, byte[]> written = new TreeMap<>();
    private final TreeMap<Long, byte[]> forced = new TreeMap<>();

    /** How many bytes can still be written. */
    private long room = Long.MAX_VALUE;

    private boolean forceFails;
    private boolean truncateFails;
    private boolean gateClosed;

    /** Lets the disk take so many bytes more. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    public synchronized void failForce(boolean fails) {
        forceFails = fails;
    }

    public synchronized void failTruncate(boolean fails) {
        truncateFails = fails;
    }

    /** Holds up every fsync from now on. */
    public synchronized void closeGate() {
        gateClosed = true;
    }

    public synchronized void openGate() {
        gateClosed = false;
        notifyAll();
    }

    private synchronized void passGate() throws IOException {
        while (gateClosed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** The bytes of a segment. */
    public synchronized byte[] bytes(long segment) {
        return written.get(segment).clone();
    }

    public synchronized void put(long segment, byte[] bytes) {
        written.put(segment, bytes.clone());
    }

    /** A disk with what was forced, and nothing else. */
    public synchronized MemoryStorage crash() {
        MemoryStorage left = new MemoryStorage();
        forced.forEach(left::put);
        return left;
    }

    /** A disk with the same content. */
    public synchronized MemoryStorage copy() {
        MemoryStorage same = new MemoryStorage();
        written.forEach(same::put);
        return same;
    }

    @Override
    public synchronized List<Long> segments() {
        return List.copyOf(written.keySet());
    }

    @Override
    public synchronized Segment open(long number) {
        return new MemorySegment(number);
    }

    @Override
    public synchronized Segment create(long number) throws IOException {
        if (written.putIfAbsent(number, new byte[0]) != null) {
            throw new IOException("there is a segment " + number);
        }
        return new MemorySegment(number);
    }

    @Override
    public synchronized void delete(long number) {
        written.remove(number);
        forced.remove(number);
    }

    @Override
    public String name(long number) {
        return "segment-" + number;
    }

    private final class MemorySegment implements Segment {
        private final long number;

        MemorySegment(long number) {
            this.number = number;
        }

        @Override
        public ByteBuffer contents() {
            return ByteBuffer.wrap(bytes(number));
        }

        @Override
        public void write(long at, ByteBuffer bytes) throws IOException {
            synchronized (MemoryStorage.this) {
                int count = (int) Math.min(room, bytes.remaining());
                byte[] content = written.get(number);
                byte[] longer = Arrays.copyOf(content, Math.max(content.length, (int) at + count));
                bytes.get(longer, (int) at, count);
                written.put(number, longer);
                room -= count;
                if (bytes.hasRemaining()) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryStorage.this) {
                if (truncateFails) {
                    throw new IOException("Input/output error");
                }
                byte[] content = written.get(number);
                written.put(number, Arrays.copyOf(content, (int) Math.min(content.length, size)));
            }
        }

        @Override
        public void force() throws IOException {
            passGate();
            synchronized (MemoryStorage.this) {
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                forced.put(number, written.get(number).clone());
            }
        }

        @Override
        public void close() {}
    }
}
