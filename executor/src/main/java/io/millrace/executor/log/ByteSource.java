package io.millrace.executor.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads what a {@link ByteSink} wrote. Past the end it throws {@link java.nio.BufferUnderflowException}. */
final class ByteSource {
    private final ByteBuffer bytes;

    /** From the buffer's position to its limit; leaves the buffer as it is. */
    ByteSource(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    void position(int at) {
        bytes.position(at);
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    int get() {
        return bytes.get() & 0xFF;
    }

    int getInt() {
        return bytes.getInt();
    }

    long getLong() {
        return bytes.getLong();
    }

    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = get();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalStateException("a number has more than ten bytes");
    }

    long getZigzag() {
        long value = getVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number that counts bytes or rows that follow. */
    int getCount() {
        long count = getVarint();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IllegalStateException("a count is " + count);
        }
        return (int) count;
    }

    byte[] get(int length) {
        if (length > bytes.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        byte[] copy = new byte[length];
        bytes.get(copy);
        return copy;
    }
}
