package io.millrace.planner.validate;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlOperatorTables;

/** The functions and operators that a statement may name. */
public final class Functions {
    private static final SqlOperatorTable TABLE = SqlOperatorTables.chain(
            SqlOperatorTables.of(CurrentTime.NOW),
            SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL));
    private static final Set<String> NAMES = new TreeSet<>();

    static {
        TABLE.getOperatorList().stream()
                .filter(SqlFunction.class::isInstance)
                .map(operator -> operator.getName().toUpperCase(Locale.ROOT))
                .filter(name -> Character.isLetter(name.charAt(0)))
                .forEach(NAMES::add);
    }

    private Functions() {}

    /** All of them: Calcite's standard functions, its PostgreSQL library and our own. */
    public static SqlOperatorTable table() {
        return TABLE;
    }

    static boolean isKnown(String function) {
        return NAMES.contains(function.toUpperCase(Locale.ROOT));
    }

    static Collection<String> names() {
        return NAMES;
    }
}
