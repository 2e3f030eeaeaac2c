package io.millrace.executor.log;

import java.util.Arrays;

/** Bytes that grow, little-endian; numbers of small size take few. Used again and again by one thread. */
final class ByteSink {
    private byte[] bytes = new byte[1024];
    private int size;
    private final int maxSize;

    /** Grows to at most {@code maxSize} bytes. */
    ByteSink(int maxSize) {
        this.maxSize = maxSize;
    }

    /** There is no room for what was to be written. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        if (bytes.length > 1 << 22) {
            bytes = new byte[1024];
        }
    }

    /** Drops what lies behind a position. */
    void cut(int to) {
        size = to;
    }

    void put(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void putFixed(long value, int width) {
        room(width);
        set(size, value, width);
        size += width;
    }

    /** Overwrites what was put before. */
    void set(int at, long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    /** Seven bits a byte, as many bytes as are needed. */
    void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    /** Small numbers of either sign in few bytes. */
    void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    void put(byte[] source, int start, int length) {
        room(length);
        System.arraycopy(source, start, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (more > maxSize - size) {
            throw new FullException();
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(maxSize, Math.max(size + more, 2L * bytes.length)));
        }
    }
}
