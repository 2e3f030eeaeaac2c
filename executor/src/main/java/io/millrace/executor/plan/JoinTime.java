package io.millrace.executor.plan;

import org.jspecify.annotations.Nullable;

/**
 * What event time means to a join: how far apart rows are that match, and when rows of a side cannot change any more and find no new
 * partners, so that they are forgotten. With {@link Closing.Action#EMIT}, rows that are in the output because they have no match come
 * out only then; both inputs must be append-only for that. Pairs always come out at once.
 *
 * @param range how far apart matching rows are; null if keys alone bring rows together, and then the closings, if any, are of columns
 *     that are keys of one pair, with one frontier
 * @param left when rows of the left side are final, by a column of the left input; null for never
 * @param right the same of the right side
 */
public record JoinTime(
        @Nullable TimeRange range,
        @Nullable Closing left,
        @Nullable Closing right) {
    public JoinTime {
        if (range == null && (left == null || right == null)) {
            throw new IllegalArgumentException("a join by keys closes both sides at once");
        }
    }

    /** The same rows; those without a match come out as an action says. */
    public JoinTime with(Closing.Action action) {
        return new JoinTime(range, with(left, action), with(right, action));
    }

    private static @Nullable Closing with(@Nullable Closing closing, Closing.Action action) {
        return closing == null ? null : new Closing(closing.column(), closing.frontier(), action);
    }
}
