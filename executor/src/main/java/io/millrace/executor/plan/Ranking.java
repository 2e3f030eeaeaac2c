package io.millrace.executor.plan;

/** How rows of a partition are numbered, from 1. */
public enum Ranking {
    /** By place; ties in the order of all columns. */
    ROW_NUMBER,
    /** Peers have the number of the first of them. */
    RANK,
    /** Peers have one number, and none is left out. */
    DENSE_RANK
}
