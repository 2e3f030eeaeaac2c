package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Holds back what changes in a period: at the end of each, counted from 1970 on so that all subscribers see the same cuts, the net change
 * goes out at once, or nothing if there is none. Goes by the wall clock, as it decides when something is delivered and never what.
 * Guarded by its subscription.
 */
final class Throttle {
    private final long periodMillis;
    private final NetChange held;
    private long lastTick;

    /** When the period at hand ends; {@link Frontier#END} while nothing is held. */
    private long due = Frontier.END;

    Throttle(long periodMillis, List<ColumnType> types) {
        this.periodMillis = periodMillis;
        this.held = new NetChange(types);
    }

    void hold(long tick, Batch rows) {
        held.add(rows);
        lastTick = tick;
    }

    /** How many rows are held. */
    int rows() {
        return held.size();
    }

    /** The last tick that what is held has something of. */
    long lastTick() {
        return lastTick;
    }

    /** When what is held is to go out; {@link Frontier#END} if nothing is held. */
    long due(long now) {
        if (held.size() == 0) {
            due = Frontier.END;
        } else if (due == Frontier.END) {
            due = (Math.floorDiv(now, periodMillis) + 1) * periodMillis;
        } else if (now < due - periodMillis) {
            // The clock was put back: nobody shall wait for it to make up for that.
            due = now;
        }
        return due;
    }

    /** All that is held; then nothing is. */
    List<Batch> take() {
        due = Frontier.END;
        return held.take();
    }
}
