package io.millrace.executor.type;

/** A named column of a relation. Names are kept as written and compared without regard to case by the planner only. */
public record Column(String name, ColumnType type) {}
