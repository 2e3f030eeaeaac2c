package io.millrace.executor.state;

/**
 * The rows of a {@link RowStore} as they were when it was frozen. Read by one thread, any one, while the store's owner
 * goes on writing. Holds references to the chunks of that moment: until {@link #close} the owner copies a chunk before it
 * first writes to it.
 */
public final class Frozen extends RowView implements AutoCloseable {
    private final int limit;
    private final int size;
    private final LiveFreezes freezes;
    private final long version;

    Frozen(RowStore store, long[][] chunks, byte[][] arenas, LiveFreezes freezes, long version) {
        super(store.layout, chunks, arenas, store.nullable.clone());
        this.limit = store.slotLimit();
        this.size = store.size();
        this.freezes = freezes;
        this.version = version;
    }

    @Override
    public int slotLimit() {
        return limit;
    }

    /** How many rows are in use. */
    public int size() {
        return size;
    }

    /** Lets the owner write to the chunks in place again. Nothing can be read afterwards; closing twice does nothing. */
    @Override
    public void close() {
        chunks = new long[0][];
        arenas = new byte[0][];
        freezes.close(version);
    }
}
