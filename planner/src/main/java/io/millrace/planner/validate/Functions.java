package io.millrace.planner.validate;

import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;

/** The functions and operators that a statement may name. */
public final class Functions {
    private Functions() {}

    /** All of them: Calcite's standard functions and its PostgreSQL library. */
    public static SqlOperatorTable table() {
        return SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);
    }
}
