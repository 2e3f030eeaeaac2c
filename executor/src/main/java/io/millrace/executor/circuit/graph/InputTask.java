package io.millrace.executor.circuit.graph;

/** A part of a tick's input, small enough to be one worker's work: about a thousand rows. */
public interface InputTask {
    /** Any shard may run the task. */
    int ANY_SHARD = -1;

    /** How many rows there are at most. */
    int rows();

    /** The shard that must run it, or {@link #ANY_SHARD}. */
    int shard();

    /** Sends the rows into the graph, on one shard. */
    void run(int shard);
}
