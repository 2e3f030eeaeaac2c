package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.type.Schema;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a subscribed query held when its subscription became live, read bit by bit by the subscriber's thread. Nobody
 * writes to it any more, so that it costs no copies while it is read, and goes with the subscription if it is not read to its end.
 */
final class SubscribedContent {
    private static final int SCAN_ROWS = 1_024;

    private final long tick;
    private final Schema schema;
    private final ArrayDeque<FrozenRows> shards;

    SubscribedContent(long tick, Schema schema, List<FrozenRows> shards) {
        this.tick = tick;
        this.schema = schema;
        this.shards = new ArrayDeque<>(shards);
        skipEmpty();
    }

    /** Whether all has been read. */
    boolean isOver() {
        return shards.isEmpty();
    }

    /** The next rows, of which there are some. */
    Subscription.Delta next() {
        Batch batch = new Batch(schema.types());
        shards.element().next(batch, SCAN_ROWS);
        skipEmpty();
        return new Subscription.Delta(tick, batch);
    }

    private void skipEmpty() {
        for (FrozenRows rows = shards.peek(); rows != null && !rows.hasNext(); rows = shards.peek()) {
            rows.close();
            shards.remove();
        }
    }
}
