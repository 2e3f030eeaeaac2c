package io.millrace.server.read;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.RowCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor over a result that is all there: rows in some order, each as often as its weight says, from an offset up to a limit. */
public final class ResultCursor implements RowCursor {
    private final Schema columns;
    private final Batch rows;
    private final int[] order;
    private final Cancellation cancellation;

    /** Index into {@code order} and how many copies of that row were given. */
    private int next;

    private long copiesGiven;

    private long left;
    private boolean closed;

    /**
     * A cursor.
     *
     * @param columns what is shown; {@code rows} may have more columns behind those
     * @param order row numbers in the order in which to give them
     * @param range which rows to give
     */
    public ResultCursor(Schema columns, Batch rows, int[] order, Range range, Cancellation cancellation) {
        this.columns = columns;
        this.rows = rows;
        this.order = order;
        this.cancellation = cancellation;
        this.left = range.limit();
        skip(range.offset());
    }

    /** Which rows of a result are wanted. */
    public record Range(long offset, long limit) {
        public static final Range ALL = new Range(0, Long.MAX_VALUE);
    }

    private void skip(long offset) {
        long toSkip = offset;
        while (toSkip > 0 && next < order.length) {
            long copies = rows.weight(order[next]);
            if (copies > toSkip) {
                copiesGiven = toSkip;
                return;
            }
            toSkip -= Math.max(0, copies);
            next++;
        }
    }

    @Override
    public Schema columns() {
        return columns;
    }

    @Override
    public synchronized Rows poll(int max) {
        cancellation.check();
        List<@Nullable Object[]> taken = new ArrayList<>();
        while (!isAtEnd() && taken.size() < max) {
            int row = order[next];
            if (copiesGiven >= rows.weight(row)) {
                next++;
                copiesGiven = 0;
                continue;
            }
            taken.add(RowConverter.row(rows, row, columns.size()));
            copiesGiven++;
            left--;
        }
        return new Rows(taken, isAtEnd());
    }

    private boolean isAtEnd() {
        return closed || left <= 0 || next >= order.length;
    }

    @Override
    public void whenReady(Runnable action) {
        action.run();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
