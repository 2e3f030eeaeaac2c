package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.CASE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.END;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.NAMED_ARGUMENT_ASSIGNMENT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_STRING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;

import io.millrace.executor.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people write who come from another system, or from haste: looked up by the tokens around the place of an error,
 * whatever the parser expected there.
 */
final class SyntaxHints {
    private static final Pattern INTERVAL_IN_QUOTES =
            Pattern.compile("'\\s*(\\d+)\\s*(second|minute|hour|day|week|month|year)s?\\s*'", Pattern.CASE_INSENSITIVE);

    /** Clauses by their first word. */
    private static final Map<String, String> CLAUSES = Map.of(
            "REFERENCES", "Foreign keys are not supported. Leave REFERENCES out.",
            "FOREIGN", "Foreign keys are not supported. Leave FOREIGN KEY out.",
            "AUTO_INCREMENT", "AUTO_INCREMENT is not supported. Give each row its value.",
            "GENERATED", "GENERATED is not supported. A computed column is written: name AS expression.",
            "PARTITIONED",
                    "PARTITIONED BY is not supported: rows are spread over the workers by themselves. Leave it out.",
            "COMMENT", "COMMENT is not supported yet. Leave it out.",
            "CHANGES", "EMIT CHANGES is what every view does. Leave it out.");

    private final TokenList tokens;

    SyntaxHints(TokenList tokens) {
        this.tokens = tokens;
    }

    /**
     * A hint: where, which error, what to say.
     *
     * @param index the token to point at
     */
    record Hint(int index, ErrorCode code, String message) {}

    /** Where a statement names the table or view that it is about, or -1 if it does not. */
    int nameOfObject() {
        int index = 1;
        if (tokens.is(0, "CREATE")) {
            index += tokens.is(index, "OR") ? 2 : 0;
            index += tokens.is(index, "MATERIALIZED") ? 1 : 0;
        } else if (tokens.is(0, "INSERT")) {
            return tokens.is(1, "INTO") ? 2 : -1;
        } else if (!tokens.is(0, "DROP")) {
            return -1;
        }
        if (!tokens.is(index, "TABLE") && !tokens.is(index, "VIEW")) {
            return -1;
        }
        index++;
        index += tokens.is(index, "IF") ? tokens.is(index + 1, "NOT") ? 3 : 2 : 0;
        return index;
    }

    /** The hint for an error at a token, or null. */
    @Nullable
    Hint at(int found) {
        Hint hint = clause(found);
        if (hint == null) {
            hint = sign(found);
        }
        if (hint == null) {
            hint = interval(found);
        }
        if (hint == null) {
            int undoubled = LexicalErrors.undoubledQuote(tokens, found + 1);
            hint = undoubled < 0 ? null : wrong(undoubled, LexicalErrors.undoubled(tokens, undoubled));
        }
        return hint == null ? openCase(found) : hint;
    }

    private @Nullable Hint clause(int found) {
        if (tokens.is(found, "ON") && tokens.is(found - 1, "DISTINCT")) {
            return unsupported(found, "SELECT DISTINCT ON is not supported. Use GROUP BY with MIN, MAX or ANY_VALUE.");
        }
        if (tokens.is(found - 1, "TOP") && tokens.kind(found) == UNSIGNED_INTEGER_LITERAL) {
            return unsupported(found - 1, "TOP is not supported. Write LIMIT at the end of the query.");
        }
        for (int index = found; index >= found - 1; index--) {
            if (writes() && tokens.is(index, "RETURNING")) {
                return unsupported(index, "RETURNING is not supported. Read the rows with a SELECT.");
            }
            boolean conflict = tokens.is(index + 1, "CONFLICT") || tokens.is(index + 1, "DUPLICATE");
            if (writes() && tokens.is(index, "ON") && conflict) {
                return unsupported(
                        index,
                        "ON " + tokens.image(index + 1).toUpperCase(Locale.ROOT)
                                + " is not supported. UPSERT INTO writes a row whether or not its PRIMARY KEY is there;"
                                + " MERGE says what to do in each case.");
            }
        }
        String message = tokens.isWord(found) ? CLAUSES.get(tokens.image(found).toUpperCase(Locale.ROOT)) : null;
        return message == null ? null : unsupported(found, message);
    }

    /** Whether a statement writes to a table. */
    private boolean writes() {
        return tokens.is(0, "INSERT")
                || tokens.is(0, "UPSERT")
                || tokens.is(0, "UPDATE")
                || tokens.is(0, "DELETE")
                || tokens.is(0, "MERGE");
    }

    private @Nullable Hint sign(int found) {
        if (tokens.is(found, "=") && tokens.is(found - 1, "=")) {
            return wrong(found, "Equality is written with one '='.");
        }
        if (tokens.is(found, "&") && tokens.is(found - 1, "&")) {
            return wrong(found - 1, "'&&' is written as AND.");
        }
        if (tokens.kind(found) == NAMED_ARGUMENT_ASSIGNMENT) {
            return wrong(found, "'=>' is not expected here. Did you mean '>='?");
        }
        boolean isCast = tokens.is(innermostOpen(found) - 1, "CAST");
        if (isCast && tokens.isWord(found) && !tokens.is(found, "AS") && noAsSince(innermostOpen(found), found)) {
            return wrong(found, "AS is missing before " + SyntaxErrors.quoted(tokens, found) + ": CAST(x AS type).");
        }
        return null;
    }

    private boolean noAsSince(int open, int found) {
        for (int index = open + 1; index < found; index++) {
            if (tokens.is(index, "AS")) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Hint interval(int found) {
        if (tokens.is(found, "INTERVAL") && isType(found)) {
            return wrong(found, "An interval type has fields. Write INTERVAL DAY TO SECOND or INTERVAL YEAR TO MONTH.");
        }
        if (!tokens.is(found - 2, "INTERVAL") || tokens.kind(found - 1) != QUOTED_STRING) {
            return null;
        }
        Matcher matcher = INTERVAL_IN_QUOTES.matcher(tokens.image(found - 1));
        String example = matcher.matches()
                ? "INTERVAL '" + matcher.group(1) + "' " + matcher.group(2).toUpperCase(Locale.ROOT)
                : "INTERVAL '5' SECOND";
        return wrong(found - 1, "The unit of an interval stands outside the quotes: " + example + ".");
    }

    /** Whether a word stands where a type does. */
    private boolean isType(int index) {
        boolean ofColumn = tokens.is(0, "CREATE") && tokens.is(1, "TABLE") && tokens.isWord(index - 1);
        return ofColumn || tokens.is(index - 1, "::") || tokens.is(index - 1, "AS");
    }

    /** A CASE whose END is missing, when what was found cannot be inside it. */
    private @Nullable Hint openCase(int found) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int index = 0; index < found; index++) {
            switch (tokens.kind(index)) {
                case LPAREN, CASE -> open.push(index);
                case RPAREN, END -> open.poll();
                default -> {}
            }
        }
        Integer innermost = open.peek();
        boolean leaves =
                tokens.is(found, "FROM") || tokens.is(found, ",") || tokens.is(found, ")") || tokens.is(found, "AS");
        return innermost == null
                        || tokens.kind(innermost) != CASE
                        || innermost == found - 1
                        || !(leaves || found >= tokens.size())
                ? null
                : wrong(
                        found,
                        "END is missing before " + SyntaxErrors.quoted(tokens, found) + ": the CASE at "
                                + tokens.position(innermost) + " is not closed.");
    }

    /** The parenthesis that is open before a token, or -1. */
    int innermostOpen(int end) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int index = 0; index < end; index++) {
            if (tokens.kind(index) == LPAREN) {
                open.push(index);
            } else if (tokens.kind(index) == RPAREN) {
                open.poll();
            }
        }
        return open.isEmpty() ? -1 : open.peek();
    }

    private static Hint wrong(int index, String message) {
        return new Hint(index, ErrorCode.SYNTAX_ERROR, message);
    }

    private static Hint unsupported(int index, String message) {
        return new Hint(index, ErrorCode.NOT_SUPPORTED, message);
    }
}
