package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;

/** UUIDs, 16 bytes, and their texts, as in {@code 0b6e1c2a-7f3d-4a51-9c08-5d2f9e6b7a10}. Allocates nothing. */
public final class Uuids {
    private static final int BYTES = 16;
    private static final int DIGITS = 2 * BYTES;
    private static final String HEX = "0123456789abcdef";

    private Uuids() {}

    /** The UUID of a text: 32 hexadecimal digits, with dashes in four places or without; blanks around it are ignored. */
    public static Slice parse(Slice text, SliceBuilder into) {
        int at = text.start;
        int end = text.start + text.length;
        while (at < end && text.data[at] == ' ') {
            at++;
        }
        while (end > at && text.data[end - 1] == ' ') {
            end--;
        }
        boolean dashed = end - at == DIGITS + 4;
        if (!dashed && end - at != DIGITS) {
            throw bad(text);
        }
        into.reset(BYTES);
        for (int i = 0; i < BYTES; i++) {
            if (dashed && isBehindDash(i) && text.data[at++] != '-') {
                throw bad(text);
            }
            int high = Character.digit(text.data[at++], 16);
            int low = Character.digit(text.data[at++], 16);
            if (high < 0 || low < 0) {
                throw bad(text);
            }
            into.append(high << 4 | low);
        }
        return into;
    }

    /** The text of a UUID, in lower case. */
    public static Slice format(Slice uuid, SliceBuilder into) {
        into.reset(DIGITS + 4);
        for (int i = 0; i < BYTES; i++) {
            if (isBehindDash(i)) {
                into.append('-');
            }
            int bits = uuid.data[uuid.start + i];
            into.append(HEX.charAt(bits >> 4 & 0xF));
            into.append(HEX.charAt(bits & 0xF));
        }
        return into;
    }

    /** The UUID with these bytes, of which there have to be 16. */
    public static Slice of(Slice bytes) {
        if (bytes.length != BYTES) {
            throw new ValueException(
                    ErrorCode.INVALID_CAST, "A UUID has 16 bytes, but this binary string has " + bytes.length + ".");
        }
        return bytes;
    }

    private static boolean isBehindDash(int index) {
        return index == 4 || index == 6 || index == 8 || index == 10;
    }

    private static ValueException bad(Slice text) {
        return new ValueException(ErrorCode.INVALID_CAST, "'" + text.text() + "' is not a value of type UUID.");
    }
}
