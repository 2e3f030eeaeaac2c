package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.nested.NestedReader;
import io.millrace.executor.type.ColumnType;

/**
 * Reads the parts of values of one nested type, in place: an element, a field, the value of a key, or one after the other.
 * One for each call in a kernel; what it gives is valid until it reads on. Allocates nothing but for texts with a NUL
 * character. Cost: linear in the bytes before the part.
 */
public final class NestedCursor {
    private final ColumnType type;
    private final NestedReader reader = new NestedReader();
    private final Slice view = new Slice();
    private final SliceBuilder copied = new SliceBuilder();
    private ColumnType current;

    public NestedCursor(ColumnType type) {
        this.type = type;
        this.current = type.part(0);
    }

    /** Goes to the first part of a value. */
    public void open(Slice value) {
        reader.open(value.data, value.start, value.length);
    }

    /** Whether there is another element or entry. */
    public boolean hasNext() {
        return reader.hasNext();
    }

    /** Reads on: an element (part 0), a key (0), the value of a key (1), or a field, in order; tells whether it is not NULL. */
    public boolean read(int part) {
        current = type.part(part);
        reader.next(current);
        return !reader.isNull();
    }

    /** Reads the element of an array at an index from 1; false if that is NULL or there is none. */
    public boolean element(Slice array, long index) {
        open(array);
        for (long at = 1; reader.hasNext(); at++) {
            boolean present = read(0);
            if (at == index) {
                return present;
            }
        }
        return false;
    }

    /** Reads the only element; false if there is none or it is NULL. */
    public boolean only(Slice collection) {
        open(collection);
        if (!reader.hasNext()) {
            return false;
        }
        boolean present = read(0);
        if (reader.hasNext()) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "ELEMENT takes a collection of one element, but this one has " + size(collection) + ".");
        }
        return present;
    }

    /** Reads a field of a row, from 0; false if it is NULL. */
    public boolean field(Slice row, int index) {
        open(row);
        for (int at = 0; at < index; at++) {
            reader.next(type.part(at));
        }
        return read(index);
    }

    /** Reads the value of a key; false if that is NULL or there is none. */
    public boolean lookup(Slice map, NestedBuilder key) {
        return hasKey(map, key) && read(1);
    }

    /** Whether there is a key; the value that is read next is its own. */
    public boolean hasKey(Slice map, NestedBuilder key) {
        open(map);
        while (reader.hasNext()) {
            reader.next(type.part(0));
            // The key was written with a byte that says it is not NULL.
            if (reader.equal(key.data(), key.start() + 1, key.length() - 1)) {
                return true;
            }
            reader.next(type.part(1));
        }
        return false;
    }

    /** How many elements or entries a value has. */
    public long size(Slice collection) {
        open(collection);
        long count = 0;
        while (reader.hasNext()) {
            for (int part = 0; part < type.parts().size(); part++) {
                reader.next(type.part(part));
            }
            count++;
        }
        return count;
    }

    /** Where what was read last lies, with the byte that says whether it is NULL. */
    Slice encoded() {
        int start = reader.start() - 1;
        return view.set(reader.data(), start, reader.end() - start);
    }

    public boolean isNull() {
        return reader.isNull();
    }

    public long longValue() {
        return reader.longValue();
    }

    public double doubleValue() {
        return reader.doubleValue();
    }

    public boolean booleanValue() {
        return reader.booleanValue();
    }

    public Int128 decimal(Int128 into) {
        return into.set(reader.high(), reader.low());
    }

    /** A text, a binary string, a UUID or a nested value. */
    public Slice slice() {
        return switch (current.kind()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> {
                int length = reader.bytesLength();
                if (reader.isPlain(length)) {
                    yield view.set(reader.data(), reader.start(), length);
                }
                copied.reset(length);
                reader.copyBytes(copied.data, 0);
                copied.length = length;
                yield copied;
            }
            case UUID, ARRAY, MULTISET, MAP, ROW ->
                view.set(reader.data(), reader.start(), reader.end() - reader.start());
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> throw new IllegalStateException(current + " is not bytes");
        };
    }
}
