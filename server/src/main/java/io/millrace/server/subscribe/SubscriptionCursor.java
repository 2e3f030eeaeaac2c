package io.millrace.server.subscribe;

import io.millrace.executor.circuit.Subscription;
import io.millrace.executor.column.Batch;
import io.millrace.executor.type.Schema;
import io.millrace.server.read.RowConverter;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.RowCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of SELECT STREAM and SUBSCRIBE as they happen. Each change is a row: the query's columns, and behind them, where
 * asked for, the tick and the weight of the change; without a weight column a row of weight n comes n times.
 */
public final class SubscriptionCursor implements RowCursor {
    private final Schema columns;
    private final Subscription subscription;
    private final boolean withTickAndWeight;
    private final Cancellation cancellation;
    private long left;
    private Subscription.@Nullable Delta current;
    private int row;
    private long copiesGiven;

    /**
     * A cursor that owns a subscription.
     *
     * @param columns the query's columns, and tick and weight if they are wanted
     * @param maxRows after how many rows the result ends, or 0
     */
    public SubscriptionCursor(
            Schema columns,
            Subscription subscription,
            boolean withTickAndWeight,
            long maxRows,
            Cancellation cancellation) {
        this.columns = columns;
        this.subscription = subscription;
        this.withTickAndWeight = withTickAndWeight;
        this.cancellation = cancellation;
        this.left = maxRows == 0 ? Long.MAX_VALUE : maxRows;
        cancellation.onCancel(subscription::close);
    }

    @Override
    public Schema columns() {
        return columns;
    }

    @Override
    public synchronized Rows poll(int max) {
        cancellation.check();
        List<@Nullable Object[]> taken = new ArrayList<>();
        while (taken.size() < max && left > 0) {
            Subscription.Delta delta = current == null ? subscription.poll() : current;
            if (delta == null) {
                break;
            }
            current = delta;
            add(delta, taken);
        }
        cancellation.check();
        return new Rows(taken, left <= 0 || (taken.isEmpty() && subscription.isClosed()));
    }

    /** Gives one row of a delta, and moves on. */
    private void add(Subscription.Delta delta, List<@Nullable Object[]> taken) {
        Batch rows = delta.rows();
        @Nullable Object[] values = RowConverter.row(rows, row, rows.width());
        if (withTickAndWeight) {
            values = Arrays.copyOf(values, values.length + 2);
            values[values.length - 2] = delta.tick();
            values[values.length - 1] = rows.weight(row);
            copiesGiven = rows.weight(row);
        } else {
            copiesGiven++;
        }
        taken.add(values);
        left--;
        if (copiesGiven >= rows.weight(row)) {
            row++;
            copiesGiven = 0;
        }
        if (row >= rows.size()) {
            current = null;
            row = 0;
        }
    }

    @Override
    public void whenReady(Runnable action) {
        synchronized (this) {
            if (current == null && left > 0) {
                subscription.whenReady(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
