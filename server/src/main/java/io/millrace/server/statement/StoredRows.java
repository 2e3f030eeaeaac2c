package io.millrace.server.statement;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.WrittenColumns;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * The computed rows with the table's types: NULLs and lengths of strings checked, strings of CHAR columns without trailing
     * blanks.
     */
    static Batch of(Relation table, WrittenColumns written, Batch computed) {
        List<RelationColumn> columns =
                table.physicalColumns().stream().map(table.columns()::get).toList();
        Batch rows = new Batch(columns.stream().map(RelationColumn::type).toList());
        for (int column = 0; column < columns.size(); column++) {
            RelationColumn target = columns.get(column);
            boolean required = !target.type().nullable();
            for (int row = 0; row < computed.size(); row++) {
                if (required && computed.column(column).isNull(row)) {
                    throw missing(table, target, place(table, written, computed, column, row));
                }
                if (target.type().kind().isNested() && NestedStrings.areBounded(target.type())) {
                    NestedStrings.TooLong found = copyNested(computed, rows, column, row, target.type());
                    if (found != null) {
                        throw tooLong(
                                RelationColumn.physical(target.name(), found.type()),
                                found.text(),
                                found.units(),
                                place(table, written, computed, column, row));
                    }
                } else if (hasLength(target.type())) {
                    int units = copyString(computed, rows, column, row, target.type());
                    if (units > target.type().precision() && target.type().precision() != ColumnType.UNBOUNDED) {
                        throw tooLong(
                                target,
                                Values.text(computed, column, row),
                                units,
                                place(table, written, computed, column, row));
                    }
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

    /** Keys as the table stores them; those that no row can have stay as they are. */
    static Batch keys(Batch computed) {
        Batch keys = new Batch(computed.types());
        for (int column = 0; column < computed.width(); column++) {
            ColumnType type = computed.types().get(column);
            for (int row = 0; row < computed.size(); row++) {
                if (hasLength(type)) {
                    copyString(computed, keys, column, row, type);
                } else {
                    keys.column(column).copy(row, computed.column(column), row);
                }
            }
        }
        keys.setSize(computed.size());
        return keys;
    }

    private static boolean hasLength(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> true;
            default -> false;
        };
    }

    /** Copies a nested value with strings whose length is bounded; gives one that is too long, or null. */
    private static NestedStrings.@Nullable TooLong copyNested(
            Batch from, Batch to, int column, int row, ColumnType type) {
        Object value = NestedStrings.stored(Values.get(from, column, row), type);
        Values.set(to, column, row, value);
        return NestedStrings.tooLong(value, type);
    }

    /** Where a value was written. */
    private static Place place(Relation table, WrittenColumns written, Batch computed, int column, int row) {
        long number = number(table, written, computed, row);
        return new Place(written.position(column, number), number);
    }

    /** The number of a row of VALUES, from 0, or -1 if the statement has not several of them. */
    static long number(Relation table, WrittenColumns written, Batch computed, int row) {
        boolean numbered =
                written.hasRows() && computed.width() > table.physicalColumns().size();
        return numbered ? computed.longs(computed.width() - 1).get(row) : -1;
    }

    /** A row of VALUES for a message, nothing if there are not several of them. */
    static String row(long number) {
        return number < 0 ? "" : " (row " + (number + 1) + ")";
    }

    private record Place(@Nullable Position position, long row) {}

    private static EngineException missing(Relation table, RelationColumn column, Place place) {
        return new EngineException(
                ErrorCode.NOT_NULL_VIOLATION,
                place.position(),
                "Column '" + column.name() + "' of table '" + table.name() + "' may not be NULL" + row(place.row())
                        + ". Give it a value in every row. Nothing of the statement was written.");
    }

    private static EngineException tooLong(RelationColumn column, String value, int units, Place place) {
        boolean text = isText(column.type());
        return new EngineException(
                ErrorCode.STRING_TOO_LONG,
                place.position(),
                "Column '" + column.name() + "' holds at most " + column.type().precision()
                        + (text ? " characters, but " : " bytes, but ") + value + " has " + units
                        + row(place.row()) + ". Nothing of the statement was written.");
    }

    /** Copies a string, a BINARY with the zero bytes that it lacks; gives its length in characters or bytes. */
    private static int copyString(Batch from, Batch to, int column, int row, ColumnType type) {
        BytesVector source = from.bytes(column);
        if (source.isNull(row)) {
            to.bytes(column).setNull(row);
            return 0;
        }
        int length = source.length(row);
        if (type.kind() == TypeKind.CHAR) {
            while (length > 0 && source.data()[source.start(row) + length - 1] == ' ') {
                length--;
            }
        }
        if (type.kind() == TypeKind.BINARY && length < type.precision()) {
            byte[] padded = new byte[type.precision()];
            System.arraycopy(source.data(), source.start(row), padded, 0, length);
            to.bytes(column).set(row, padded, 0, padded.length);
            return length;
        }
        to.bytes(column).set(row, source.data(), source.start(row), length);
        return isText(type) ? codePoints(to.bytes(column), row) : length;
    }

    private static boolean isText(ColumnType type) {
        return type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
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
