package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.PreparedChange;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Cancellation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE or DELETE of rows that are found by their key, for any number of rows of parameters: one lookup each, and one run of
 * the statement's expressions for all of them, or for as many as have different keys. Used for one execution.
 */
final class KeyedChange {
    private final Circuit circuit;
    private final QueryReader reader;
    private final Relation table;
    private final PreparedChange.Keyed keyed;
    private final Changes.RowDifference difference;
    private final List<ColumnType> keyTypes;

    KeyedChange(
            Circuit circuit,
            QueryReader reader,
            Relation table,
            PreparedChange.Keyed keyed,
            Changes.RowDifference difference) {
        this.circuit = circuit;
        this.reader = reader;
        this.table = table;
        this.keyed = keyed;
        this.difference = difference;
        this.keyTypes = table.key().stream()
                .map(column -> table.columns().get(column).type())
                .toList();
    }

    /** The update count of each row of parameters. */
    long[] run(Batch parameters, WriteUnit unit, Cancellation cancellation) {
        long[] counts = new long[parameters.size()];
        Batch keys = keys(parameters);
        Batch work = new Batch(workTypes(parameters));
        Set<List<@Nullable Object>> seen = new HashSet<>();
        for (int row = 0; row < parameters.size(); row++) {
            if (parameters.size() > 1 && !seen.add(key(keys, row))) {
                // A second change of a row sees what the first has made of it.
                change(work, unit, counts, cancellation);
                work = new Batch(workTypes(parameters));
                seen.clear();
                seen.add(key(keys, row));
            }
            Transaction view = unit.view();
            Batch found = view == null
                    ? circuit.lookup(table.circuitName(), keys, row)
                    : circuit.lookup(view, table.circuitName(), keys, row);
            if (found.size() > 0) {
                append(work, row, found, parameters);
            }
        }
        change(work, unit, counts, cancellation);
        return counts;
    }

    private List<ColumnType> workTypes(Batch parameters) {
        List<ColumnType> types = new ArrayList<>();
        types.add(ColumnType.of(TypeKind.BIGINT).notNull());
        types.addAll(difference.types());
        types.addAll(parameters.types());
        return types;
    }

    private Batch keys(Batch parameters) {
        Batch keys = new Batch(keyTypes);
        for (int column = 0; column < keyTypes.size(); column++) {
            PreparedChange.KeyPart part = keyed.key().get(column);
            for (int row = 0; row < parameters.size(); row++) {
                if (part.parameter() < 0) {
                    Values.set(keys, column, row, part.literal());
                } else {
                    keys.column(column).copy(row, parameters.column(part.parameter()), row);
                }
            }
        }
        keys.setSize(parameters.size());
        return keys;
    }

    private static List<@Nullable Object> key(Batch keys, int row) {
        List<@Nullable Object> key = new ArrayList<>();
        for (int column = 0; column < keys.width(); column++) {
            key.add(Values.get(keys, column, row));
        }
        return key;
    }

    private static void append(Batch work, int number, Batch found, Batch parameters) {
        int at = work.size();
        work.longs(0).set(at, number);
        for (int column = 0; column < found.width(); column++) {
            work.column(1 + column).copy(at, found.column(column), 0);
        }
        for (int column = 0; column < parameters.width(); column++) {
            work.column(1 + found.width() + column).copy(at, parameters.column(column), number);
        }
        work.setSize(at + 1);
    }

    private void change(Batch work, WriteUnit unit, long[] counts, Cancellation cancellation) {
        if (work.size() == 0) {
            return;
        }
        Batch found = reader.collect(
                keyed.rows().plan(List.of()),
                name -> name.equals(PreparedChange.Keyed.FOUND) ? work : null,
                null,
                cancellation);
        for (int row = 0; row < found.size(); row++) {
            counts[(int) found.longs(0).get(row)]++;
        }
        difference.write(found, 1, unit, cancellation);
    }
}
