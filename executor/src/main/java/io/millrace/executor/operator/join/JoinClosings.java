package io.millrace.executor.operator.join;

import io.millrace.executor.operator.DueRows;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a join forgets as event time goes on: whole keys where the time is one of them, else rows of each side. Rows without a match
 * that waited for it are sent before. Owned by its operator. Cost: what is forgotten.
 */
final class JoinClosings {
    private static final int BLOCK = 1024;
    private static final int KEYS = -1;

    private final JoinShape shape;
    private final JoinKeys keys;
    private final @Nullable JoinSide[] sides;
    private final LoneRows lone;

    /** By number of the frontier, what it closes: keys, or the rows of a side. */
    private final List<DueRows> due = new ArrayList<>();

    /** By number of the frontier, the side whose rows it closes, or {@link #KEYS}. */
    private final List<Integer> closed = new ArrayList<>();

    /** Whether any row may have been forgotten that was final. */
    private boolean forgot;

    JoinClosings(JoinShape shape, JoinKeys keys, @Nullable JoinSide[] sides, LoneRows lone) {
        this.shape = shape;
        this.keys = keys;
        this.sides = sides;
        this.lone = lone;
        add(keys.due(), KEYS);
        for (int side = 0; side < sides.length; side++) {
            JoinSide rows = sides[side];
            add(rows == null ? null : rows.due(), side);
        }
    }

    private void add(@Nullable DueRows rows, int of) {
        if (rows != null) {
            due.add(rows);
            closed.add(of);
        }
    }

    List<Frontier> frontiers() {
        return due.stream().flatMap(rows -> rows.frontiers().stream()).toList();
    }

    void advance(int frontier, long bound) {
        due.get(frontier).advance(bound);
    }

    long nextTime(int frontier) {
        return due.get(frontier).nextTime();
    }

    /** Whether nothing was forgotten yet of what has come out. */
    boolean keepAll() {
        boolean waits = due.stream().anyMatch(rows -> rows.action() == Closing.Action.EMIT);
        return due.isEmpty() || !waits && !forgot;
    }

    /** A state was read, from which rows may have been forgotten before. */
    void restored() {
        forgot = !due.isEmpty();
    }

    /** Forgets what is final. When a tick ends, after its changes were settled. */
    void close(Output out) {
        for (int i = 0; i < due.size(); i++) {
            DueRows rows = due.get(i);
            if (rows.isDue()) {
                forgot = true;
                for (int count = rows.take(BLOCK); count > 0; count = rows.take(BLOCK)) {
                    close(closed.get(i), rows.taken(), count, out);
                }
            }
        }
    }

    private void close(int of, int[] taken, int count, Output out) {
        if (of == KEYS) {
            sendFinal(JoinShape.LEFT, taken, count, out);
            sendFinal(JoinShape.RIGHT, taken, count, out);
            for (int i = 0; i < count; i++) {
                forgetKey(taken[i]);
            }
            return;
        }
        JoinSide rows = Objects.requireNonNull(sides[of]);
        if (shape.waits() && shape.isDecided(of)) {
            for (int i = 0; i < count; i++) {
                lone.sendFinal(of, taken[i], out);
            }
            lone.flush(of, out);
        }
        for (int i = 0; i < count; i++) {
            rows.remove(taken[i]);
        }
        rows.addVisited(count);
        keys.release();
    }

    /** Sends the rows of a side of some keys, if they waited for it. */
    private void sendFinal(int side, int[] of, int count, Output out) {
        JoinSide rows = sides[side];
        if (rows == null || !shape.waits() || !shape.isDecided(side)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            for (int slot = keys.head(of[i], side); slot >= 0; slot = rows.next(slot)) {
                lone.sendFinal(side, slot, out);
            }
        }
        lone.flush(side, out);
    }

    private void forgetKey(int key) {
        for (JoinSide rows : sides) {
            if (rows != null) {
                rows.forgetAll(key);
            }
        }
        keys.forget(key);
    }
}
