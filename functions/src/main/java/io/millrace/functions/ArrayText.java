package io.millrace.functions;

import org.jspecify.annotations.Nullable;

/** Arrays of texts made of texts, and the other way round. Stateless. */
public final class ArrayText {
    private ArrayText() {}

    /** The elements one after the other, NULLs left out. */
    public static Slice join(NestedCursor cursor, Slice array, Slice delimiter, SliceBuilder into) {
        into.reset(0);
        boolean any = false;
        cursor.open(array);
        while (cursor.hasNext()) {
            if (cursor.read(0)) {
                add(any, delimiter, cursor.slice(), into);
                any = true;
            }
        }
        return into;
    }

    /** The elements one after the other, with a text for NULLs. */
    public static Slice join(NestedCursor cursor, Slice array, Slice delimiter, Slice nulls, SliceBuilder into) {
        into.reset(0);
        boolean any = false;
        cursor.open(array);
        while (cursor.hasNext()) {
            add(any, delimiter, cursor.read(0) ? cursor.slice() : nulls, into);
            any = true;
        }
        return into;
    }

    private static void add(boolean any, Slice delimiter, Slice text, SliceBuilder into) {
        if (any) {
            into.append(delimiter);
        }
        into.append(text);
    }

    /** The parts of a text between delimiters; with an empty delimiter its characters. */
    public static Slice split(Slice text, Slice delimiter, NestedBuilder into) {
        into.clear();
        if (delimiter.length == 0) {
            return characters(text, into);
        }
        parts(text, delimiter, null, into);
        return into.endArray();
    }

    /** The same as PostgreSQL has it: an empty text has no parts, an empty delimiter stands nowhere. */
    public static Slice toArray(Slice text, Slice delimiter, NestedBuilder into) {
        into.clear();
        if (text.length > 0) {
            parts(text, delimiter, null, into);
        }
        return into.endArray();
    }

    /** The same, parts that are equal to a text being NULL. */
    public static Slice toArray(Slice text, Slice delimiter, Slice nulls, NestedBuilder into) {
        into.clear();
        if (text.length > 0) {
            parts(text, delimiter, nulls, into);
        }
        return into.endArray();
    }

    private static Slice characters(Slice text, NestedBuilder into) {
        Slice part = new Slice();
        int end = text.start + text.length;
        for (int at = text.start; at < end; ) {
            int from = at++;
            while (at < end && (text.data[at] & 0xC0) == 0x80) {
                at++;
            }
            into.addBytes(part.set(text.data, from, at - from));
        }
        return into.endArray();
    }

    private static void parts(Slice text, Slice delimiter, @Nullable Slice nulls, NestedBuilder into) {
        Slice part = new Slice();
        int end = text.start + text.length;
        int from = text.start;
        if (delimiter.length > 0) {
            for (int at = Strings.indexOf(delimiter, text.data, from, end);
                    at >= 0;
                    at = Strings.indexOf(delimiter, text.data, from, end)) {
                add(part.set(text.data, from, at - from), nulls, into);
                from = at + delimiter.length;
            }
        }
        add(part.set(text.data, from, end - from), nulls, into);
    }

    private static void add(Slice part, @Nullable Slice nulls, NestedBuilder into) {
        if (nulls != null && Slice.equal(part, nulls)) {
            into.addNull();
        } else {
            into.addBytes(part);
        }
    }
}
