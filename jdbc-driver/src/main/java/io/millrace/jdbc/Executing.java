package io.millrace.jdbc;

import java.sql.SQLException;

/** A statement of this driver, plain or prepared. */
interface Executing {
    Execution execution();

    /** The most rows of a result, 0 for all. */
    long getLargeMaxRows() throws SQLException;

    /** Whether it was not closed, by whomever. */
    boolean isOpenHere();

    /** The connection is closed, and the server has closed the statement with it. */
    void closedByConnection();
}
