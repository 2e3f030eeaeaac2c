package io.millrace.planner.validate;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/** The functions and operators that a statement may name. */
public final class Functions {
    private static final SqlOperatorTable TABLE =
            SqlOperatorTables.chain(SqlOperatorTables.of(OwnFunctions.all()), new Library(OwnFunctions.all()));
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

    /** Calcite's functions but for those of which we have our own. */
    private static final class Library implements SqlOperatorTable {
        private final SqlOperatorTable all =
                SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL);
        private final Set<String> hidden;

        Library(List<SqlOperator> own) {
            hidden = own.stream()
                    .map(operator -> operator.getName().toUpperCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public void lookupOperatorOverloads(
                SqlIdentifier name,
                @Nullable SqlFunctionCategory category,
                SqlSyntax syntax,
                List<SqlOperator> found,
                SqlNameMatcher matcher) {
            boolean isHidden = (syntax == SqlSyntax.FUNCTION || syntax == SqlSyntax.FUNCTION_ID)
                    && name.isSimple()
                    && hidden.contains(name.getSimple().toUpperCase(Locale.ROOT));
            if (!isHidden) {
                all.lookupOperatorOverloads(name, category, syntax, found, matcher);
            }
        }

        @Override
        public List<SqlOperator> getOperatorList() {
            return all.getOperatorList().stream()
                    .filter(operator -> !(operator instanceof SqlFunction)
                            || !hidden.contains(operator.getName().toUpperCase(Locale.ROOT)))
                    .toList();
        }
    }
}
