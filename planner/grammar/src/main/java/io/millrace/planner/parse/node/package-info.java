/**
 * Parse, step one of a statement's way: the statements that are ours rather than Calcite's, as immutable syntax nodes.
 * Expressions, types and queries inside them are Calcite's own nodes.
 */
package io.millrace.planner.parse.node;
