package io.millrace.planner.parse.grammar;

/** A text that cannot be cut into tokens: a comment that does not end, or a character that begins no token. */
public final class LexicalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    LexicalException(int line, int column, Throwable cause) {
        super("line " + line + ":" + column, cause);
        this.line = line;
        this.column = column;
    }

    /** The line of the token that could not be read, counted from 1. */
    public int line() {
        return line;
    }

    /** The column of the token that could not be read, counted from 1. */
    public int column() {
        return column;
    }
}
