package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.util.Arrays;

/**
 * A LIKE pattern made ready: matching compares bytes and allocates nothing. Patterns that are not constant are made
 * ready again when they change from one row to the next.
 */
public final class LikePattern {
    /** What a place of the pattern stands for, where it is not a byte of text. */
    private static final short ANY_CHARACTER = 256;

    private static final short ANY_TEXT = 257;

    private final boolean ignoreCase;
    private final SliceBuilder folded = new SliceBuilder();
    private final SliceBuilder lastPattern = new SliceBuilder();
    private final SliceBuilder lastEscape = new SliceBuilder();
    private boolean prepared;
    private short[] tokens = new short[0];
    private int size;

    /** A pattern that is given with each row. */
    public LikePattern(boolean ignoreCase) {
        this.ignoreCase = ignoreCase;
    }

    /** Case counts. */
    public LikePattern() {
        this(false);
    }

    /** Whether {@code text} matches {@code pattern}; {@code escape} is one character, or empty for none. */
    public boolean matches(Slice text, Slice pattern, Slice escape) {
        if (!prepared || !Slice.equal(pattern, lastPattern) || !Slice.equal(escape, lastEscape)) {
            prepare(pattern, escape);
        }
        Slice tested = ignoreCase ? Strings.lower(text, folded) : text;
        return matches(tested.data, tested.start, tested.start + tested.length);
    }

    private void prepare(Slice pattern, Slice escape) {
        if (Strings.length(escape) > 1) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "The escape '" + escape.text() + "' is more than one character.");
        }
        prepared = false;
        Slice letters = ignoreCase ? Strings.lower(pattern, new SliceBuilder()) : pattern;
        tokens = new short[letters.length];
        size = 0;
        int end = letters.start + letters.length;
        for (int i = letters.start; i < end; i++) {
            byte letter = letters.data[i];
            if (isEscape(letters, i, escape)) {
                i += escape.length;
                if (i >= end || letters.data[i] != '%' && letters.data[i] != '_' && !isEscape(letters, i, escape)) {
                    throw new ValueException(
                            ErrorCode.INVALID_ARGUMENT,
                            "The pattern '" + pattern.text() + "' has an escape that is not before %, _ or itself.");
                }
                tokens[size++] = (short) (letters.data[i] & 0xFF);
            } else if (letter == '%') {
                if (size == 0 || tokens[size - 1] != ANY_TEXT) {
                    tokens[size++] = ANY_TEXT;
                }
            } else {
                tokens[size++] = letter == '_' ? ANY_CHARACTER : (short) (letter & 0xFF);
            }
        }
        lastPattern.reset(pattern.length);
        lastPattern.append(pattern);
        lastEscape.reset(escape.length);
        lastEscape.append(escape);
        prepared = true;
    }

    private static boolean isEscape(Slice text, int at, Slice escape) {
        return escape.length > 0
                && at + escape.length <= text.start + text.length
                && Arrays.equals(
                        text.data, at, at + escape.length, escape.data, escape.start, escape.start + escape.length);
    }

    /** Matches from the left; where that fails, the last {@code %} takes one byte more. */
    private boolean matches(byte[] data, int start, int end) {
        int at = start;
        int token = 0;
        int retryToken = -1;
        int retryAt = 0;
        while (at < end || token < size) {
            if (token < size && tokens[token] == ANY_TEXT) {
                retryToken = ++token;
                retryAt = at;
                if (token == size) {
                    return true;
                }
                continue;
            }
            if (token < size && at < end && tokens[token] == ANY_CHARACTER && Strings.isFirst(data[at])) {
                at = Strings.next(data, at, end);
                token++;
                continue;
            }
            if (token < size && at < end && tokens[token] == (data[at] & 0xFF)) {
                at++;
                token++;
                continue;
            }
            if (retryToken < 0 || retryAt >= end) {
                return false;
            }
            at = ++retryAt;
            token = retryToken;
        }
        return true;
    }
}
