package io.millrace.planner.parse;

import io.millrace.executor.error.Position;

/**
 * One statement of a script, not parsed yet.
 *
 * @param text from its first word to its last, without the semicolon
 * @param start where it begins in the script
 */
public record ScriptPart(String text, Position start) {
    /** A place within the text as a place within the script. */
    public Position inScript(Position position) {
        return position.line() == 1
                ? new Position(start.line(), start.column() + position.column() - 1)
                : new Position(start.line() + position.line() - 1, position.column());
    }
}
