package io.millrace.executor.circuit.graph;

import io.millrace.executor.operator.Operator;

/** The last operator of a plan: gathers what the plan's root emits in a tick, and shows it when the tick is published. */
public interface Terminal extends Operator {
    /** Shows what was gathered since the last publish. Called in the publish phase only, by the shard's owner. */
    void publish(long tick);

    /** What all shards have published is a whole tick. Called by the circuit's thread, when all shards have. */
    void published();
}
