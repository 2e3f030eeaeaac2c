package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.plan.TimeStep;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What event time means to a join: when rows are final, by equal times among its keys or by how far apart times are. */
final class JoinTimes {
    private JoinTimes() {}

    /**
     * When rows of a join are final.
     *
     * @param range how far apart they are in time, by columns that follow event time; or null
     * @param forgets whether final rows are forgotten
     */
    static @Nullable JoinTime of(JoinSides sides, @Nullable TimeRange range, boolean forgets) {
        if (range != null) {
            Frontier left = forgets ? left(sides, range) : null;
            Frontier right = forgets ? right(sides, range) : null;
            return new JoinTime(range, release(range.left(), left), release(range.right(), right));
        }
        JoinKey key = forgets ? timeKey(sides.left(), sides.right(), sides.keys()) : null;
        if (key == null) {
            return null;
        }
        Frontier both = frontier(sides.left(), key.left()).least(frontier(sides.right(), key.right()));
        return new JoinTime(null, release(key.left(), both), release(key.right(), both));
    }

    private static @Nullable Closing release(int column, @Nullable Frontier frontier) {
        return frontier == null ? null : new Closing(column, frontier, Closing.Action.RELEASE);
    }

    /** A pair of keys that follow event time on both sides, the last one; null if there is none. */
    static @Nullable JoinKey timeKey(Lowered left, Lowered right, List<JoinKey> keys) {
        JoinKey found = null;
        for (JoinKey key : keys) {
            boolean isTime = left.properties().frontiers().containsKey(key.left())
                    && right.properties().frontiers().containsKey(key.right());
            found = isTime ? key : found;
        }
        return found;
    }

    /** Up to where times of left rows can change: by themselves, and by partners that come; null if those may be of any time. */
    static @Nullable Frontier left(JoinSides sides, TimeRange range) {
        if (range.least() == TimeRange.ANY_LEAST) {
            return null;
        }
        return frontier(sides.left(), range.left()).least(moved(frontier(sides.right(), range.right()), range.least()));
    }

    /** The same of right rows. */
    static @Nullable Frontier right(JoinSides sides, TimeRange range) {
        if (range.most() == TimeRange.ANY_MOST) {
            return null;
        }
        return frontier(sides.right(), range.right()).least(moved(frontier(sides.left(), range.left()), -range.most()));
    }

    private static Frontier moved(Frontier frontier, long millis) {
        return millis == 0 ? frontier : frontier.then(new TimeStep.Plus(millis));
    }

    private static Frontier frontier(Lowered side, int column) {
        Map<Integer, Frontier> known = side.properties().frontiers();
        return Objects.requireNonNull(known.get(column));
    }

    /** The range seen from the other side. */
    static @Nullable TimeRange swapped(@Nullable TimeRange range) {
        return range == null
                ? null
                : new TimeRange(
                        range.right(),
                        range.left(),
                        range.most() == TimeRange.ANY_MOST ? TimeRange.ANY_LEAST : -range.most(),
                        range.least() == TimeRange.ANY_LEAST ? TimeRange.ANY_MOST : -range.least());
    }
}
