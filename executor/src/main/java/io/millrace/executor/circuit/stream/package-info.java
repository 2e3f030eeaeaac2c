/**
 * The circuit's side of a stream: the thread that reads its source and the queue between, the decoding of its records into the graph,
 * how far event time has come in each partition, and which rows are late or bad.
 */
package io.millrace.executor.circuit.stream;
