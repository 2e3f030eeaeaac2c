package io.millrace.executor.error;

/** A place in a statement's text: line and column of the offending character, both counted from 1. */
public record Position(int line, int column) {
    public Position {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line " + line + ", column " + column + " is not a position");
        }
    }

    @Override
    public String toString() {
        return "line " + line + ":" + column;
    }
}
