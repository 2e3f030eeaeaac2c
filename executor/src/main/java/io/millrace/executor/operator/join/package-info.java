/** Joins of two relations, kept up to date: both sides' rows in chains by key, and which of them match any row. */
package io.millrace.executor.operator.join;
