package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a table, a view or a node that views share since some tick, kept for a view that joins. Filled by the shards' owners, drained by the
 * joining thread between ticks: only whole ticks are ever seen, because {@link #seal} marks their ends.
 */
public final class TableTap {
    /**
     * A copy of a part of a delta.
     *
     * @param shard the shard it came from
     * @param endsTick whether no more of its tick comes
     */
    public record Part(int shard, Batch batch, boolean endsTick) {}

    private final long maxBytes;
    private final ArrayDeque<Part> open = new ArrayDeque<>();
    private final ArrayDeque<Part> sealed = new ArrayDeque<>();
    private long sealedRows;
    private long bytes;

    /** A tap that is full when it holds so many bytes. */
    public TableTap(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void accept(int shard, Batch batch) {
        Part part = new Part(shard, batch.copy(), false);
        open.add(part);
        bytes += part.batch().bytes();
    }

    /** The tick at hand is complete. Called by the circuit's thread. */
    synchronized void seal() {
        Part last = open.pollLast();
        if (last == null) {
            return;
        }
        open.add(new Part(last.shard(), last.batch(), true));
        for (Part part : open) {
            sealedRows += part.batch().size();
        }
        sealed.addAll(open);
        open.clear();
    }

    public synchronized @Nullable Part take() {
        Part part = sealed.poll();
        if (part != null) {
            sealedRows -= part.batch().size();
            bytes -= part.batch().bytes();
        }
        return part;
    }

    /** Whether what the table's rows come from must wait for the view that joins. */
    public synchronized boolean isFull() {
        return bytes >= maxBytes;
    }

    /** Heap bytes of all that waits. */
    synchronized long bytes() {
        return bytes;
    }

    public synchronized long rows() {
        return sealedRows;
    }
}
