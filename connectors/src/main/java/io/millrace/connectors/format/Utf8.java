package io.millrace.connectors.format;

/** What has to be known of UTF-8 without making Strings. */
public final class Utf8 {
    /** The bytes are not UTF-8. */
    public static final int INVALID = -1;

    private Utf8() {}

    /** The number of code points, or {@link #INVALID}. */
    public static int codePoints(byte[] data, int start, int end) {
        int at = start;
        while (at < end && data[at] >= 0) {
            at++;
        }
        int count = at - start;
        while (at < end) {
            int length = sequence(data, at, end);
            if (length == 0) {
                return INVALID;
            }
            at += length;
            count++;
        }
        return count;
    }

    /** The length of the well-formed sequence at a place, or 0. */
    private static int sequence(byte[] data, int at, int end) {
        int first = data[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + length > end) {
            return 0;
        }
        int second = data[at + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int greatest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > greatest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((data[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Whether each surrogate among some characters has its partner, so that {@link #encode} would not fail. */
    public static boolean isWhole(char[] characters, int start, int length) {
        int end = start + length;
        for (int i = start; i < end; i++) {
            if (Character.isSurrogate(characters[i])) {
                boolean pair = i + 1 < end && Character.isSurrogatePair(characters[i], characters[i + 1]);
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * Encodes characters.
     *
     * @param into has room for three bytes a character
     * @return where the bytes end, or {@link #INVALID} if a surrogate has no partner
     */
    public static int encode(char[] characters, int start, int length, byte[] into) {
        int at = 0;
        int end = start + length;
        for (int i = start; i < end; i++) {
            char c = characters[i];
            if (c < 0x80) {
                into[at++] = (byte) c;
            } else if (c < 0x800) {
                into[at++] = (byte) (0xC0 | c >> 6);
                into[at++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                into[at++] = (byte) (0xE0 | c >> 12);
                into[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                into[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(characters[i + 1])) {
                int point = Character.toCodePoint(c, characters[++i]);
                into[at++] = (byte) (0xF0 | point >> 18);
                into[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                into[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                into[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                return INVALID;
            }
        }
        return at;
    }
}
