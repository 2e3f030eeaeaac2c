package io.millrace.connectors.format.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Walks over the fields of a record, without garbage. Owned by one worker at a time; the field at hand is its state. */
final class CsvFields {
    private final CsvSyntax syntax;
    private byte[] data = new byte[0];
    private int at;
    private int end;
    private boolean more;

    private byte[] text = new byte[0];
    private int textStart;
    private int textLength;
    private boolean quoted;
    private byte[] scratch = new byte[256];

    CsvFields(CsvSyntax syntax) {
        this.syntax = syntax;
    }

    /** The texts of all fields of a record; empty if the record is malformed. */
    static List<String> texts(byte[] record, CsvSyntax syntax) {
        CsvFields fields = new CsvFields(syntax);
        fields.begin(record, 0, record.length);
        List<String> texts = new ArrayList<>();
        while (fields.hasMore()) {
            if (!fields.next()) {
                return List.of();
            }
            texts.add(new String(fields.text, fields.textStart, fields.textLength, StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** Goes before the first field of a record. */
    void begin(byte[] record, int start, int length) {
        data = record;
        at = start;
        end = start + length;
        more = true;
    }

    boolean hasMore() {
        return more;
    }

    /** Goes to the next field; false if it is quoted and the quote is not closed, or text follows it. */
    boolean next() {
        quoted = at < end && data[at] == syntax.quote();
        boolean wellFormed = true;
        if (quoted) {
            wellFormed = quotedField();
        } else {
            int start = at;
            byte delimiter = syntax.delimiter();
            while (at < end && data[at] != delimiter) {
                at++;
            }
            text = data;
            textStart = start;
            textLength = at - start;
        }
        more = at < end;
        at++;
        return wellFormed;
    }

    private boolean quotedField() {
        byte quote = syntax.quote();
        int start = at + 1;
        int doubled = 0;
        int close = start;
        while (close < end) {
            if (data[close] == quote) {
                if (close + 1 >= end || data[close + 1] != quote) {
                    break;
                }
                doubled++;
                close++;
            }
            close++;
        }
        at = close + 1;
        if (close >= end || at < end && data[at] != syntax.delimiter()) {
            return false;
        }
        text = data;
        textStart = start;
        textLength = close - start;
        if (doubled > 0) {
            undouble(start, close, doubled);
        }
        return true;
    }

    private void undouble(int start, int close, int doubled) {
        textLength -= doubled;
        if (scratch.length < textLength) {
            scratch = new byte[2 * textLength];
        }
        int to = 0;
        for (int from = start; from < close; from++) {
            scratch[to++] = data[from];
            from += data[from] == syntax.quote() ? 1 : 0;
        }
        text = scratch;
        textStart = 0;
    }

    /** The array that holds the field's text. */
    byte[] text() {
        return text;
    }

    int textStart() {
        return textStart;
    }

    int textLength() {
        return textLength;
    }

    boolean isNull() {
        return !quoted && syntax.isNull(text, textStart, textStart + textLength);
    }
}
