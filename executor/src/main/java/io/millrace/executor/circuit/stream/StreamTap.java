package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.Chunk;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a stream gave the running circuit since some tick, kept for a view that joins. Filled and drained by two threads. */
public final class StreamTap {
    private final long maxBytes;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long bytes;

    public StreamTap(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void accept(Chunk chunk) {
        chunks.add(chunk);
        bytes += chunk.bytes();
    }

    public synchronized @Nullable Chunk take() {
        Chunk chunk = chunks.poll();
        if (chunk != null) {
            bytes -= chunk.bytes();
        }
        return chunk;
    }

    public synchronized boolean isFull() {
        return bytes >= maxBytes;
    }

    public synchronized long rows() {
        long rows = 0;
        for (Chunk chunk : chunks) {
            rows += chunk.records();
        }
        return rows;
    }
}
