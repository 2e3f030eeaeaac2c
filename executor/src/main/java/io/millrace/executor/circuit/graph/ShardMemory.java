package io.millrace.executor.circuit.graph;

import io.millrace.executor.operator.StatefulOperator;

/** What one shard of an operator has told the {@link MemoryBudget}s of its users. Owned by the shard. */
final class ShardMemory {
    private final StatefulOperator operator;
    private long told;
    private long sinceTold;

    ShardMemory(StatefulOperator operator) {
        this.operator = operator;
    }

    /** The operator has taken a batch of so many bytes; may stop users. */
    void took(long batchBytes, NodeUsers users) {
        sinceTold += batchBytes;
        if (sinceTold >= users.step(told)) {
            tell(users);
        }
    }

    /** Tells all users what the operator takes now; gives how much that is. */
    long tell(NodeUsers users) {
        long now = operator.stateBytes();
        long more = now - told;
        told = now;
        sinceTold = 0;
        users.take(more);
        return now;
    }

    /** The operator's state is given up. */
    void forget(NodeUsers users) {
        users.take(-told);
        told = 0;
        sinceTold = 0;
    }
}
