package io.millrace.functions;

import java.util.Arrays;

/**
 * A slice with room of its own, for a computed string; one for each call in a kernel. Its array grows to the longest
 * value seen and is kept.
 */
public final class SliceBuilder extends Slice {
    /** Makes this the empty string, with room for {@code capacity} bytes at least. */
    public SliceBuilder reset(int capacity) {
        if (data.length < capacity) {
            data = new byte[Math.max(capacity, 2 * data.length)];
        }
        start = 0;
        length = 0;
        return this;
    }

    /** Appends bytes. */
    public void append(byte[] bytes, int from, int count) {
        reserve(count);
        System.arraycopy(bytes, from, data, length, count);
        length += count;
    }

    /** Appends a string. */
    public void append(Slice slice) {
        append(slice.data, slice.start, slice.length);
    }

    /** Appends one byte. */
    public void append(int value) {
        reserve(1);
        data[length++] = (byte) value;
    }

    /** Appends text of ASCII characters only. */
    public void appendAscii(CharSequence text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            data[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int count) {
        if (data.length - length < count) {
            data = Arrays.copyOf(data, Math.max(Math.addExact(length, count), Math.max(16, 2 * data.length)));
        }
    }
}
