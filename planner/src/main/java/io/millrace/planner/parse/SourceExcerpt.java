package io.millrace.planner.parse;

import io.millrace.executor.error.Position;

/**
 * The line of a statement in which a place is, and under it a caret at the place:
 *
 * <pre>
 *     WHERE usr_id = 7
 *           ^
 * </pre>
 *
 * Long lines are cut around the place. Pure; cost is linear in the text.
 */
public final class SourceExcerpt {
    private static final String INDENT = "    ";
    private static final String CUT = "...";

    /** So many characters of a line are shown at most, the cuts' dots apart. */
    private static final int MAX_WIDTH = 100;

    private SourceExcerpt() {}

    /** Two lines, the first as in {@code text}, with {@code \n} between them and none at the end. */
    public static String of(String text, Position position) {
        String line = new SourceText(text).line(position.line()).replace('\t', ' ');
        int caret = Math.min(position.column() - 1, line.length());
        int start = Math.max(0, Math.min(caret - MAX_WIDTH / 2, line.length() - MAX_WIDTH));
        int end = Math.min(line.length(), start + MAX_WIDTH);
        String before = start > 0 ? CUT : "";
        String after = end < line.length() ? CUT : "";
        return INDENT
                + before
                + line.substring(start, end)
                + after
                + "\n"
                + INDENT
                + " ".repeat(before.length() + caret - start)
                + "^";
    }
}
