package io.millrace.executor.connector;

/** Where the changes of a query go. Thread-safe; holds no threads or connections of its own, its writers do. */
public interface Sink {
    /**
     * Opens it.
     *
     * @param shards how many shards write to it
     * @throws io.millrace.executor.error.EngineException if what it writes to cannot be reached
     */
    SinkWriter open(int shards);
}
