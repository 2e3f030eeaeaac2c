package io.millrace.planner;

import io.millrace.planner.catalog.Relation;

/**
 * An INSERT that was checked against a catalog.
 *
 * @param table where the rows go
 * @param rows the query of the rows to write: the table's columns but for computed ones, in their order. Strings may be longer than
 *     their column allows
 */
public record PreparedInsert(Relation table, PreparedQuery rows) {}
