package io.millrace.server.statement;

import io.millrace.executor.circuit.TableWrite;
import java.util.List;

/** Takes the rows that a session writes. */
@FunctionalInterface
public interface RowWriter {
    /** Writes rows: visible when this returns, unless the session's transaction is open. All of them or none. */
    void write(List<TableWrite> parts);
}
