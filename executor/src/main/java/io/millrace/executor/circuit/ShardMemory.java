package io.millrace.executor.circuit;

import io.millrace.executor.operator.StatefulOperator;

/** What one shard of an operator has told its view's {@link MemoryBudget}. Owned by the shard. */
final class ShardMemory {
    private final StatefulOperator operator;
    private long told;
    private long sinceTold;

    ShardMemory(StatefulOperator operator) {
        this.operator = operator;
    }

    /** The operator has taken a batch of so many bytes; may throw as {@link MemoryBudget#add} does. */
    void took(long batchBytes, ViewState owner) {
        sinceTold += batchBytes;
        MemoryBudget budget = owner.budget();
        if (sinceTold >= budget.step(told)) {
            long now = operator.stateBytes();
            long more = now - told;
            told = now;
            sinceTold = 0;
            budget.add(owner.name(), more);
        }
    }
}
