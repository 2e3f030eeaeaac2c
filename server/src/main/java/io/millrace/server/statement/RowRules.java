package io.millrace.server.statement;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.CheckedRows;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.WrittenColumns;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a table demands of each row by itself, and how a statement's rows are brought into its form: types, lengths, NOT NULL and
 * CHECK. Made when a statement is compiled; for any thread.
 */
final class RowRules {
    private final Relation table;
    private final WrittenColumns written;
    private final List<Constraints.Check> checks;
    private final @Nullable PreparedQuery conditions;
    private final QueryReader reader;

    private RowRules(
            Relation table,
            WrittenColumns written,
            List<Constraints.Check> checks,
            @Nullable PreparedQuery conditions,
            QueryReader reader) {
        this.table = table;
        this.written = written;
        this.checks = checks;
        this.conditions = conditions;
        this.reader = reader;
    }

    /** The rules of a table, for a statement that gives values to some of its columns. */
    static RowRules of(
            Planner planner, QueryReader reader, Relation table, WrittenColumns written, CatalogState catalog) {
        List<Constraints.Check> checks = catalog.constraints(table.name()).checks();
        PreparedQuery conditions =
                checks.isEmpty() ? null : planner.in(catalog.timeZone(table)).prepareChecks(table, checks, catalog);
        return new RowRules(table, written, checks, conditions, reader);
    }

    /** The same rules for a statement that gives values to other columns, or elsewhere. */
    RowRules of(WrittenColumns others) {
        return new RowRules(table, others, checks, conditions, reader);
    }

    /** Computed rows as the table stores them; throws if it cannot take one of them. */
    Batch stored(Batch computed, Cancellation cancellation) {
        Batch rows = StoredRows.of(table, written, computed);
        if (conditions != null && rows.size() > 0) {
            Batch results = reader.collect(
                    conditions.plan(List.of()),
                    name -> name.equals(CheckedRows.NAME) ? rows : null,
                    null,
                    cancellation);
            for (int row = 0; row < rows.size(); row++) {
                for (int check = 0; check < checks.size(); check++) {
                    if (!results.column(check).isNull(row)
                            && !results.booleans(check).get(row)) {
                        throw violation(checks.get(check), rows, row, StoredRows.number(table, written, computed, row));
                    }
                }
            }
        }
        return rows;
    }

    private EngineException violation(Constraints.Check check, Batch rows, int row, long number) {
        List<Integer> physical = table.physicalColumns();
        TreeSet<Integer> columns = new TreeSet<>(check.columns());
        columns.addAll(table.key());
        List<String> values = new ArrayList<>();
        for (int column : columns) {
            values.add(table.columns().get(column).name() + " = " + Values.text(rows, physical.indexOf(column), row));
        }
        return new EngineException(
                ErrorCode.CHECK_VIOLATION,
                position(check, number),
                "A row of table '" + table.name() + "' does not meet CHECK '" + check.name() + "' ("
                        + check.condition() + "): " + String.join(", ", values) + StoredRows.row(number)
                        + ". Nothing of the statement was written.");
    }

    /** Where the first value is written that the condition is about; null if it is about none that is. */
    private @Nullable Position position(Constraints.Check check, long number) {
        for (int column : check.columns()) {
            Position position = written.position(table.physicalColumns().indexOf(column), number);
            if (position != null) {
                return position;
            }
        }
        return null;
    }
}
