package io.millrace.server.nexmark;

/** The answer to a Nexmark query by a loop that is written for it from its definition, and knows no SQL. */
@FunctionalInterface
interface PlainQuery {
    /**
     * Computes all rows of the query once no more events come.
     *
     * @param rows takes each row with the columns of the query's file; times as JDBC's texts tell them, in UTC
     */
    void answer(NexmarkColumns events, Lines rows);
}
