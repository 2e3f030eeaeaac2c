/**
 * The running dataflow of all views: the graph of operators, the ticks that drive it, workers and exchanges, the publish
 * phase that shows a tick's results, and how views join and leave while it runs.
 */
package io.millrace.executor.circuit;
