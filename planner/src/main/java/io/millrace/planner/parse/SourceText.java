package io.millrace.planner.parse;

import io.millrace.executor.error.Position;

/**
 * A text whose places are given as line and column, as the parser counts them: from 1, a tab one column, lines ended by
 * {@code \n}, {@code \r\n} or {@code \r}. Immutable; looking up a place is linear in the number of lines.
 */
final class SourceText {
    private final String text;

    SourceText(String text) {
        this.text = text;
    }

    /** Where in the text a place is, at most the text's length. */
    int offset(int line, int column) {
        return Math.min(lineStart(line) + column - 1, text.length());
    }

    /** Where in the text a place is, at most the text's length. */
    int offset(Position position) {
        return offset(position.line(), position.column());
    }

    /** The place of a character. */
    Position position(int offset) {
        int line = 1;
        int start = 0;
        for (int index = 0; index < offset; index++) {
            if (endsLine(index)) {
                line++;
                start = index + 1;
            }
        }
        return new Position(line, offset - start + 1);
    }

    /** The content of a line without its end; empty where there is no such line. */
    String line(int line) {
        int start = lineStart(line);
        int end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return text.substring(start, end);
    }

    private int lineStart(int line) {
        int offset = 0;
        for (int current = 1; current < line && offset < text.length(); offset++) {
            if (endsLine(offset)) {
                current++;
            }
        }
        return offset;
    }

    /** Whether a character is the last of its line; of a pair the second one is. */
    private boolean endsLine(int offset) {
        char c = text.charAt(offset);
        return c == '\n' || (c == '\r' && (offset + 1 >= text.length() || text.charAt(offset + 1) != '\n'));
    }
}
