package io.millrace.executor.plan;

/**
 * What a {@link JoinNode} gives. A row of one side <em>matches</em> a row of the other if the keys are equal and the
 * residual condition, if there is one, is true.
 */
public enum JoinKind {
    /** All pairs that match. */
    INNER,
    /** All pairs that match, and rows of the left side that match none, with NULLs for the right side. */
    LEFT,
    /** All pairs that match, and rows of the right side that match none, with NULLs for the left side. */
    RIGHT,
    /** All pairs that match, and rows of either side that match none. */
    FULL,
    /** Rows of the left side that match any. */
    SEMI,
    /** Rows of the left side that match none. */
    ANTI,
    /**
     * All rows of the left side with one more column, BOOLEAN: true if the row matches any; else NULL if the residual is
     * unknown (NULL) for any pair with equal keys; else false.
     */
    MARK;

    /** Whether pairs are part of the output. */
    public boolean hasPairs() {
        return switch (this) {
            case INNER, LEFT, RIGHT, FULL -> true;
            case SEMI, ANTI, MARK -> false;
        };
    }

    /** Whether the output has rows of the left side that depend on whether there is a match at all. */
    public boolean decidesLeft() {
        return switch (this) {
            case LEFT, FULL, SEMI, ANTI, MARK -> true;
            case INNER, RIGHT -> false;
        };
    }

    /** Whether the output has rows of the right side that depend on whether there is a match at all. */
    public boolean decidesRight() {
        return this == RIGHT || this == FULL;
    }
}
