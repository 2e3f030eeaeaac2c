package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.nested.NestedReader;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** Reads the elements of the collections in one column, and writes each to the columns it becomes. Allocates nothing. */
final class Elements {
    private final ColumnType type;
    private final List<ColumnType> columns;
    private final int first;
    private final NestedReader reader = new NestedReader();

    /** Reads the fields of an element that is a row. */
    private final NestedReader fields = new NestedReader();

    private byte[] scratch = new byte[64];

    /** @param first the first column that elements are written to */
    Elements(ColumnType type, int first) {
        this.type = type;
        this.columns = UnnestNode.elementTypes(type);
        this.first = first;
    }

    /** How many columns an element becomes. */
    int width() {
        return columns.size();
    }

    /** Goes to the first element of a collection; a NULL has none. */
    void open(BytesVector collections, int row) {
        int length = collections.isNull(row) ? 0 : collections.length(row);
        reader.open(collections.data(), collections.start(row), length);
    }

    boolean hasNext() {
        return reader.hasNext();
    }

    /** Writes the next element, or NULLs if there is none. */
    void write(Batch into, int row) {
        if (!reader.hasNext()) {
            writeNull(into, row);
        } else if (type.kind() == TypeKind.MAP) {
            next(reader, 0, into, row);
            next(reader, 1, into, row);
        } else if (type.part(0).kind() == TypeKind.ROW) {
            reader.next(type.part(0));
            if (reader.isNull()) {
                writeNull(into, row);
                return;
            }
            fields.open(reader.data(), reader.start(), reader.end() - reader.start());
            for (int field = 0; field < columns.size(); field++) {
                next(fields, field, into, row);
            }
        } else {
            next(reader, 0, into, row);
        }
    }

    void writeNull(Batch into, int row) {
        for (int column = 0; column < columns.size(); column++) {
            into.column(first + column).setNull(row);
        }
    }

    private void next(NestedReader from, int column, Batch into, int row) {
        ColumnType part = columns.get(column);
        from.next(part);
        Vector vector = into.column(first + column);
        if (from.isNull()) {
            vector.setNull(row);
            return;
        }
        int target = first + column;
        switch (part.storage()) {
            case LONG -> into.longs(target).set(row, from.longValue());
            case DOUBLE -> into.doubles(target).set(row, from.doubleValue());
            case BOOLEAN -> into.booleans(target).set(row, from.booleanValue());
            case DECIMAL128 -> into.decimals(target).set(row, from.high(), from.low());
            case BYTES -> bytes(from, part.kind(), into.bytes(target), row);
        }
    }

    private void bytes(NestedReader from, TypeKind kind, BytesVector into, int row) {
        if (kind == TypeKind.UUID || kind.isNested()) {
            into.set(row, from.data(), from.start(), from.end() - from.start());
            return;
        }
        int length = from.bytesLength();
        if (from.isPlain(length)) {
            into.set(row, from.data(), from.start(), length);
            return;
        }
        if (scratch.length < length) {
            scratch = new byte[2 * length];
        }
        from.copyBytes(scratch, 0);
        into.set(row, scratch, 0, length);
    }
}
