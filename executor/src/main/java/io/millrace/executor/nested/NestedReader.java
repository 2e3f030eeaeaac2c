package io.millrace.executor.nested;

import io.millrace.executor.type.ColumnType;
import java.util.Arrays;

/**
 * Walks over the values that {@link NestedWriter} wrote, in place. Positioned at a value, it tells whether that is NULL and
 * where its payload lies. Used by one owner, for value after value of one type; allocates nothing.
 */
public final class NestedReader {
    private byte[] data = new byte[0];
    private int at;
    private int limit;
    private boolean isNull;
    private int start;
    private int end;

    /** Goes to the first value within the payload of an array, multiset, map or row. */
    public void open(byte[] bytes, int from, int length) {
        data = bytes;
        at = from;
        limit = from + length;
    }

    /** Whether there is another element or entry; not for the fields of a row, whose number is known. */
    public boolean hasNext() {
        return at < limit && data[at] != NestedWriter.END;
    }

    /** Reads the next value, of that type. */
    public void next(ColumnType type) {
        isNull = data[at++] == NestedWriter.NULL;
        start = at;
        if (!isNull) {
            at = skip(data, at, limit, type);
        }
        end = at;
    }

    /** Whether the value read last is NULL. */
    public boolean isNull() {
        return isNull;
    }

    public byte[] data() {
        return data;
    }

    /** Where the payload of the value read last starts. */
    public int start() {
        return start;
    }

    /** Where it ends. */
    public int end() {
        return end;
    }

    /** Where the value starts that comes next. */
    public int position() {
        return at;
    }

    /** An integer, a time, or a decimal of up to 18 digits. */
    public long longValue() {
        return word(data, start) ^ Long.MIN_VALUE;
    }

    /** A REAL or DOUBLE. */
    public double doubleValue() {
        long bits = word(data, start);
        return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
    }

    /** A BOOLEAN. */
    public boolean booleanValue() {
        return data[start] != 0;
    }

    /** The high half of a decimal of more than 18 digits. */
    public long high() {
        return longValue();
    }

    /** The low half of a decimal of more than 18 digits. */
    public long low() {
        return word(data, start + Long.BYTES);
    }

    /** How many bytes the text or binary string read last has. */
    public int bytesLength() {
        int escapes = 0;
        for (int i = start; i < end - 1; i++) {
            if (data[i] == NestedWriter.END) {
                escapes++;
                i++;
            }
        }
        return end - 1 - start - escapes;
    }

    /** Writes the bytes of the text or binary string read last, {@link #bytesLength} of them. */
    public void copyBytes(byte[] into, int to) {
        int target = to;
        for (int i = start; i < end - 1; i++) {
            into[target++] = data[i];
            if (data[i] == NestedWriter.END) {
                i++;
            }
        }
    }

    /** Whether the payload of a text or binary string is followed by its end only: it can be used as it lies. */
    public boolean isPlain(int bytes) {
        return end - 1 - start == bytes;
    }

    /** Whether two payloads have the same bytes. */
    public boolean equal(byte[] other, int from, int length) {
        return Arrays.equals(data, start, end, other, from, from + length);
    }

    /** Where a payload of a type that starts at {@code from} ends. */
    static int skip(byte[] data, int from, int limit, ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> skipBytes(data, from, limit);
            case UUID -> from + 2 * Long.BYTES;
            case ARRAY, MULTISET, MAP, ROW -> skipNested(data, from, limit, type);
            case BOOLEAN -> from + 1;
            case DECIMAL,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> from + type.storage().words() * Long.BYTES;
        };
    }

    private static int skipNested(byte[] data, int from, int limit, ColumnType type) {
        int parts = type.parts().size();
        int position = from;
        if (!type.kind().isRepeated()) {
            for (int part = 0; part < parts; part++) {
                position = skipValue(data, position, limit, type.part(part));
            }
            return position;
        }
        while (data[position] != NestedWriter.END) {
            for (int part = 0; part < parts; part++) {
                position = skipValue(data, position, limit, type.part(part));
            }
        }
        return position + 1;
    }

    private static int skipValue(byte[] data, int from, int limit, ColumnType type) {
        return data[from] == NestedWriter.NULL ? from + 1 : skip(data, from + 1, limit, type);
    }

    private static int skipBytes(byte[] data, int from, int limit) {
        int position = from;
        while (true) {
            if (data[position++] == NestedWriter.END) {
                if (position >= limit || data[position] != (byte) NestedWriter.ESCAPE) {
                    return position;
                }
                position++;
            }
        }
    }

    private static long word(byte[] data, int from) {
        long word = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            word = word << Byte.SIZE | data[i] & 0xFF;
        }
        return word;
    }
}
