package io.millrace.server.statement;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import java.util.List;

/** Computed rows as a table stores them. */
final class StoredRows {
    private StoredRows() {}

    /** The number of rows, copies counted. */
    static long copies(Batch rows) {
        long count = 0;
        for (int row = 0; row < rows.size(); row++) {
            count += rows.weight(row);
        }
        return count;
    }

    /** The computed rows with the table's types: strings checked, those of CHAR columns without trailing blanks. */
    static Batch of(Relation table, Batch computed) {
        List<RelationColumn> columns =
                table.physicalColumns().stream().map(table.columns()::get).toList();
        Batch rows = new Batch(columns.stream().map(RelationColumn::type).toList());
        for (int column = 0; column < columns.size(); column++) {
            RelationColumn target = columns.get(column);
            for (int row = 0; row < computed.size(); row++) {
                if (rows.column(column) instanceof BytesVector) {
                    copyString(computed, rows, column, row, target);
                } else {
                    rows.column(column).copy(row, computed.column(column), row);
                }
            }
        }
        for (int row = 0; row < computed.size(); row++) {
            rows.setWeight(row, computed.weight(row));
        }
        rows.setSize(computed.size());
        return rows;
    }

    private static void copyString(Batch from, Batch to, int column, int row, RelationColumn target) {
        BytesVector source = from.bytes(column);
        ColumnType type = target.type();
        int length = source.length(row);
        if (type.kind() == TypeKind.CHAR) {
            while (length > 0 && source.data()[source.start(row) + length - 1] == ' ') {
                length--;
            }
        }
        if (source.isNull(row)) {
            to.bytes(column).setNull(row);
            return;
        }
        to.bytes(column).set(row, source.data(), source.start(row), length);
        if (type.precision() == ColumnType.UNBOUNDED) {
            return;
        }
        boolean text = type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
        int units = text ? codePoints(to.bytes(column), row) : length;
        if (units > type.precision()) {
            throw new EngineException(
                    ErrorCode.STRING_TOO_LONG,
                    "Column '" + target.name() + "' holds at most " + type.precision()
                            + (text ? " characters, but " : " bytes, but ") + Values.text(from, column, row) + " has "
                            + units
                            + ". Nothing of the statement was written.");
        }
    }

    private static int codePoints(BytesVector bytes, int row) {
        int count = 0;
        for (int i = bytes.start(row); i < bytes.start(row) + bytes.length(row); i++) {
            if ((bytes.data()[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
