package io.millrace.functions;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte string somewhere in an array: UTF-8 text or a binary string. Made once and pointed at row after row; a value in
 * it is valid until its owner, one kernel, goes on to the next row. Lengths are in bytes.
 */
public class Slice {
    private static final byte[] NOTHING = new byte[0];

    /** The empty string. */
    public static final Slice EMPTY = new Slice();

    byte[] data = NOTHING;
    int start;
    int length;

    /** A slice that holds the empty string. */
    public Slice() {}

    /** A constant. */
    public static Slice of(byte[] bytes) {
        Slice slice = new Slice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    /** A constant text. */
    public static Slice of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A constant binary string, whose bytes are the characters of {@code bytes}. */
    public static Slice ofBinary(String bytes) {
        return of(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Points this slice at some bytes, which it does not copy. */
    public final Slice set(byte[] bytes, int from, int count) {
        data = bytes;
        start = from;
        length = count;
        return this;
    }

    public final byte[] data() {
        return data;
    }

    public final int start() {
        return start;
    }

    public final int length() {
        return length;
    }

    /** The text, with what is not UTF-8 replaced; allocates. */
    public final String text() {
        return new String(data, start, length, StandardCharsets.UTF_8);
    }

    /** Whether two strings have the same bytes. */
    public static boolean equal(Slice a, Slice b) {
        return a.length == b.length
                && Arrays.equals(a.data, a.start, a.start + a.length, b.data, b.start, b.start + b.length);
    }

    /** Orders by unsigned bytes, which for UTF-8 is the order of code points. */
    public static int compare(Slice a, Slice b) {
        return Arrays.compareUnsigned(a.data, a.start, a.start + a.length, b.data, b.start, b.start + b.length);
    }

    @Override
    public String toString() {
        return text();
    }
}
