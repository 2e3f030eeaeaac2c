package io.millrace.executor.operator;

/**
 * An operator whose own rows can be the content of views, of any number of them: while they are, what readers see changes in
 * the publish phase only, and a tick's delta is emitted only if somebody reads it. Single-owner, as every operator.
 */
public interface ShownOperator extends StatefulOperator {
    /** From now on some view shows the rows, or none does. Between two ticks. */
    void show(boolean shown);

    /** Whether some view shows the rows. */
    boolean isShown();

    /** Shows what the tick came to. In the publish phase, and only while rows are shown. */
    void publish();
}
