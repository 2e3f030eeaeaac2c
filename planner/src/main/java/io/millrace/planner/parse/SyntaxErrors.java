package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DOT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EOF;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_STRING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong where the parser stopped. The parser knows the token it met and hundreds that could have stood there;
 * of that, this tells what a beginner can act on. Causes are tried from the most to the least certain.
 */
final class SyntaxErrors {
    private static final int MAX_QUOTED = 40;

    /** Words that begin a clause. */
    private static final Set<String> CLAUSES = Set.of(
            "FROM",
            "WHERE",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "OFFSET",
            "JOIN",
            "INNER",
            "LEFT",
            "RIGHT",
            "FULL",
            "CROSS",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "VALUES",
            "SELECT",
            "WINDOW",
            "EMIT",
            "ON",
            "BY",
            "AND",
            "OR",
            "THEN",
            "ELSE",
            "WHEN",
            "AS",
            "INTO",
            "FETCH",
            "QUALIFY");

    /** What a word that stands where a clause could begin may have been meant as. The first of two equally near wins. */
    private static final List<String> MEANT = List.of(
            "FROM",
            "WHERE",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "OFFSET",
            "JOIN",
            "INNER",
            "LEFT",
            "RIGHT",
            "FULL",
            "CROSS",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "VALUES",
            "SELECT",
            "WINDOW",
            "EMIT",
            "USING",
            "BETWEEN",
            "DEFAULT",
            "METADATA",
            "PRIMARY",
            "WATERMARK",
            "ENFORCED");

    /** Words between two operands: when the parser stops at one, the next token is what does not fit. */
    /** Words behind which the name of a relation stands, at the end of the statement perhaps. */
    private static final Set<String> RELATION_FOLLOWS = Set.of("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "VIEW");

    private static final Set<String> CONNECTORS = Set.of(
            "=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "~", "&", "AND", "OR", "IN", "IS",
            "NOT", "LIKE", "ILIKE", "BETWEEN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "::");

    private final TokenList tokens;
    private final SyntaxHints hints;

    SyntaxErrors(TokenList tokens) {
        this.tokens = tokens;
        this.hints = new SyntaxHints(tokens);
    }

    /** A token for a message: in single quotes unless it has quotes of its own, shortened; the end in words. */
    static String quoted(TokenList tokens, int index) {
        if (index >= tokens.size()) {
            return "the end";
        }
        String image = tokens.image(index);
        String shortened = image.length() > MAX_QUOTED ? image.substring(0, MAX_QUOTED) + "..." : image;
        return image.startsWith("'") || image.startsWith("\"") ? shortened : "'" + shortened + "'";
    }

    /** The name at a place for an example, or one that stands for it. */
    static String named(TokenList tokens, int index) {
        return index < tokens.size() && tokens.isName(index) ? tokens.image(index) : "t";
    }

    EngineException explain(SqlParseException e) {
        if (e.getExpectedTokenSequences() == null || e.getExpectedTokenSequences().length == 0) {
            return explainMessage(e);
        }
        int stopped = tokens.indexAt(e.getPos().getLineNum(), e.getPos().getColumnNum());
        ExpectedTokens expected = ExpectedTokens.of(e.getExpectedTokenSequences());
        boolean next = isNextToBlame(stopped, expected);
        int found = next ? stopped + 1 : stopped;
        SyntaxHints.Hint hint = hints.at(found);
        if (hint != null) {
            return new EngineException(hint.code(), tokens.position(hint.index()), hint.message(), e);
        }
        int name = hints.nameOfObject();
        if (name >= 0 && name >= stopped - 1 && tokens.isReserved(name)) {
            return reserved(name, e);
        }
        EngineException explained = misspelt(found, expected, e);
        if (explained == null) {
            explained = brackets(found, expected, e);
        }
        if (explained == null && !next) {
            explained = wrongName(found, expected, e);
        }
        return explained == null ? unexpected(found, next ? after(stopped) : expected.describe(), e) : explained;
    }

    /**
     * The parser looks two tokens ahead in many places, and when the second does not fit it stops at the first. That is so
     * where the first is among what it expected, or connects what was before to something.
     */
    private boolean isNextToBlame(int stopped, ExpectedTokens expected) {
        if (stopped >= tokens.size()) {
            return false;
        }
        if (tokens.isReserved(stopped) || !tokens.isWord(stopped)) {
            boolean connects = CONNECTORS.contains(tokens.image(stopped).toUpperCase(Locale.ROOT))
                    || (tokens.kind(stopped) == COMMA && (expected.contains(COMMA) || tokens.kind(stopped + 1) == EOF))
                    || tokens.kind(stopped) == DOT;
            return connects && endsOperand(stopped - 1);
        }
        return tokens.isName(stopped)
                && expected.contains(IDENTIFIER)
                && (tokens.kind(stopped + 1) == EOF || expected.isOperand());
    }

    private boolean endsOperand(int index) {
        int kind = tokens.kind(index);
        return tokens.isName(index)
                || kind == QUOTED_STRING
                || (kind >= UNSIGNED_INTEGER_LITERAL && kind <= QUOTED_STRING)
                || kind == RPAREN
                || kind == RBRACKET;
    }

    /** What may follow a connector. */
    private String after(int connector) {
        return switch (tokens.image(connector).toUpperCase(Locale.ROOT)) {
            case "IN" -> "'(' with a list or a query";
            case "IS" -> "NULL, NOT NULL, TRUE, FALSE or DISTINCT FROM";
            case "NOT" -> "IN, LIKE, ILIKE, SIMILAR or BETWEEN";
            case "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL" -> "JOIN";
            case "." -> "a name";
            case "::" -> "a type such as INT, VARCHAR or TIMESTAMP(3)";
            default -> tokens.isName(connector) ? "" : ExpectedTokens.OPERAND;
        };
    }

    /** The parser's own words, for what it notices by other means than its grammar. */
    private EngineException explainMessage(SqlParseException e) {
        Position position = Positions.of(e.getPos());
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Query expression encountered")) {
            message = "A query cannot stand here. Put it in parentheses.";
        } else if (message.startsWith("Non-query expression encountered")) {
            message = "A query was expected here: SELECT, VALUES or WITH.";
        } else if (message.startsWith("Length of identifier")) {
            message =
                    "A name has at most " + Parser.CONFIG.identifierMaxLength() + " characters. Choose a shorter one.";
        } else if (message.startsWith("BETWEEN operator has no")) {
            message = "AND is missing: x BETWEEN a AND b.";
        } else if (!message.endsWith(".")) {
            message = message + ".";
        }
        return new EngineException(
                ErrorCode.SYNTAX_ERROR, position == null ? tokens.position(0) : position, message, e);
    }

    /** A word that is nearly a keyword: the one found, or the one before it, which was taken for a name. */
    private @Nullable EngineException misspelt(int found, ExpectedTokens expected, SqlParseException e) {
        boolean afterOperand = endsOperand(found - 2) || tokens.is(found - 2, "*");
        if (tokens.kind(found - 1) == IDENTIFIER && afterOperand) {
            String meant = Suggestions.nearest(tokens.image(found - 1), MEANT);
            if (meant != null) {
                return meant(found - 1, meant, e);
            }
        }
        if (tokens.kind(found) == IDENTIFIER) {
            String meant = Suggestions.nearest(tokens.image(found), expected.words());
            if (meant != null) {
                return meant(found, meant, e);
            }
        }
        return null;
    }

    private EngineException meant(int index, String meant, SqlParseException e) {
        return error(index, quoted(tokens, index) + " is not expected here. Did you mean '" + meant + "'?", e);
    }

    private @Nullable EngineException brackets(int found, ExpectedTokens expected, SqlParseException e) {
        int open = hints.innermostOpen(found);
        boolean lastOfList = tokens.kind(found) == RPAREN || tokens.kind(found) == EOF || tokens.is(found, "FROM");
        if (lastOfList && tokens.kind(found - 1) == COMMA) {
            return error(found - 1, "Nothing follows this comma. Remove it, or add what is missing.", e);
        }
        int openAtEnd = hints.innermostOpen(tokens.size());
        if (openAtEnd >= 0 && found >= tokens.size() - 1) {
            return error(openAtEnd, "The parenthesis that opens here is never closed. Add a ')'.", e);
        }
        if (tokens.kind(found) == RPAREN && open < 0) {
            return error(found, "No parenthesis is open that this ')' could close. Remove it.", e);
        }
        boolean missingComma = expected.contains(COMMA) && expected.contains(RPAREN);
        if (missingComma && open >= 0 && (tokens.isWord(found) || tokens.kind(found) == QUOTED_STRING)) {
            return error(found, "A ',' or ')' is missing before " + quoted(tokens, found) + ".", e);
        }
        return null;
    }

    private @Nullable EngineException wrongName(int found, ExpectedTokens expected, SqlParseException e) {
        if (!expected.contains(IDENTIFIER) || expected.isType()) {
            return null;
        }
        boolean isClause = CLAUSES.contains(tokens.image(found).toUpperCase(Locale.ROOT)) && tokens.isReserved(found);
        // A reserved word that was taken for what it is, as CASE in: SELECT a, case FROM t.
        if ((isClause || !tokens.isWord(found)) && tokens.is(found - 1, "CASE")) {
            return reserved(found - 1, e);
        }
        if (isClause && !tokens.is(found, "FROM") && endsItem(found + 1)) {
            return reserved(found, e);
        }
        if (isClause && tokens.kind(found + 1) == EOF && RELATION_FOLLOWS.contains(upper(found - 1))) {
            return reserved(found, e);
        }
        if (isClause && tokens.kind(found + 1) == RPAREN && !expected.isOperand()) {
            return reserved(found, e);
        }
        boolean isColumn = tokens.isWord(found + 1) && expected.words().contains("PRIMARY");
        if (isClause && !isColumn) {
            return error(
                    found,
                    "Something is missing before " + quoted(tokens, found) + ". Expected " + expected.describe() + ".",
                    e);
        }
        if (tokens.isReserved(found)) {
            return reserved(found, e);
        }
        if (tokens.kind(found) == QUOTED_STRING && !expected.contains(QUOTED_STRING)) {
            String image = tokens.image(found);
            return error(
                    found,
                    "A name was expected, but " + quoted(tokens, found) + " is a text. Write \""
                            + image.substring(1, image.length() - 1) + "\", in double quotes, or without quotes.",
                    e);
        }
        return null;
    }

    /** Whether what stands here can only follow an operand, so that the word before it was meant as a name. */
    private String upper(int index) {
        return tokens.image(index).toUpperCase(Locale.ROOT);
    }

    private boolean endsItem(int index) {
        return tokens.is(index, "FROM") || tokens.kind(index) == COMMA || tokens.is(index, "=");
    }

    private EngineException reserved(int index, SqlParseException e) {
        return error(
                index,
                quoted(tokens, index) + " is a reserved word of SQL. To use it as a name, put it in double quotes: \""
                        + tokens.image(index) + "\".",
                e);
    }

    private EngineException unexpected(int found, String expected, SqlParseException e) {
        String message = tokens.kind(found) == EOF
                ? "The statement ends too early."
                : quoted(tokens, found) + " is not expected here.";
        return error(found, message + (expected.isEmpty() ? "" : " Expected " + expected + "."), e);
    }

    private EngineException error(int index, String message, SqlParseException e) {
        return new EngineException(ErrorCode.SYNTAX_ERROR, tokens.position(index), message, e);
    }
}
