/**
 * The running dataflow of all views: the loop of its ticks, what it knows by name, how views join and leave while it runs, and what
 * readers and subscribers see of it. Built of the graph, the streams and the tables in the packages below.
 */
package io.millrace.executor.circuit;
