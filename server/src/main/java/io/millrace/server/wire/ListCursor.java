package io.millrace.server.wire;

import io.millrace.executor.type.Schema;
import io.millrace.server.session.RowCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor over rows that are all there. Read by one thread at a time. */
final class ListCursor implements RowCursor {
    private final Schema columns;
    private final List<@Nullable Object[]> rows;
    private int next;

    ListCursor(Schema columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = List.copyOf(rows);
    }

    @Override
    public Schema columns() {
        return columns;
    }

    @Override
    public Rows poll(int max) {
        int end = Math.min(rows.size(), next + max);
        List<@Nullable Object[]> taken = rows.subList(next, end);
        next = end;
        return new Rows(taken, end == rows.size());
    }

    @Override
    public void whenReady(Runnable action) {
        action.run();
    }

    @Override
    public void close() {
        next = rows.size();
    }
}
