package io.millrace.planner;

/** How a statement changes rows that are there. */
public enum ChangeKind {
    UPDATE,
    DELETE
}
