package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT that was checked against a catalog.
 *
 * @param table where the rows go
 * @param rows the query of the rows to write: the table's columns but for computed ones, in their order; behind them the number of the
 *     row if {@code written} has several. Strings may be longer than their column allows. Null if all rows are literals
 * @param overParameters the same, but with the parameters as columns of the relation {@link #PARAMETERS}, whose each row gives
 *     one row to write: planned once for any number of executions. Null where there are no parameters, or not exactly one
 *     row of expressions
 * @param literals rows of VALUES that are written beside those of {@code rows}
 * @param written which columns the statement gives values to, and where
 * @param alone the query of one row of VALUES by its number, checked as if it were the only one: to tell what is wrong with
 *     one of {@code literals}, as {@code rows} would tell it
 */
public record PreparedInsert(
        Relation table,
        @Nullable PreparedQuery rows,
        @Nullable PreparedQuery overParameters,
        List<LiteralRows> literals,
        WrittenColumns written,
        IntFunction<PreparedQuery> alone) {
    /** The name of the relation whose columns are the parameters, in their order, or the literals of rows. */
    public static final String PARAMETERS = "$parameters";

    public PreparedInsert {
        literals = List.copyOf(literals);
    }

    /** The types of the parameters. */
    public List<ColumnType> parameterTypes() {
        return rows == null ? List.of() : rows.parameterTypes();
    }

    /** The circuit's names of all relations whose content decides what is written. */
    public Set<String> reads() {
        return rows == null ? Set.of() : rows.reads();
    }
}
