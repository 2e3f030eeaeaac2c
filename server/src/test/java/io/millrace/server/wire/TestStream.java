package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.RowCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A never-ending relation that a test feeds. Every cursor gets the rows that are put after it was opened. */
final class TestStream {
    private final Schema columns;
    private final List<StreamCursor> readers = new CopyOnWriteArrayList<>();

    TestStream(Schema columns) {
        this.columns = columns;
    }

    void put(Object... row) {
        readers.forEach(reader -> reader.put(row));
    }

    void fail(EngineException failure) {
        readers.forEach(reader -> reader.fail(failure));
    }

    int readers() {
        return readers.size();
    }

    /** How many readers wait for a row. */
    long waiting() {
        return readers.stream().filter(StreamCursor::isAwaited).count();
    }

    RowCursor open(Cancellation cancellation) {
        StreamCursor cursor = new StreamCursor(cancellation);
        readers.add(cursor);
        return cursor;
    }

    private final class StreamCursor implements RowCursor {
        private final Cancellation cancellation;
        private final Deque<Object[]> waiting = new ArrayDeque<>();
        private Runnable ready;
        private boolean closed;
        private EngineException failure;

        StreamCursor(Cancellation cancellation) {
            this.cancellation = cancellation;
            cancellation.onCancel(this::wake);
        }

        synchronized boolean isAwaited() {
            return ready != null;
        }

        void put(Object[] row) {
            synchronized (this) {
                waiting.add(row);
            }
            wake();
        }

        void fail(EngineException thrown) {
            synchronized (this) {
                failure = thrown;
            }
            wake();
        }

        @Override
        public Schema columns() {
            return columns;
        }

        @Override
        public synchronized Rows poll(int max) {
            if (closed) {
                return new Rows(List.of(), true);
            }
            cancellation.check();
            List<Object[]> rows = new ArrayList<>();
            while (rows.size() < max && !waiting.isEmpty()) {
                rows.add(waiting.remove());
            }
            if (rows.isEmpty() && failure != null) {
                throw failure;
            }
            return new Rows(rows, false);
        }

        @Override
        public void whenReady(Runnable action) {
            boolean now;
            synchronized (this) {
                now = closed || failure != null || cancellation.isCancelled() || !waiting.isEmpty();
                ready = now ? null : action;
            }
            if (now) {
                action.run();
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
            readers.remove(this);
            wake();
        }

        private void wake() {
            Runnable action;
            synchronized (this) {
                action = ready;
                ready = null;
            }
            if (action != null) {
                action.run();
            }
        }
    }
}
