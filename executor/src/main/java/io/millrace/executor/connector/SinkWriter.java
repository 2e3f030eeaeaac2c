package io.millrace.executor.connector;

import io.millrace.executor.column.Batch;

/**
 * Takes the changes of one query out of the circuit: every shard writes its part of a tick, then the tick ends. Neither call waits for the
 * outside world: what is slow is done by a thread of the writer's own, over a buffer that is bounded.
 */
public interface SinkWriter extends AutoCloseable {
    /**
     * Takes a part of the changes of the tick at hand. They come in any order, and some may cancel others. Called by the shard's
     * worker, for several shards at a time.
     *
     * @param changes rows with weights; valid until the call returns
     * @throws io.millrace.executor.error.EngineException if it can take no more, which stops the sink and nothing else
     */
    void write(int shard, Batch changes);

    /**
     * All that was written since the last call is what happened in whole ticks, up to this one. Called by the circuit's thread, when no
     * shard is at work.
     *
     * @throws io.millrace.executor.error.EngineException as {@link #write}
     */
    void endTick(long tick);

    /** Nothing more comes. What was written since the last {@link #endTick} is a part of a tick and goes nowhere. */
    @Override
    void close();
}
