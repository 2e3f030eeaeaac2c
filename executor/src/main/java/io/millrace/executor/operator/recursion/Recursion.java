package io.millrace.executor.operator.recursion;

import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.StatefulOperator;

/**
 * One shard of a recursive relation: takes the rows that its base and its step derive, and tells which rows each iteration has.
 *
 * <p>In a tick, {@link #process} takes what changed outside, at any time. When all of that has come, the circuit asks for the
 * lowest iteration in which a shard has something to decide ({@link #next}), lets every shard decide it ({@link #iterate}), and lets the step
 * run on what that emitted, which may call {@link #process} again, even before {@link #iterate} returns: but what comes from
 * iteration i concerns iterations above i only. So no decision is ever taken back, and a row cannot be kept by rows that it is itself the only
 * reason for. When no iteration is left, {@link #finish} ends the tick.
 *
 * <p>A change costs what it changes in the iterations that have the row, however many rows and iterations there are.
 */
public interface Recursion extends StatefulOperator {
    /** The port of the rows that iteration 0 has. */
    int BASE = 0;

    /** The port of the step's rows, each with the iteration that it is computed from behind its columns. */
    int STEP = 1;

    /** What {@link #next} says if there is nothing. */
    int NONE = -1;

    /** The lowest iteration in which rows have to be decided, or {@link #NONE}. */
    int next();

    /** How many rows there are to decide in an iteration, at most. */
    int pending(int iteration);

    /**
     * Decides what an iteration has: the lowest one that any shard has something to decide in.
     *
     * @param rows takes the change of what the step reads: rows with their iteration
     * @param result takes the change of the whole relation, if it is known yet
     */
    void iterate(int iteration, Output rows, Output result);

    /**
     * Nothing is left to decide.
     *
     * @param result takes the rest of the change of the whole relation
     */
    void finish(Output result);

    @Override
    default void endStep(Output out) {}

    @Override
    default void endTick(long tick, Output out) {}
}
