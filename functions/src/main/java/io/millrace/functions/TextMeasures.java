package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Functions that compare texts, find them in lists, or write them for URLs. A character is a Unicode code point. */
public final class TextMeasures {
    /** More characters than this would take seconds to compare. */
    private static final int MOST_CHARACTERS = 10_000;

    private static final int SEPARATOR = ',';

    private TextMeasures() {}

    /** How many characters have to be put in, taken out or replaced to make one text of the other. Allocates. */
    public static long levenshtein(Slice a, Slice b) {
        int[] left = a.text().codePoints().toArray();
        int[] right = b.text().codePoints().toArray();
        if (left.length > MOST_CHARACTERS || right.length > MOST_CHARACTERS) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "LEVENSHTEIN compares texts of at most " + MOST_CHARACTERS + " characters.");
        }
        int[] costs = new int[right.length + 1];
        Arrays.setAll(costs, i -> i);
        for (int i = 1; i <= left.length; i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= right.length; j++) {
                int above = costs[j];
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                costs[j] = Math.min(replaced, 1 + Math.min(above, costs[j - 1]));
                diagonal = above;
            }
        }
        return costs[right.length];
    }

    /** Which of the items between commas a text is, from 1 on; 0 if it is none or has a comma. */
    public static long findInSet(Slice text, Slice list) {
        if (list.length == 0) {
            return 0;
        }
        int item = 1;
        int from = list.start;
        int end = list.start + list.length;
        for (int at = from; at <= end; at++) {
            if (at == end || list.data[at] == SEPARATOR) {
                if (at - from == text.length && Strings.matches(list.data, from, text)) {
                    return item;
                }
                item++;
                from = at + 1;
            }
        }
        return 0;
    }

    /** As a form sends it: a blank is a plus. Allocates. */
    public static Slice urlEncode(Slice text, SliceBuilder into) {
        return Strings.replaced(URLEncoder.encode(text.text(), StandardCharsets.UTF_8), into);
    }

    /** The text of {@link #urlEncode}. Allocates. */
    public static Slice urlDecode(Slice text, SliceBuilder into) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
        for (int i = text.start; i < text.start + text.length; i++) {
            byte letter = text.data[i];
            if (letter == '%') {
                boolean digits = i + 2 < text.start + text.length;
                int high = digits ? Character.digit(text.data[i + 1], 16) : -1;
                int low = digits ? Character.digit(text.data[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw malformed(text);
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(letter == '+' ? ' ' : letter);
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return Strings.replaced(decoded, into);
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    private static ValueException malformed(Slice text) {
        return new ValueException(ErrorCode.INVALID_ARGUMENT, "'" + text.text() + "' is not the encoding of a text.");
    }
}
