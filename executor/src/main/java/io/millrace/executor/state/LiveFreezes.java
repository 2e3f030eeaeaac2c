package io.millrace.executor.state;

import java.util.TreeSet;

/**
 * Which freezes of a store are still open, by version. Opened by the store's owner, closed by whoever reads them;
 * thread-safe. What the owner asks per write is one volatile read.
 */
final class LiveFreezes {
    static final long NONE = 0;

    private final TreeSet<Long> open = new TreeSet<>();
    private volatile long newest = NONE;

    /** The highest open version, or {@link #NONE}: arrays made under a lower version are held by a reader. */
    long newest() {
        return newest;
    }

    synchronized void open(long version) {
        open.add(version);
        newest = open.last();
    }

    synchronized void close(long version) {
        open.remove(version);
        newest = open.isEmpty() ? NONE : open.last();
    }
}
