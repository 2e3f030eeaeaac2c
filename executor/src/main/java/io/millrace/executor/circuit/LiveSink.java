package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.SinkWriter;
import io.millrace.executor.operator.Operator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sink of a circuit. While its query catches up its ticks may be parts of the circuit's, so the writer is told of none of them until
 * the query is live: what it holds by then is one change.
 */
final class LiveSink {
    private final ViewState state;
    private final @Nullable SinkWriter writer;
    private final SinkTerminal[] shards;
    private boolean live;
    private boolean closed;

    /** The last tick that the writer knows of; the circuit's thread. */
    private long ended = -1;

    LiveSink(ViewState state, SinkWriter writer, int shards) {
        this(state, shards, writer);
    }

    private LiveSink(ViewState state, int shards, @Nullable SinkWriter writer) {
        this.state = state;
        this.writer = writer;
        this.shards = new SinkTerminal[shards];
        Arrays.setAll(this.shards, shard -> new SinkTerminal(shard, this));
    }

    /** One that does not run. */
    static LiveSink stopped(ViewState state) {
        return new LiveSink(state, 0, null);
    }

    ViewState state() {
        return state;
    }

    String name() {
        return state.name();
    }

    /** The end of its query, for a graph. */
    Operator[] terminal() {
        return shards.clone();
    }

    /** The query has caught up with the circuit. Between two ticks. */
    void goLive(long tick) {
        live = true;
        endTick(tick);
    }

    /** Any worker. */
    void write(int shard, Batch changes) {
        if (writer != null) {
            writer.write(shard, changes);
        }
    }

    /** Once or several times for a tick. The circuit's thread. */
    void endTick(long tick) {
        if (!live || ended >= tick || closed || writer == null) {
            return;
        }
        ended = tick;
        try {
            writer.endTick(tick);
        } catch (RuntimeException e) {
            state.fail(e);
        }
    }

    /** How many changes of rows were written. Between two ticks. */
    long changes() {
        return Arrays.stream(shards).mapToLong(SinkTerminal::changes).sum();
    }

    /** The last tick whose changes the writer has as a whole, or -1. Between two ticks. */
    long tick() {
        return ended;
    }

    /** Nothing more is written. The circuit's thread, or before the query is live the one that lets it join. */
    void close() {
        if (!closed && writer != null) {
            closed = true;
            writer.close();
        }
    }
}
