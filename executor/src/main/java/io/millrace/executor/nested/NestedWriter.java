package io.millrace.executor.nested;

import java.util.Arrays;

/**
 * Writes values of nested types as byte strings, of which there is one for each value: equal values have equal bytes, and
 * bytes order (unsigned) as the values do, element by element, NULLs high and a shorter array before a longer one that
 * starts with it. So keys, joins, indexes and the log take them as they take any other byte string.
 *
 * <pre>
 *   value of an element, a field, a key:  01 payload, or 02 for NULL
 *   payload  BOOLEAN            one byte, 0 or 1
 *            integers, times    8 bytes, high first, the sign turned
 *            REAL, DOUBLE       8 bytes, high first, in the order of the numbers; NaN one and highest, -0.0 as 0.0
 *            DECIMAL            unscaled as an integer; 16 bytes from 19 digits on
 *            UUID               its 16 bytes
 *            texts, binaries    the bytes, 00 as 00 FF, then 00
 *            ARRAY, MULTISET    the elements' values, then 00; a multiset's in the order of their bytes
 *            MAP                key and value of each entry, in the order of the keys' bytes, then 00
 *            ROW                the fields' values
 * </pre>
 *
 * <p>A column holds the payload. A writer is filled, read and cleared by its owner; it grows to the largest value and
 * keeps its room.
 */
public final class NestedWriter {
    static final int END = 0;
    static final int PRESENT = 1;
    static final int NULL = 2;
    static final int ESCAPE = 0xFF;

    private byte[] data = new byte[64];
    private int length;
    private int[] starts = new int[8];
    private int[] keyEnds = new int[8];
    private int entries;

    /** Scratch: the entries as they were written, and their numbers in order. */
    private byte[] old = new byte[0];

    private int[] order = new int[0];
    private int[] merged = new int[0];

    /** Makes this empty. */
    public void clear() {
        length = 0;
        entries = 0;
    }

    /** The bytes written; valid until the next write. */
    public byte[] data() {
        return data;
    }

    public int length() {
        return length;
    }

    /** A NULL in the place of a value. */
    public void addNull() {
        reserve(1);
        data[length++] = NULL;
    }

    /** An integer, a time, or a decimal of up to 18 digits. */
    public void add(long value) {
        reserve(1 + Long.BYTES);
        data[length++] = PRESENT;
        word(value ^ Long.MIN_VALUE);
    }

    /** A REAL or DOUBLE. */
    public void add(double value) {
        // Adding 0.0 makes 0.0 of -0.0; there is one NaN.
        long bits = Double.doubleToLongBits(value + 0.0);
        reserve(1 + Long.BYTES);
        data[length++] = PRESENT;
        word(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
    }

    /** A BOOLEAN. */
    public void add(boolean value) {
        reserve(2);
        data[length++] = PRESENT;
        data[length++] = (byte) (value ? 1 : 0);
    }

    /** The two halves of a decimal of more than 18 digits. */
    public void add(long high, long low) {
        reserve(1 + 2 * Long.BYTES);
        data[length++] = PRESENT;
        word(high ^ Long.MIN_VALUE);
        word(low);
    }

    /** A text or a binary string. */
    public void addBytes(byte[] source, int start, int count) {
        reserve(2 + count);
        data[length++] = PRESENT;
        for (int at = start; at < start + count; at++) {
            byte next = source[at];
            if (next == END) {
                reserve(2 + start + count - at);
                data[length++] = END;
                data[length++] = (byte) ESCAPE;
            } else {
                data[length++] = next;
            }
        }
        data[length++] = END;
    }

    /** The payload of a UUID or of a nested value. */
    public void addPayload(byte[] source, int start, int count) {
        reserve(1 + count);
        data[length++] = PRESENT;
        copy(source, start, count);
    }

    /** Bytes as they are: values as another value holds them. */
    public void copy(byte[] source, int start, int count) {
        reserve(count);
        System.arraycopy(source, start, data, length, count);
        length += count;
    }

    /** Says that an entry of a map, or an element of a multiset, starts here. */
    public void startEntry() {
        if (entries == starts.length) {
            starts = Arrays.copyOf(starts, 2 * entries);
            keyEnds = Arrays.copyOf(keyEnds, 2 * entries);
        }
        starts[entries] = length;
        keyEnds[entries++] = -1;
    }

    /** Says that the entry's key ends here; not for a multiset. */
    public void endKey() {
        keyEnds[entries - 1] = length;
    }

    /** Ends an array. */
    public void end() {
        reserve(1);
        data[length++] = END;
    }

    /**
     * Ends a map or a multiset whose entries started where they were said to: orders them. Of entries with one key the last
     * stays.
     */
    public void endEntries() {
        if (entries > 1) {
            order();
        }
        entries = 0;
        end();
    }

    private void order() {
        int first = starts[0];
        if (old.length < length) {
            old = new byte[Math.max(length, 2 * old.length)];
        }
        System.arraycopy(data, first, old, first, length - first);
        int end = length;
        int[] order = sorted(end);
        length = first;
        for (int i = 0; i < entries; i++) {
            int entry = order[i];
            boolean replaced = keyEnds[entry] >= 0 && i + 1 < entries && compare(entry, order[i + 1], end) == 0;
            if (!replaced) {
                copy(old, starts[entry], entryEnd(entry, end) - starts[entry]);
            }
        }
    }

    /** The entries in the order of their keys, equal ones as they came: merged from runs of twice the length each time. */
    private int[] sorted(int end) {
        if (order.length < entries) {
            order = new int[starts.length];
            merged = new int[starts.length];
        }
        for (int i = 0; i < entries; i++) {
            order[i] = i;
        }
        for (int run = 1; run < entries; run *= 2) {
            for (int left = 0; left < entries; left += 2 * run) {
                merge(left, Math.min(left + run, entries), Math.min(left + 2 * run, entries), end);
            }
            int[] swapped = order;
            order = merged;
            merged = swapped;
        }
        return order;
    }

    private void merge(int from, int middle, int to, int end) {
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            boolean takesLeft = left < middle && (right >= to || compare(order[left], order[right], end) <= 0);
            merged[at] = takesLeft ? order[left++] : order[right++];
        }
    }

    private int compare(int a, int b, int end) {
        return Arrays.compareUnsigned(old, starts[a], keyEnd(a, end), old, starts[b], keyEnd(b, end));
    }

    private int keyEnd(int entry, int end) {
        return keyEnds[entry] >= 0 ? keyEnds[entry] : entryEnd(entry, end);
    }

    private int entryEnd(int entry, int end) {
        return entry + 1 < entries ? starts[entry + 1] : end;
    }

    private void word(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            data[length++] = (byte) (value >>> shift);
        }
    }

    private void reserve(int count) {
        if (data.length - length < count) {
            data = Arrays.copyOf(data, Math.max(Math.addExact(length, count), 2 * data.length));
        }
    }
}
