package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Functions of text. A character is a Unicode code point; case mapping is that of Locale.ROOT. A result that is a part
 * of an argument is a view of it, any other is written into a builder of the caller; nothing is allocated but for text
 * outside of ASCII in {@link #upper} and {@link #lower}.
 */
public final class Strings {
    private static final int BLANK = ' ';

    private Strings() {}

    /** The number of characters. */
    public static long length(Slice text) {
        int count = 0;
        for (int i = text.start; i < text.start + text.length; i++) {
            count += isFirst(text.data[i]) ? 1 : 0;
        }
        return count;
    }

    public static Slice upper(Slice text, SliceBuilder into) {
        into.reset(text.length);
        for (int i = text.start; i < text.start + text.length; i++) {
            byte b = text.data[i];
            if (b < 0) {
                return replaced(text.text().toUpperCase(Locale.ROOT), into);
            }
            into.data[into.length++] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
        }
        return into;
    }

    public static Slice lower(Slice text, SliceBuilder into) {
        into.reset(text.length);
        for (int i = text.start; i < text.start + text.length; i++) {
            byte b = text.data[i];
            if (b < 0) {
                return replaced(text.text().toLowerCase(Locale.ROOT), into);
            }
            into.data[into.length++] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
        }
        return into;
    }

    /** The characters from the {@code from}th on, counted from 1. */
    public static Slice substring(Slice text, long from, Slice into) {
        return range(text, from, Long.MAX_VALUE, into);
    }

    /** {@code count} characters from the {@code from}th on; those before the first count but are not there. */
    public static Slice substring(Slice text, long from, long count, Slice into) {
        if (count < 0) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "The length " + count + " of a substring is negative.");
        }
        return range(text, from, saturatedSum(from, count), into);
    }

    /** {@code count} bytes of a binary string from the {@code from}th on. */
    public static Slice substringBytes(Slice bytes, long from, long count, Slice into) {
        if (count < 0) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "The length " + count + " of a substring is negative.");
        }
        int first = (int) Math.min(bytes.length, Math.max(0, from - 1));
        int behind = (int) Math.min(bytes.length, Math.max(0, saturatedSum(from, count) - 1));
        return into.set(bytes.data, bytes.start + first, Math.max(0, behind - first));
    }

    /** At most the first {@code count} characters. */
    public static Slice prefix(Slice text, int count, Slice into) {
        return text.length <= count ? text : into.set(text.data, text.start, offset(text, count));
    }

    /** The text, if it has at most {@code count} characters but for blanks at its end. */
    public static Slice assign(Slice text, int count, Slice into) {
        if (text.length <= count) {
            return text;
        }
        int end = offset(text, count);
        for (int i = end; i < text.length; i++) {
            if (text.data[text.start + i] != BLANK) {
                throw new ValueException(
                        ErrorCode.STRING_TOO_LONG,
                        "The text has " + length(text) + " characters, more than the " + count + " of its column.");
            }
        }
        return into.set(text.data, text.start, end);
    }

    /** The text without blanks at its end. */
    public static Slice stripped(Slice text, Slice into) {
        int length = text.length;
        while (length > 0 && text.data[text.start + length - 1] == BLANK) {
            length--;
        }
        return length == text.length ? text : into.set(text.data, text.start, length);
    }

    /** The text without characters of a set at its start, its end or both. */
    public static Slice trim(Slice text, Slice set, boolean leading, boolean trailing, Slice into) {
        int from = text.start;
        int to = text.start + text.length;
        while (leading && from < to) {
            int next = next(text.data, from, to);
            if (find(set, text.data, from, next) < 0) {
                break;
            }
            from = next;
        }
        while (trailing && from < to) {
            int last = to - 1;
            while (last > from && !isFirst(text.data[last])) {
                last--;
            }
            if (find(set, text.data, last, to) < 0) {
                break;
            }
            to = last;
        }
        return into.set(text.data, from, to - from);
    }

    public static Slice concat(Slice a, Slice b, SliceBuilder into) {
        into.reset(Math.addExact(a.length, b.length));
        into.append(a);
        into.append(b);
        return into;
    }

    /** Where {@code part} is first found at or behind the {@code from}th character, counted from 1; 0 if nowhere. */
    public static long position(Slice part, Slice text, long from) {
        if (from < 1) {
            return 0;
        }
        int skipped = offset(text, from - 1);
        if (skipped == text.length && from - 1 > length(text)) {
            return 0;
        }
        int found = indexOf(part, text.data, text.start + skipped, text.start + text.length);
        return found < 0 ? 0 : 1 + count(text.data, text.start, found);
    }

    /** The text with every {@code part}, from left to right, replaced. */
    public static Slice replace(Slice text, Slice part, Slice replacement, SliceBuilder into) {
        if (part.length == 0) {
            return text;
        }
        into.reset(text.length);
        int end = text.start + text.length;
        int from = text.start;
        for (int at = indexOf(part, text.data, from, end); at >= 0; at = indexOf(part, text.data, from, end)) {
            into.append(text.data, from, at - from);
            into.append(replacement);
            from = at + part.length;
        }
        into.append(text.data, from, end - from);
        return into;
    }

    /** The bytes, filled with zero bytes or cut to a length. */
    public static Slice padBytes(Slice bytes, int count, SliceBuilder into) {
        if (bytes.length == count) {
            return bytes;
        }
        into.reset(count);
        into.append(bytes.data, bytes.start, Math.min(count, bytes.length));
        Arrays.fill(into.data, into.length, count, (byte) 0);
        into.length = count;
        return into;
    }

    /** At most the first {@code count} bytes. */
    public static Slice prefixBytes(Slice bytes, int count, Slice into) {
        return bytes.length <= count ? bytes : into.set(bytes.data, bytes.start, count);
    }

    /** Writes any text into a builder; allocates. */
    public static Slice replaced(String text, SliceBuilder into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.reset(bytes.length);
        into.append(bytes, 0, bytes.length);
        return into;
    }

    /** Whether a byte begins a character. */
    static boolean isFirst(byte b) {
        return (b & 0xC0) != 0x80;
    }

    /** Where the character behind the one at {@code at} begins. */
    static int next(byte[] data, int at, int end) {
        int next = at + 1;
        while (next < end && !isFirst(data[next])) {
            next++;
        }
        return next;
    }

    private static Slice range(Slice text, long from, long behind, Slice into) {
        int first = offset(text, from - 1);
        int last = behind == Long.MAX_VALUE ? text.length : offset(text, behind - 1);
        return into.set(text.data, text.start + first, Math.max(0, last - first));
    }

    /** How many bytes the first {@code characters} characters take, or all if there are fewer. */
    private static int offset(Slice text, long characters) {
        int at = text.start;
        int end = text.start + text.length;
        for (long i = 0; i < characters && at < end; i++) {
            at = next(text.data, at, end);
        }
        return at - text.start;
    }

    private static long count(byte[] data, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += isFirst(data[i]) ? 1 : 0;
        }
        return count;
    }

    /** Where {@code part} first stands as a whole between two places, or -1. An empty part stands everywhere. */
    static int indexOf(Slice part, byte[] data, int from, int to) {
        if (part.length == 0) {
            return from;
        }
        byte first = part.data[part.start];
        int last = to - part.length;
        for (int at = from; at <= last; at++) {
            // Most places end here, and those of the common separators of one byte are found here.
            if (data[at] == first && (part.length == 1 || matches(data, at, part))) {
                return at;
            }
        }
        return -1;
    }

    /** Whether {@code part} stands at a place; there must be room for it. */
    static boolean matches(byte[] data, int at, Slice part) {
        return Arrays.equals(data, at, at + part.length, part.data, part.start, part.start + part.length);
    }

    /** Where a character is in a set of characters, or -1. */
    private static int find(Slice set, byte[] data, int from, int to) {
        int length = to - from;
        for (int i = set.start; i + length <= set.start + set.length; i++) {
            if (Arrays.equals(set.data, i, i + length, data, from, to)) {
                return i;
            }
        }
        return -1;
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return b > 0 && sum < a ? Long.MAX_VALUE : sum;
    }
}
