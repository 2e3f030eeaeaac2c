package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;

/**
 * Refuses thousands of letters, digits and signs without a blank, outside quotes and comments: {@code a.a.a...} or {@code
 * x::INT::INT...}. For each token of such a run the generated tokeniser reads the run to its end, as it might be the name
 * of a collation, so its time is quadratic in the run. One linear pass over the text.
 */
final class LongRuns {
    /** Four names of the greatest length fit. */
    private static final int MAX_RUN = 1_100;

    private final String text;
    private int index;
    private int runStart;

    private LongRuns(String text) {
        this.text = text;
    }

    static void check(String text) {
        new LongRuns(text).scan();
    }

    private void scan() {
        while (index < text.length()) {
            char c = text.charAt(index);
            if (c == '\'') {
                boolean escapes = index > 0 && (text.charAt(index - 1) == 'E' || text.charAt(index - 1) == 'e');
                skipText(escapes);
            } else if (c == '"') {
                skipPast("\"", 1);
            } else if (text.startsWith("--", index) || text.startsWith("//", index)) {
                skipLine();
            } else if (text.startsWith("/*", index)) {
                skipPast("*/", 2);
            } else {
                index++;
                if (!isOfRun(c)) {
                    runStart = index;
                } else if (index - runStart > MAX_RUN) {
                    throw tooLong();
                }
            }
        }
    }

    private void skipText(boolean escapes) {
        index++;
        while (index < text.length() && text.charAt(index) != '\'') {
            index += escapes && text.charAt(index) == '\\' ? 2 : 1;
        }
        index++;
        runStart = index;
    }

    private void skipPast(String end, int from) {
        int found = text.indexOf(end, index + from);
        index = found < 0 ? text.length() : found + end.length();
        runStart = index;
    }

    private void skipLine() {
        while (index < text.length() && text.charAt(index) != '\n' && text.charAt(index) != '\r') {
            index++;
        }
        runStart = index;
    }

    private static boolean isOfRun(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '.' || c == ':' || c == '-';
    }

    private EngineException tooLong() {
        Position position = new SourceText(text).position(runStart);
        return new EngineException(
                ErrorCode.STATEMENT_TOO_COMPLEX,
                position,
                "From here more than " + MAX_RUN + " characters stand without a blank. Write blanks around operators.");
    }
}
