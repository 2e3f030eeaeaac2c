package io.millrace.executor.circuit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How a view that catches up shares the processors with the running circuit: its thread gives way between two small
 * pieces of work, and cuts its ticks so that no piece becomes large. A thread that computes without a break is left on its
 * processor for a whole slice of the scheduler's, some milliseconds on Linux, while the circuit's thread, just woken for a tick of
 * some microseconds, waits behind it; with a break every {@value #SLICE_NANOS} ns it waits that long at most.
 *
 * <p>Owned by the joining thread. Costs a look at the clock for each piece, and a system call for each slice.
 */
final class Pace {
    /** After so much work others get their turn. */
    private static final long SLICE_NANOS = 100_000;

    /** A piece of work longer than this makes the next ticks smaller, pieces shorter than a quarter larger. */
    private static final long LONGEST_PIECE_NANOS = 800_000;

    /** The operating system makes more of it: 50 us on Linux. */
    private static final long SHORTEST_PAUSE_NANOS = 1_000;

    private static final int FEWEST_ROWS = 4_096;

    private final LongSupplier clock;
    private final Runnable giveWay;
    private final int mostRows;
    private int tickRows;
    private long sliceBegan;
    private long pieceBegan;
    private long longestPiece;

    /**
     * The pace of a thread whose ticks take at most {@code mostRows} rows.
     *
     * @param circuitWaits whether the running circuit has something to do that it has not begun yet
     */
    Pace(int mostRows, BooleanSupplier circuitWaits) {
        this(mostRows, System::nanoTime, () -> giveWay(circuitWaits));
    }

    Pace(int mostRows, LongSupplier clock, Runnable giveWay) {
        this.clock = clock;
        this.giveWay = giveWay;
        this.mostRows = mostRows;
        this.tickRows = Math.min(mostRows, FEWEST_ROWS);
        this.sliceBegan = clock.getAsLong();
        this.pieceBegan = sliceBegan;
    }

    /**
     * A thread that yields may be chosen again at once, as long as its slice is not used up; one that sleeps may not. It sleeps only
     * while the circuit waits, because that takes some 50 us, half of what it has just worked.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveWay(BooleanSupplier circuitWaits) {
        if (circuitWaits.getAsBoolean()) {
            LockSupport.parkNanos(SHORTEST_PAUSE_NANOS);
        } else {
            Thread.yield();
        }
    }

    /** How many rows the next tick shall take. */
    int tickRows() {
        return tickRows;
    }

    /** A tick begins. */
    void beginTick() {
        pieceBegan = clock.getAsLong();
        longestPiece = 0;
    }

    /** A piece of work is done. */
    void pieceDone() {
        long now = clock.getAsLong();
        longestPiece = Math.max(longestPiece, now - pieceBegan);
        if (now - sliceBegan >= SLICE_NANOS) {
            giveWay.run();
            now = clock.getAsLong();
            sliceBegan = now;
        }
        pieceBegan = now;
    }

    /** A tick of {@code rows} rows is done. */
    void endTick(long rows) {
        if (longestPiece > LONGEST_PIECE_NANOS) {
            tickRows = Math.min(mostRows, Math.max(FEWEST_ROWS, tickRows / 2));
        } else if (longestPiece < LONGEST_PIECE_NANOS / 4 && rows >= tickRows) {
            tickRows = Math.min(mostRows, 2 * tickRows);
        }
    }
}
