package io.millrace.executor.plan;

/**
 * Which of the right rows with equal keys belongs to a left row: the one that is nearest in the order of two columns, on one
 * side of it. Of several that are equally near it is the first one in the order of all columns, from the first on, NULLs high; so
 * the choice does not depend on when rows came. A NULL is near nothing.
 *
 * @param left the column of the left input
 * @param right the column of the right input, of the same storage
 * @param nearest where the right row is looked for
 */
public record AsOfMatch(int left, int right, Nearest nearest) {
    /** Where the right row lies, seen from the left one. */
    public enum Nearest {
        /** The largest that is not larger: {@code left >= right}. */
        AT_OR_BEFORE(true, false),
        /** The largest that is smaller: {@code left > right}. */
        BEFORE(true, true),
        /** The smallest that is not smaller: {@code left <= right}. */
        AT_OR_AFTER(false, false),
        /** The smallest that is larger: {@code left < right}. */
        AFTER(false, true);

        private final boolean backward;
        private final boolean strict;

        Nearest(boolean backward, boolean strict) {
            this.backward = backward;
            this.strict = strict;
        }

        /** Whether it is looked for among smaller values. */
        public boolean isBackward() {
            return backward;
        }

        /** Whether an equal value is left out. */
        public boolean isStrict() {
            return strict;
        }
    }
}
