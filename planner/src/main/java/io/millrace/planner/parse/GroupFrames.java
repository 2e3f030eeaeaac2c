package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.AND;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.AS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.BETWEEN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.BY;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.CASE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.CONCAT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.CURRENT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DECIMAL_NUMERIC_LITERAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DISTINCT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DOT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ELSE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EQ;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.GE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.GROUPS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.GT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.HAVING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.HOOK;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.IN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LIKE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.MINUS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.NE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.NE2;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.NOT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ON;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.OR;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.OVER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PERCENT_REMAINDER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PLUS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUALIFY;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RANGE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ROWS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.SELECT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.SLASH;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.STAR;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.THEN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNBOUNDED;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.WHEN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.WHERE;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.Set;

/**
 * Lets window frames count groups of peers, which Calcite's grammar and plans do not know. {@code GROUPS BETWEEN 2 PRECEDING AND CURRENT
 * ROW} is passed on as ROWS with {@link #MARK} added to its offsets, and taken apart again when it is lowered; without offsets it
 * is RANGE, which means the same. One pass over the tokens of one statement, before they are parsed.
 */
public final class GroupFrames {
    /** Added to an offset of rows that counts groups; no frame of rows has one as large. */
    public static final long MARK = 1_000_000_000_000L;

    private static final int MAX_DIGITS = 9;

    /** What stands before an expression: GROUPS behind it is the name of a column. */
    private static final Set<Integer> BEFORE_EXPRESSION = Set.of(
            BY,
            COMMA,
            DOT,
            SELECT,
            DISTINCT,
            WHERE,
            HAVING,
            QUALIFY,
            ON,
            AND,
            OR,
            NOT,
            CASE,
            WHEN,
            THEN,
            ELSE,
            BETWEEN,
            IN,
            LIKE,
            EQ,
            GT,
            LT,
            LE,
            GE,
            NE,
            NE2,
            PLUS,
            MINUS,
            STAR,
            SLASH,
            PERCENT_REMAINDER,
            CONCAT);

    private final TokenList tokens;

    private GroupFrames(TokenList tokens) {
        this.tokens = tokens;
    }

    static void apply(TokenList tokens) {
        GroupFrames frames = new GroupFrames(tokens);
        for (int index = 1; index < tokens.size() - 1; index++) {
            if (frames.isFrame(index)) {
                boolean marked = frames.offsets(index, MARK);
                tokens.replace(index, marked ? ROWS : RANGE, marked ? "ROWS" : "RANGE");
            } else if (tokens.kind(index) == ROWS && frames.isInWindow(index)) {
                frames.offsets(index, 0);
            }
        }
    }

    private boolean isFrame(int index) {
        if (tokens.kind(index) != GROUPS || BEFORE_EXPRESSION.contains(tokens.kind(index - 1))) {
            return false;
        }
        return switch (tokens.kind(index + 1)) {
            case BETWEEN, UNBOUNDED, CURRENT, UNSIGNED_INTEGER_LITERAL, DECIMAL_NUMERIC_LITERAL, HOOK ->
                isInWindow(index);
            default -> false;
        };
    }

    /** Whether the innermost parenthesis around a token is that of OVER (...) or of WINDOW w AS (...). */
    private boolean isInWindow(int index) {
        int open = 1;
        int at = index;
        while (open > 0 && --at > 0) {
            open += tokens.kind(at) == RPAREN ? 1 : tokens.kind(at) == LPAREN ? -1 : 0;
        }
        return at > 0 && (tokens.kind(at - 1) == OVER || tokens.kind(at - 1) == AS);
    }

    /** Adds a mark to the offsets of a frame; returns whether there are any. */
    private boolean offsets(int index, long mark) {
        boolean between = tokens.kind(index + 1) == BETWEEN;
        int first = between ? index + 2 : index + 1;
        boolean found = offset(first, mark);
        int second = first + 2;
        if (between && second < tokens.size() && tokens.kind(second) == AND) {
            found |= offset(second + 1, mark);
        }
        return found;
    }

    private boolean offset(int index, long mark) {
        if (index >= tokens.size() || tokens.kind(index) == UNBOUNDED || tokens.kind(index) == CURRENT) {
            return false;
        }
        if (tokens.kind(index) == UNSIGNED_INTEGER_LITERAL) {
            String digits = tokens.image(index);
            // More than rows can be kept.
            long offset = digits.length() > MAX_DIGITS ? Integer.MAX_VALUE : Long.parseLong(digits);
            tokens.replace(index, UNSIGNED_INTEGER_LITERAL, String.valueOf(mark + offset));
        } else if (mark > 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    tokens.position(index),
                    "GROUPS takes a constant whole number, UNBOUNDED or CURRENT ROW.");
        }
        return true;
    }
}
