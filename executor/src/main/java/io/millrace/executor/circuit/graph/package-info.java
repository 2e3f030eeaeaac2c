/**
 * The graph of operators and how a tick runs through it: nodes and their levels, exchanges, recursions, the terminals that keep a
 * view's content, and the workers that drive it all. Knows nodes and batches, but no streams and no tables.
 */
package io.millrace.executor.circuit.graph;
