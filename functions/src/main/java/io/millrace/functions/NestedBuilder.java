package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.nested.NestedWriter;

/**
 * Makes a nested value, part by part; one for each call in a kernel. What {@link #done} gives is valid until the builder is
 * cleared. Allocates only to grow.
 */
public final class NestedBuilder extends Slice {
    private final NestedWriter writer = new NestedWriter();

    /** Starts a value. */
    public NestedBuilder clear() {
        writer.clear();
        return this;
    }

    public void addNull() {
        writer.addNull();
    }

    public void add(long value) {
        writer.add(value);
    }

    public void add(double value) {
        writer.add(value);
    }

    public void add(boolean value) {
        writer.add(value);
    }

    public void add(Int128 value) {
        writer.add(value.high(), value.low());
    }

    /** A text or a binary string. */
    public void addBytes(Slice value) {
        writer.addBytes(value.data, value.start, value.length);
    }

    /** A UUID or a nested value. */
    public void addPayload(Slice value) {
        writer.addPayload(value.data, value.start, value.length);
    }

    /** A value as another nested value holds it, NULL or not. */
    void addEncoded(Slice value) {
        writer.copy(value.data, value.start, value.length);
    }

    /** Says that an element of a multiset, or a key, starts here. */
    public void startEntry() {
        writer.startEntry();
    }

    public void endKey() {
        writer.endKey();
    }

    /** Refuses a key that is NULL. */
    public void checkKey(boolean isNull) {
        if (isNull) {
            throw new ValueException(ErrorCode.INVALID_ARGUMENT, "A key of a MAP is NULL, which a key cannot be.");
        }
    }

    /** The array written. */
    public NestedBuilder endArray() {
        writer.end();
        return done();
    }

    /** The map or multiset written. */
    public NestedBuilder endEntries() {
        writer.endEntries();
        return done();
    }

    /** The row written, or the one value. */
    public NestedBuilder done() {
        set(writer.data(), 0, writer.length());
        return this;
    }
}
