package io.millrace.planner.catalog;

/** What stands behind a name. */
public enum RelationKind {
    /** A table whose rows are written by INSERT and kept. */
    STORED,
    /** A table with a connector: its rows are read by views and not kept. */
    STREAM,
    /** A view, kept up to date. */
    VIEW,
    /** A table about the server itself, such as MILLRACE.TICKS; it can be read but no view can be made of it. */
    SYSTEM,
    /** What takes the changes of a query out of the server; it cannot be read. */
    SINK
}
