package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.session.Cancellation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * UPSERT: each row is inserted, or, where there is one with its key, gives that one the values of the columns that the statement
 * names. Of several rows with one key the last one wins. Costs a lookup a row. Used for one execution.
 */
final class Upsert {
    private final Circuit circuit;
    private final Relation table;
    private final List<Integer> written;
    private final RowRules rules;
    private final List<ColumnType> types;
    private final int[] key;

    /** With the physical columns that the statement gives values to. */
    Upsert(Circuit circuit, Relation table, List<Integer> written, RowRules rules) {
        this.circuit = circuit;
        this.table = table;
        this.written = written;
        this.rules = rules;
        this.types = table.physicalColumns().stream()
                .map(column -> table.columns().get(column).type())
                .toList();
        this.key = table.key().stream()
                .mapToInt(column -> table.physicalColumns().indexOf(column))
                .toArray();
    }

    void write(Batch computed, WriteUnit unit, Cancellation cancellation) {
        List<ColumnType> keyTypes = table.key().stream()
                .map(column -> table.columns().get(column).type())
                .toList();
        Batch keys = StoredRows.keys(computed.select(key, keyTypes));
        Set<List<@Nullable Object>> seen = new HashSet<>();
        Batch old = new Batch(types);
        Batch rows = new Batch(types);
        for (int row = 0; row < computed.size(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int column = 0; column < keys.width(); column++) {
                values.add(Values.get(keys, column, row));
            }
            if (!seen.add(values)) {
                flush(old, rows, unit, cancellation);
                old = new Batch(types);
                rows = new Batch(types);
                seen.clear();
                seen.add(values);
            }
            Transaction view = unit.view();
            Batch found = view == null
                    ? circuit.lookup(table.circuitName(), keys, row)
                    : circuit.lookup(view, table.circuitName(), keys, row);
            if (found.size() > 0) {
                old.append(found, 0, -1);
            }
            append(rows, computed, row, found);
        }
        flush(old, rows, unit, cancellation);
    }

    private void append(Batch rows, Batch computed, int row, Batch found) {
        int at = rows.size();
        for (int column = 0; column < types.size(); column++) {
            if (found.size() == 0 || written.contains(column)) {
                rows.column(column).copy(at, computed.column(column), row);
            } else {
                rows.column(column).copy(at, found.column(column), 0);
            }
        }
        rows.setSize(at + 1);
    }

    private void flush(Batch old, Batch rows, WriteUnit unit, Cancellation cancellation) {
        if (rows.size() > 0) {
            Batch delta = rules.stored(rows, cancellation);
            delta.appendAll(old);
            unit.add(List.of(new TableWrite(table.circuitName(), delta)));
        }
    }
}
