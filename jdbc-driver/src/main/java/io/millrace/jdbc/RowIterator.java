package io.millrace.jdbc;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.calcite.avatica.Meta.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result, fetched when they are asked for and not before: a row is given out as soon as it is here,
 * whatever comes after it. {@link #hasNext} waits as long as the result has no next row and no end.
 */
final class RowIterator implements Iterator<Object> {
    private final Fetcher fetcher;
    private final @Nullable Execution execution;

    private Frame frame;
    private Iterator<Object> rows;
    private long nextOffset;

    /** @param execution asked before each row whether it goes on; null for results that no one cancels */
    RowIterator(Frame first, Fetcher fetcher, @Nullable Execution execution) {
        this.frame = first;
        this.rows = first.rows.iterator();
        this.fetcher = fetcher;
        this.execution = execution;
    }

    /** Gets the frame that begins at a row. */
    @FunctionalInterface
    interface Fetcher {
        Frame fetch(long offset);
    }

    @Override
    public boolean hasNext() {
        Execution running = execution;
        while (true) {
            if (running != null) {
                running.check();
            }
            if (rows.hasNext()) {
                return true;
            }
            if (frame.done) {
                return false;
            }
            frame = fetcher.fetch(nextOffset);
            rows = frame.rows.iterator();
        }
    }

    /** Whether the server may hold rows that were not fetched. */
    boolean isOpen() {
        return !frame.done;
    }

    @Override
    public Object next() {
        if (!rows.hasNext()) {
            throw new NoSuchElementException();
        }
        nextOffset++;
        return rows.next();
    }
}
