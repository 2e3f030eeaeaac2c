package io.millrace.executor.circuit.stream;

/**
 * A record that was skipped.
 *
 * @param relation the stream
 * @param partition its partition
 * @param position its position in it
 * @param reason why it could not be decoded
 * @param data its beginning, read as text
 */
public record BadRecord(String relation, String partition, long position, String reason, String data) {}
