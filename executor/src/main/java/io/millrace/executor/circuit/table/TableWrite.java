package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;

/**
 * Rows to write to one stored table.
 *
 * @param table its name
 * @param rows all its columns, with weights; the circuit's once it is handed over
 */
public record TableWrite(String table, Batch rows) {}
