package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.AS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.BETWEEN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.CONSTRAINT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DOT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EOF;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.FOREIGN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.GT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.INFIX_CAST;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.INTERVAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.KEY;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.MAP;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.MINUS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PLUS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PRIMARY;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RANGE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.ROWS;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.USER;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets reserved words be names where they can be nothing else. SQL reserves words that streams are full of (date, time,
 * timestamp, offset, partition, order, group, end ...). The grammar decides by one token; this looks at the neighbours: a
 * word that stands where an operand begins, and is followed by what follows an operand, is a name, and so is one that
 * begins a column of CREATE TABLE or comes after a dot. {@code DATE '2026-01-01'} or {@code GROUP BY} never look so.
 *
 * <p>One pass over the tokens of one statement, before they are parsed.
 */
final class ContextualNames {
    /** The reserved words that may be names, and VALUE, which Calcite takes for VALUES within parentheses. */
    private static final Set<String> WORDS =
            words("AT BEGIN BINARY BIT BLOB CALL CALLED CHAR CHARACTER CHECK COLUMN COMMIT"
                    + " CONNECT CONSTRAINT CONTAINS CURRENT CURSOR DATE DATETIME DEC DECIMAL DEFINE DELETE DESCRIBE DOUBLE DROP EMIT"
                    + " END EQUALS ESCAPE EVERY EXECUTE EXP EXTEND FETCH FILTER FLOAT FOREIGN FRIDAY FULL FUSION GRANT GROUP IMPORT"
                    + " INNER INSERT INT INTEGER INTERSECTION INTERVAL LARGE LEFT LIMIT MATCHES MEASURE MEMBER MOD MONDAY NATIONAL"
                    + " NEW NEXT NO NONE NUMERIC OF OFFSET ONLY ORDER ORDINAL OUT OUTER OVER OVERLAPS PARTITION PATTERN POWER"
                    + " PREPARE PRIMARY PROCEDURE RANGE REAL RECURSIVE REFERENCES RELEASE RETURN RETURNS RIGHT ROLLBACK ROW ROWS"
                    + " RUNNING SATURDAY SAVEPOINT SET SIMILAR SKIP SMALLINT SQL SUBSET SUNDAY TABLE THURSDAY TIME TIMESTAMP TO"
                    + " TRANSLATION TREAT TRIGGER TRUNCATE TUESDAY UNIQUE UNSIGNED UPDATE USING UUID VALUE VALUES WEDNESDAY WINDOW WITHIN"
                    + " WITHOUT");

    /** Words after which an operand begins. */
    private static final Set<String> BEFORE =
            words("SELECT DISTINCT ALL STREAM WHERE AND OR NOT ON HAVING QUALIFY BY WHEN"
                    + " THEN ELSE CASE BETWEEN LIKE ILIKE IN FROM JOIN INTO FOR PLACING AS TO");

    /** Words that may follow an operand. */
    private static final Set<String> AFTER =
            words("FROM WHERE GROUP HAVING ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT"
                    + " MINUS WINDOW QUALIFY AS AND OR IS IN NOT LIKE ILIKE RLIKE SIMILAR BETWEEN WHEN THEN ELSE END ASC DESC NULLS"
                    + " EMIT JOIN INNER LEFT RIGHT FULL CROSS NATURAL AT TO"
                    + " FOR PLACING ROWS RANGE MEASURES PATTERN ONE DEFINE ESCAPE");

    private static final Set<String> OPERATORS = words("= <> != < > <= >= + - * / % || ~ !");

    /** Calls in whose parentheses the word after AS, or the first operand, is a type. */
    private static final Set<String> TYPE_CALLS = words("CAST TRY_CAST SAFE_CAST CONVERT TREAT");

    private static final Set<String> CONSTRAINTS = words("PRIMARY UNIQUE CHECK FOREIGN");

    private final TokenList tokens;

    /** The words before the parentheses that are open, empty where there is none. */
    private final Deque<String> calls = new ArrayDeque<>();

    /** How many {@code MAP<} are open. */
    private int openMaps;

    /** The parenthesis that opens the elements of CREATE TABLE, or -1. */
    private final int elements;

    private ContextualNames(TokenList tokens) {
        this.tokens = tokens;
        this.elements = tableElements(tokens);
    }

    /** Makes names of the keywords that can be nothing else. */
    static void apply(TokenList tokens) {
        ContextualNames names = new ContextualNames(tokens);
        for (int index = 0; index < tokens.size(); index++) {
            names.visit(index);
        }
    }

    private void visit(int index) {
        switch (tokens.kind(index)) {
            case LPAREN -> calls.push(tokens.isWord(index - 1) ? upper(index - 1) : "");
            case RPAREN -> calls.poll();
            case LT -> openMaps += tokens.kind(index - 1) == MAP ? 1 : 0;
            case GT -> openMaps = Math.max(0, openMaps - 1);
            // The user who is connected is CURRENT_USER; USER is a column in too many tables.
            case USER -> tokens.makeQuotedName(index);
            default -> {
                if (tokens.isKeyword(index) && WORDS.contains(upper(index)) && isName(index)) {
                    tokens.makeName(index);
                }
            }
        }
    }

    private boolean isName(int index) {
        if (openMaps > 0) {
            return false;
        }
        if (tokens.kind(index - 1) == DOT) {
            return tokens.kind(index + 1) != LPAREN;
        }
        return beginsColumn(index) || (beginsOperand(index) && endsOperand(index));
    }

    private boolean beginsColumn(int index) {
        boolean beginsElement = elements >= 0
                && calls.size() == 1
                && index > elements
                && (index == elements + 1 || tokens.kind(index - 1) == COMMA);
        boolean isConstraint = switch (tokens.kind(index)) {
            case PRIMARY, FOREIGN -> tokens.kind(index + 1) == KEY;
            case CONSTRAINT -> CONSTRAINTS.contains(upper(index + 2));
            default -> false;
        };
        return beginsElement && !isConstraint && tokens.kind(index + 1) != LPAREN;
    }

    private boolean beginsOperand(int index) {
        int before = tokens.kind(index - 1);
        boolean inTypeCall = !calls.isEmpty() && TYPE_CALLS.contains(calls.peek());
        if (inTypeCall && (before == AS || before == LPAREN)) {
            return before == LPAREN && tokens.kind(index + 1) != COMMA;
        }
        return before == LPAREN
                || before == COMMA
                || before == LBRACKET
                || OPERATORS.contains(tokens.image(index - 1))
                || (tokens.isKeyword(index - 1) && BEFORE.contains(upper(index - 1)));
    }

    private boolean endsOperand(int index) {
        int after = tokens.kind(index + 1);
        return switch (tokens.kind(index)) {
            case INTERVAL -> after != PLUS && after != MINUS && endsOperand(after, index);
            case ROWS, RANGE -> after != BETWEEN && endsOperand(after, index);
            default -> endsOperand(after, index);
        };
    }

    private boolean endsOperand(int after, int index) {
        return after == COMMA
                || after == RPAREN
                || after == RBRACKET
                || after == EOF
                || after == DOT
                || after == INFIX_CAST
                || OPERATORS.contains(tokens.image(index + 1))
                || (tokens.isKeyword(index + 1) && AFTER.contains(upper(index + 1)));
    }

    private String upper(int index) {
        return tokens.image(index).toUpperCase(Locale.ROOT);
    }

    private static int tableElements(TokenList tokens) {
        if (!tokens.is(0, "CREATE") || !tokens.is(1, "TABLE")) {
            return -1;
        }
        int index = tokens.is(2, "IF") && tokens.is(3, "NOT") ? 5 : 2;
        while (tokens.kind(index + 1) == DOT) {
            index += 2;
        }
        return tokens.kind(index + 1) == LPAREN ? index + 1 : -1;
    }

    private static Set<String> words(String words) {
        return Arrays.stream(words.split(" ")).collect(Collectors.toUnmodifiableSet());
    }
}
