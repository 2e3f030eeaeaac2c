package io.millrace.executor.circuit.stream;

import io.millrace.executor.plan.Frontier;

/**
 * How far event time has come in one partition, for one reader of it: which rows are late follows from the rows before them, and
 * from floors, alone. Whoever decodes parts of the partition looks at their rows in turn: {@link #nextTurn} is called by the owner in
 * the order of the rows, {@link #await} and {@link #done} by any worker; all else between two turns, or between two steps.
 *
 * <p>Cost: about a nanosecond a row.
 */
public final class PartitionTime {
    private final long delay;

    private final long accepted;

    /** How far ahead of the maximum one row alone may move it. */
    private final long maxAhead;

    private long maximum = Frontier.NONE;

    /** The time of the last row if it was too far ahead to be believed alone, else NONE. */
    private long jump = Frontier.NONE;

    private long floor = Frontier.NONE;
    private long late;

    /** How many floors of the partition have been given to parts of it, and how many of these parts were taken. */
    private int floorsGiven;

    private int floorsTaken;

    /** Whether others do not wait for this partition at present. */
    private boolean idle;

    private long turnsGiven;
    private long turnsDone;

    /**
     * What it remembers, for a checkpoint.
     *
     * @param maximum the greatest time
     * @param jump the time of a last row that was not believed
     * @param floor rows before it are late
     * @param late how many rows were
     * @param floors how many floors it has seen
     * @param idle whether others did not wait for it
     */
    record Saved(long maximum, long jump, long floor, long late, int floors, boolean idle) {}

    public PartitionTime(EventTime declared) {
        this.delay = declared.delayMillis();
        this.accepted = declared.acceptedMillis();
        this.maxAhead = declared.maxAhead() == null
                ? Long.MAX_VALUE
                : declared.maxAhead().toMillis();
    }

    Saved save() {
        return new Saved(maximum, jump, floor, late, floorsTaken, idle);
    }

    void restore(Saved saved) {
        maximum = saved.maximum();
        jump = saved.jump();
        floor = saved.floor();
        late = saved.late();
        floorsTaken = saved.floors();
        floorsGiven = floorsTaken;
        idle = saved.idle();
    }

    /** No row that still comes is in time if it is before this. */
    public long watermark() {
        return maximum == Frontier.NONE ? floor : Math.max(maximum - delay, floor);
    }

    /** Rows before this are left out, where rows before a bound are late. */
    private long cut(long bound) {
        return accepted == EventTime.ANY || bound < Frontier.NONE + accepted ? Frontier.NONE : bound - accepted;
    }

    /** How many rows were late. */
    public long late() {
        return late;
    }

    public boolean isIdle() {
        return idle;
    }

    void setIdle(boolean now) {
        idle = now;
    }

    int floorsGiven() {
        return floorsGiven;
    }

    void giveFloors(int count) {
        floorsGiven = count;
    }

    /** Parts that were given and not taken will not be: the same records are given again. Not while any worker is at work. */
    synchronized void abandon() {
        turnsGiven = turnsDone;
        floorsGiven = floorsTaken;
    }

    /** The number of the next part's turn. */
    long nextTurn() {
        return turnsGiven++;
    }

    /**
     * Waits until all earlier parts are done. They have begun before, on other workers, and do not wait for this one, so it is at most
     * for the time that it takes to decode a part.
     */
    synchronized void await(long turn) {
        boolean interrupted = false;
        while (turnsDone != turn) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The part whose turn it is needs it no longer. */
    synchronized void done() {
        turnsDone++;
        notifyAll();
    }

    /** From the next row on, rows before a time are late; so many floors have been taken by now. */
    void raiseFloor(long time, int floors) {
        floor = Math.max(floor, time);
        floorsTaken = floors;
    }

    /**
     * Takes the next rows.
     *
     * @param times their times
     * @param count how many there are
     * @param lateRows takes the numbers of those that are left out because they are late
     * @return how many are
     */
    int take(long[] times, int count, int[] lateRows) {
        int found = 0;
        long behind = 0;
        long greatest = maximum;
        long bound = watermark();
        long cut = cut(bound);
        for (int row = 0; row < count; row++) {
            long time = times[row];
            if (time < bound) {
                behind++;
                if (time < cut) {
                    lateRows[found++] = row;
                }
                jump = Frontier.NONE;
            } else if (time > greatest) {
                if (maxAhead == Long.MAX_VALUE || isBelieved(greatest, time)) {
                    greatest = jump == Frontier.NONE ? time : Math.min(jump, time);
                    jump = Frontier.NONE;
                    bound = Math.max(greatest - delay, floor);
                    cut = cut(bound);
                } else {
                    jump = time;
                }
            } else {
                jump = Frontier.NONE;
            }
        }
        maximum = greatest;
        late += behind;
        return found;
    }

    /** Whether a row that is ahead of all others moves the maximum: it is not far ahead, or the row before it was as far. */
    private boolean isBelieved(long greatest, long time) {
        boolean far = greatest == Frontier.NONE || time - greatest > maxAhead;
        if (!far) {
            jump = Frontier.NONE;
        }
        return !far || jump != Frontier.NONE;
    }
}
