package io.millrace.executor.operator;

import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;

/** An operator that remembers. Snapshots are taken between ticks. */
public interface StatefulOperator extends Operator {
    /** Writes the whole state, each entry under its key's hash. */
    void snapshot(StateWriter out);

    /**
     * Reads a state into this new operator. The reader gives only entries of this shard's key groups, from whatever
     * shards wrote them. Called once for every shard that wrote, before the first {@link #process}.
     */
    void restore(StateReader in);

    /** Heap bytes of the state, for limits and metrics. */
    long stateBytes();

    /**
     * How many rows, groups, keys and tree nodes of its state it has looked at since it was made: what changes cost, whatever
     * the machine does. Snapshots do not count.
     */
    long visited();
}
