package io.millrace.connectors.format.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The characters that have a meaning.
 *
 * @param delimiter stands between fields
 * @param quote encloses fields, or {@link #NO_QUOTE}
 * @param nullText the text of an unquoted field that is NULL
 */
record CsvSyntax(byte delimiter, byte quote, byte[] nullText) {
    /** No field is quoted: a byte that UTF-8 does not have. */
    static final byte NO_QUOTE = (byte) 0xFF;

    CsvSyntax(byte delimiter, byte quote, String nullText) {
        this(delimiter, quote, nullText.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether an unquoted field is NULL. */
    boolean isNull(byte[] data, int start, int end) {
        return Arrays.equals(data, start, end, nullText, 0, nullText.length);
    }
}
