package io.millrace.connectors.format;

/** UUIDs as texts: 32 hexadecimal digits, with dashes in four places or without. Stateless. */
final class UuidText {
    static final int BYTES = 16;
    private static final int DIGITS = 2 * BYTES;
    private static final int DASHES = 4;

    private UuidText() {}

    /** Writes the bytes of a text, or tells that it is none. */
    static boolean parse(byte[] data, int start, int length, byte[] into) {
        boolean dashed = length == DIGITS + DASHES;
        if (!dashed && length != DIGITS) {
            return false;
        }
        int at = start;
        for (int i = 0; i < BYTES; i++) {
            boolean behindDash = i == 4 || i == 6 || i == 8 || i == 10;
            if (dashed && behindDash && data[at++] != '-') {
                return false;
            }
            int high = Character.digit(data[at++], 16);
            int low = Character.digit(data[at++], 16);
            if (high < 0 || low < 0) {
                return false;
            }
            into[i] = (byte) (high << 4 | low);
        }
        return true;
    }
}
