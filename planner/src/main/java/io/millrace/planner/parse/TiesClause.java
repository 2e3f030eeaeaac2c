package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.FETCH;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.FIRST;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.HOOK;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.NEXT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ONLY;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ROW;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ROWS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.WITH;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;

/**
 * Lets FETCH end in WITH TIES, which Calcite's grammar and plans do not know: {@code FETCH FIRST 3 ROWS WITH TIES} is passed on as
 * ONLY with {@link #MARK} added to the number, and taken apart again before the plan is rewritten. One pass over the tokens of
 * one statement, before they are parsed.
 */
public final class TiesClause {
    /** Added to a number of rows that ties may exceed; nobody fetches as many. */
    public static final BigDecimal MARK = BigDecimal.TEN.pow(24);

    private static final int MAX_DIGITS = 18;

    private TiesClause() {}

    static void apply(TokenList tokens) {
        for (int with = 3; with < tokens.size() - 1; with++) {
            if (tokens.kind(with) == WITH && tokens.is(with + 1, "TIES") && isFetch(tokens, with)) {
                mark(tokens, with - 2);
                tokens.replace(with, ONLY, "ONLY");
                tokens.remove(with + 1, with + 2);
            }
        }
    }

    /** Whether {@code FETCH FIRST n ROWS} stands before a token; n may be anything. */
    private static boolean isFetch(TokenList tokens, int with) {
        int rows = tokens.kind(with - 1);
        int first = tokens.kind(with - 3);
        return (rows == ROW || rows == ROWS) && (first == FIRST || first == NEXT) && tokens.kind(with - 4) == FETCH;
    }

    private static void mark(TokenList tokens, int number) {
        if (tokens.kind(number) == HOOK) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    tokens.position(number),
                    "A parameter as the number of rows WITH TIES is not supported. Write the number, or use RANK() OVER (...)"
                            + " <= ? in QUALIFY.");
        }
        if (tokens.kind(number) != UNSIGNED_INTEGER_LITERAL
                || tokens.image(number).length() > MAX_DIGITS) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT, tokens.position(number), "FETCH ... WITH TIES takes a whole number.");
        }
        BigDecimal marked = new BigDecimal(tokens.image(number)).add(MARK);
        tokens.replace(number, UNSIGNED_INTEGER_LITERAL, marked.toPlainString());
    }
}
