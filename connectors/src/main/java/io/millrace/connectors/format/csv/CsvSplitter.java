package io.millrace.connectors.format.csv;

import io.millrace.connectors.format.RecordSplitter;

/** A record ends at a line end outside quotes. Quotes open at the start of a field only. */
final class CsvSplitter implements RecordSplitter {
    private final CsvSyntax syntax;

    CsvSplitter(CsvSyntax syntax) {
        this.syntax = syntax;
    }

    @Override
    public int end(byte[] data, int start, int end) {
        byte delimiter = syntax.delimiter();
        byte quote = syntax.quote();
        boolean fieldStart = true;
        int at = start;
        while (at < end) {
            byte c = data[at];
            if (fieldStart && c == quote) {
                at = closingQuote(data, at, end);
                if (at == end) {
                    return INCOMPLETE;
                }
                fieldStart = false;
            } else if (c == '\n') {
                return at + 1;
            } else {
                fieldStart = c == delimiter;
            }
            at++;
        }
        return INCOMPLETE;
    }

    /** A quote that is never closed swallows its line, not the rest of the file. */
    @Override
    public int lastEnd(byte[] data, int start, int end) {
        byte quote = syntax.quote();
        boolean fieldStart = true;
        for (int at = start; at < end; at++) {
            if (fieldStart && data[at] == quote) {
                at = closingQuote(data, at, end);
                if (at == end) {
                    int line = RecordSplitter.lineEnd(data, start, end);
                    return line == INCOMPLETE ? end : line;
                }
                fieldStart = false;
            } else {
                fieldStart = data[at] == syntax.delimiter();
            }
        }
        return end;
    }

    /** The index of the quote that closes the one at {@code open}, or {@code end}. */
    private int closingQuote(byte[] data, int open, int end) {
        int at = open + 1;
        while (at < end) {
            if (data[at] == syntax.quote()) {
                if (at + 1 >= end || data[at + 1] != syntax.quote()) {
                    return at;
                }
                at++;
            }
            at++;
        }
        return end;
    }
}
