package io.millrace.executor.circuit.graph;

import io.millrace.executor.error.ErrorCode;

/**
 * An expression of a view that failed on a row and gave NULL.
 *
 * @param view the view
 * @param code what went wrong
 * @param expression the SQL of the failing call
 * @param detail the message, with the offending value
 */
public record RowError(String view, ErrorCode code, String expression, String detail) {}
