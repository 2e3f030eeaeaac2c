package io.millrace.server.statement;

import java.util.function.Function;

/** Runs the writing statements of a session: at once, or in its open transaction. */
@FunctionalInterface
public interface Writer {
    /**
     * Runs a statement: all that it writes is written or nothing. When this returns the changes are durable, unless the
     * session's transaction is open.
     *
     * @param access what the statement needs of the tables while it runs
     * @param statement computes and writes; may be run again if others changed what it has read
     * @return what the statement returned: its update counts
     */
    long[] write(Access access, Function<WriteUnit, long[]> statement);
}
