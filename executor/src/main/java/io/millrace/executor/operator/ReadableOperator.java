package io.millrace.executor.operator;

/** An operator whose state tells all rows that it has emitted: a view that comes later begins with those. Single-owner. */
public interface ReadableOperator extends StatefulOperator {
    /** Whether the state tells all rows; from true it changes to false when the first is forgotten. Between two ticks. */
    default boolean isReadable() {
        return true;
    }

    /**
     * What it has emitted up to now, summed up. Between two ticks, and only if {@link #isReadable}. Costs one reference for each
     * 32 KiB of state; reading costs what the rows cost.
     */
    FrozenContent freezeContent();
}
