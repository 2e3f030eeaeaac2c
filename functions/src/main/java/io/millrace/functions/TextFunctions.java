package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Functions of text that users bring from other engines. A character is a Unicode code point. A result that is a part of
 * an argument is a view of it made in {@code into}, any other is written there; only {@link #toBase64} and
 * {@link #fromBase64} allocate.
 */
public final class TextFunctions {
    /** The longest result of a function that can make much of little. */
    static final int MOST_BYTES = 1 << 24;

    private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int BLANK = ' ';
    private static final Slice BLANK_TEXT = Slice.of(" ");

    private TextFunctions() {}

    /** The first {@code count} characters; a negative count leaves out so many at the end. */
    public static Slice left(Slice text, long count, SliceBuilder into) {
        int end = text.start + text.length;
        int cut =
                count >= 0 ? forward(text, text.start, count) : backward(text, end, -Math.max(count, -Long.MAX_VALUE));
        into.reset(cut - text.start);
        into.append(text.data, text.start, cut - text.start);
        return into;
    }

    /** The last {@code count} characters; a negative count leaves out so many at the start. */
    public static Slice right(Slice text, long count, SliceBuilder into) {
        int end = text.start + text.length;
        int cut =
                count >= 0 ? backward(text, end, count) : forward(text, text.start, -Math.max(count, -Long.MAX_VALUE));
        into.reset(end - cut);
        into.append(text.data, cut, end - cut);
        return into;
    }

    /** The text {@code count} times in a row; empty if that is less than once. */
    public static Slice repeat(Slice text, long count, SliceBuilder into) {
        if (text.length == 0 || count <= 0) {
            return into.reset(0);
        }
        into.reset(room(text.length, count));
        for (long i = 0; i < count; i++) {
            into.append(text);
        }
        return into;
    }

    /** {@code count} blanks. */
    public static Slice space(long count, SliceBuilder into) {
        into.reset(room(1, Math.max(0, count)));
        for (long i = 0; i < count; i++) {
            into.append(BLANK);
        }
        return into;
    }

    /** The characters from the last to the first. */
    public static Slice reverse(Slice text, SliceBuilder into) {
        into.reset(text.length);
        int end = text.start + text.length;
        while (end > text.start) {
            int first = backward(text, end, 1);
            into.append(text.data, first, end - first);
            end = first;
        }
        return into;
    }

    public static Slice lpad(Slice text, long count, SliceBuilder into) {
        return padded(text, count, BLANK_TEXT, true, into);
    }

    /** The text, filled up with {@code fill} at its start or cut at its end to have {@code count} characters. */
    public static Slice lpad(Slice text, long count, Slice fill, SliceBuilder into) {
        return padded(text, count, fill, true, into);
    }

    public static Slice rpad(Slice text, long count, SliceBuilder into) {
        return padded(text, count, BLANK_TEXT, false, into);
    }

    /** The text, filled up with {@code fill} or cut at its end to have {@code count} characters. */
    public static Slice rpad(Slice text, long count, Slice fill, SliceBuilder into) {
        return padded(text, count, fill, false, into);
    }

    private static Slice padded(Slice text, long count, Slice fill, boolean before, SliceBuilder into) {
        long missing = count - Strings.length(text);
        if (missing <= 0 || fill.length == 0) {
            return left(text, missing <= 0 ? Math.max(0, count) : count, into);
        }
        into.reset(room(fill.length, missing / Strings.length(fill) + 1) + text.length);
        if (!before) {
            into.append(text);
        }
        int end = fill.start + fill.length;
        int at = fill.start;
        for (long i = 0; i < missing; i++) {
            int next = Strings.next(fill.data, at, end);
            into.append(fill.data, at, next - at);
            at = next == end ? fill.start : next;
        }
        if (before) {
            into.append(text);
        }
        return into;
    }

    public static boolean startsWith(Slice text, Slice part) {
        return part.length <= text.length && Strings.matches(text.data, text.start, part);
    }

    public static boolean endsWith(Slice text, Slice part) {
        return part.length <= text.length && Strings.matches(text.data, text.start + text.length - part.length, part);
    }

    /** The {@code number}th part between separators, counted from 1, or from -1 at the end; empty if there is none. */
    public static Slice splitPart(Slice text, Slice separator, long number, SliceBuilder into) {
        if (number == 0) {
            throw new ValueException(ErrorCode.INVALID_ARGUMENT, "The parts of a text are counted from 1, not from 0.");
        }
        boolean found = part(text, separator, number > 0 ? number - 1 : parts(text, separator) + number, into);
        return found ? into : into.reset(0);
    }

    /** The part between separators at an index, counted from 0; null if there is none. */
    public static @Nullable Slice splitIndex(Slice text, Slice separator, long index, SliceBuilder into) {
        return part(text, separator, index, into) ? into : null;
    }

    /** What stands before the {@code count}th separator; from the end, what stands behind it, if the count is negative. */
    public static Slice substringIndex(Slice text, Slice separator, long count, SliceBuilder into) {
        into.reset(text.length);
        if (count == 0 || separator.length == 0) {
            return into;
        }
        long parts = parts(text, separator);
        if (count >= parts || count <= -parts) {
            into.append(text);
        } else if (count > 0) {
            int end = start(text, separator, count) - separator.length;
            into.append(text.data, text.start, end - text.start);
        } else {
            int from = start(text, separator, parts + count);
            into.append(text.data, from, text.start + text.length - from);
        }
        return into;
    }

    /** Where a part is first found in a text, from a character on; counted from 1, 0 if nowhere. */
    public static long locate(Slice part, Slice text, long from) {
        return Strings.position(part, text, from);
    }

    public static long locate(Slice part, Slice text) {
        return Strings.position(part, text, 1);
    }

    public static long instr(Slice text, Slice part) {
        return Strings.position(part, text, 1);
    }

    /** The bytes of a text or binary string in hexadecimal, two digits each. */
    public static Slice hex(Slice bytes, SliceBuilder into) {
        return hex(bytes, UPPER, into);
    }

    /** A number in hexadecimal, without leading zeros; a negative one as its 64 bits. */
    public static Slice hex(long number, SliceBuilder into) {
        return hex(number, UPPER, into);
    }

    public static Slice toHex(Slice bytes, SliceBuilder into) {
        return hex(bytes, LOWER, into);
    }

    public static Slice toHex(long number, SliceBuilder into) {
        return hex(number, LOWER, into);
    }

    private static Slice hex(Slice bytes, byte[] digits, SliceBuilder into) {
        into.reset(2 * bytes.length);
        for (int i = bytes.start; i < bytes.start + bytes.length; i++) {
            into.append(digits[bytes.data[i] >> 4 & 15]);
            into.append(digits[bytes.data[i] & 15]);
        }
        return into;
    }

    private static Slice hex(long number, byte[] digits, SliceBuilder into) {
        into.reset(16);
        int shift = 60 - Long.numberOfLeadingZeros(number | 1) / 4 * 4;
        for (int i = shift; i >= 0; i -= 4) {
            into.append(digits[(int) (number >>> i) & 15]);
        }
        return into;
    }

    /** The bytes that a text of hexadecimal digits stands for. */
    public static Slice fromHex(Slice text, SliceBuilder into) {
        into.reset(text.length / 2 + 1);
        int half = text.length % 2 == 0 ? -1 : 0;
        for (int i = text.start; i < text.start + text.length; i++) {
            int digit = Character.digit(text.data[i], 16);
            if (digit < 0) {
                throw new ValueException(
                        ErrorCode.INVALID_ARGUMENT, "'" + text.text() + "' is not made of hexadecimal digits.");
            }
            if (half < 0) {
                half = digit;
            } else {
                into.append(half << 4 | digit);
                half = -1;
            }
        }
        return into;
    }

    /** The bytes of a text or binary string in Base64, in one line. */
    public static Slice toBase64(Slice bytes, SliceBuilder into) {
        byte[] plain = new byte[bytes.length];
        System.arraycopy(bytes.data, bytes.start, plain, 0, bytes.length);
        byte[] encoded = Base64.getEncoder().encode(plain);
        into.reset(encoded.length);
        into.append(encoded, 0, encoded.length);
        return into;
    }

    /** The bytes that a text in Base64 stands for; line ends in it are passed over. */
    public static Slice fromBase64(Slice text, SliceBuilder into) {
        try {
            byte[] plain = Base64.getDecoder()
                    .decode(text.text().replace("\n", "").replace("\r", "").strip());
            into.reset(plain.length);
            into.append(plain, 0, plain.length);
            return into;
        } catch (IllegalArgumentException e) {
            throw new ValueException(ErrorCode.INVALID_ARGUMENT, "'" + text.text() + "' is not Base64.");
        }
    }

    /** Copies the part at an index, counted from 0, if there is one. An empty separator separates nothing. */
    private static boolean part(Slice text, Slice separator, long index, SliceBuilder into) {
        int from = index < 0 ? -1 : start(text, separator, index);
        if (from < 0) {
            return false;
        }
        int next = separatorFrom(text, from, separator);
        int to = next < 0 ? text.start + text.length : next;
        into.reset(to - from);
        into.append(text.data, from, to - from);
        return true;
    }

    /** Where the part at an index begins, or -1 if there is none. */
    private static int start(Slice text, Slice separator, long index) {
        int at = text.start;
        for (long i = 0; i < index; i++) {
            int found = separatorFrom(text, at, separator);
            if (found < 0) {
                return -1;
            }
            at = found + separator.length;
        }
        return at;
    }

    private static long parts(Slice text, Slice separator) {
        long count = 1;
        for (int at = separatorFrom(text, text.start, separator);
                at >= 0;
                at = separatorFrom(text, at + separator.length, separator)) {
            count++;
        }
        return count;
    }

    /** Where the next separator stands from a place on, or -1. */
    private static int separatorFrom(Slice text, int from, Slice separator) {
        return separator.length == 0 ? -1 : Strings.indexOf(separator, text.data, from, text.start + text.length);
    }

    /** Where the character {@code count} behind the one at {@code at} begins, or the end. */
    private static int forward(Slice text, int at, long count) {
        int end = text.start + text.length;
        int place = at;
        for (long i = 0; i < count && place < end; i++) {
            place = Strings.next(text.data, place, end);
        }
        return place;
    }

    /** Where the character {@code count} before {@code at} begins, or the start. */
    private static int backward(Slice text, int at, long count) {
        int place = at;
        for (long i = 0; i != count && place > text.start; i++) {
            place--;
            while (place > text.start && !Strings.isFirst(text.data[place])) {
                place--;
            }
        }
        return place;
    }

    private static int room(long bytes, long times) {
        if (times > MOST_BYTES / bytes) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "The text would have more than " + MOST_BYTES + " bytes.");
        }
        return (int) (bytes * times);
    }
}
