package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EOF;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EQ;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_STRING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.grammar.MillraceGrammar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong where the parser stopped. The parser knows the token it met and hundreds that could have stood there;
 * of that, this tells what a beginner can act on. Causes are tried from the most to the least certain.
 */
final class SyntaxErrors {
    /** More expected words than these are no help. */
    private static final int MAX_EXPECTED = 6;

    private static final int MAX_QUOTED = 40;

    /** Words that begin a clause: what stands before the place of an error and is near to one was probably meant as it. */
    private static final List<String> CLAUSES = List.of(
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
            "WATERMARK");

    /** Clauses of other systems, told by name. */
    private static final Map<String, String> REFUSED_CLAUSES = Map.of(
            "CHECK", "CHECK constraints are not supported yet. Leave it out.",
            "UNIQUE", "UNIQUE constraints are not supported yet. A table has one PRIMARY KEY.",
            "REFERENCES", "Foreign keys are not supported. Leave REFERENCES out.",
            "FOREIGN", "Foreign keys are not supported. Leave FOREIGN KEY out.",
            "AUTO_INCREMENT", "AUTO_INCREMENT is not supported. Give each row its value.",
            "GENERATED", "GENERATED columns are written as: name AS expression.",
            "PARTITIONED",
                    "PARTITIONED BY is not supported: rows are spread over the workers by themselves. Leave it out.",
            "COMMENT", "COMMENT is not supported yet. Leave it out.",
            "CHANGES", "EMIT CHANGES is what every view does. Leave it out.");

    private final TokenList tokens;

    SyntaxErrors(TokenList tokens) {
        this.tokens = tokens;
    }

    /** A token for a message: in single quotes, shortened; the end in words. */
    static String quoted(TokenList tokens, int index) {
        if (index >= tokens.size()) {
            return "the end";
        }
        String image = tokens.image(index);
        return "'" + (image.length() > MAX_QUOTED ? image.substring(0, MAX_QUOTED) + "..." : image) + "'";
    }

    EngineException explain(SqlParseException e) {
        if (e.getExpectedTokenSequences() == null || e.getExpectedTokenSequences().length == 0) {
            return explainMessage(e);
        }
        int found = tokens.indexAt(e.getPos().getLineNum(), e.getPos().getColumnNum());
        Expected expected = Expected.of(e.getExpectedTokenSequences());
        EngineException explained = unsupportedClause(found, e);
        if (explained == null) {
            explained = misspelt(found, expected, e);
        }
        if (explained == null) {
            explained = brackets(found, expected, e);
        }
        if (explained == null) {
            explained = wrongName(found, expected, e);
        }
        return explained == null ? unexpected(found, expected, e) : explained;
    }

    /** The parser's own words, for what it notices by other means than its grammar. */
    private EngineException explainMessage(SqlParseException e) {
        Position position = Positions.of(e.getPos());
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Query expression encountered")) {
            message = "A query cannot stand here. Put it in parentheses.";
        } else if (message.startsWith("Non-query expression encountered")) {
            message = "A query was expected here: SELECT ..., VALUES ... or WITH ....";
        } else if (message.startsWith("Length of identifier")) {
            message =
                    "A name has at most " + Parser.CONFIG.identifierMaxLength() + " characters. Choose a shorter one.";
        }
        return new EngineException(
                ErrorCode.SYNTAX_ERROR, position == null ? tokens.position(0) : position, message, e);
    }

    private @Nullable EngineException unsupportedClause(int found, SqlParseException e) {
        String message = REFUSED_CLAUSES.get(tokens.image(found).toUpperCase(Locale.ROOT));
        return message == null || !tokens.isWord(found)
                ? null
                : new EngineException(ErrorCode.NOT_SUPPORTED, tokens.position(found), message, e);
    }

    /** A word that is nearly a keyword: the one found, or the one before it, which was taken for a name. */
    private @Nullable EngineException misspelt(int found, Expected expected, SqlParseException e) {
        if (tokens.kind(found - 1) == IDENTIFIER && found > 1) {
            String meant = Suggestions.nearest(tokens.image(found - 1), CLAUSES);
            if (meant != null) {
                return meant(found - 1, meant, e);
            }
        }
        if (tokens.kind(found) == IDENTIFIER) {
            String meant = Suggestions.nearest(tokens.image(found), expected.words);
            if (meant != null) {
                return meant(found, meant, e);
            }
        }
        return null;
    }

    private EngineException meant(int index, String meant, SqlParseException e) {
        return error(index, quoted(tokens, index) + " is not expected here. Did you mean '" + meant + "'?", e);
    }

    private @Nullable EngineException brackets(int found, Expected expected, SqlParseException e) {
        int open = innermostOpen(found);
        if (tokens.kind(found) == EOF && open >= 0) {
            return error(open, "The parenthesis that opens here is never closed. Add a ')'.", e);
        }
        if (tokens.kind(found) == RPAREN && open < 0) {
            return error(found, "No parenthesis is open that this ')' could close. Remove it.", e);
        }
        boolean lastOfList = tokens.kind(found) == RPAREN || tokens.kind(found) == EOF || tokens.is(found, "FROM");
        if (lastOfList && tokens.kind(found - 1) == COMMA) {
            return error(found - 1, "Nothing follows this comma. Remove it, or add what is missing.", e);
        }
        boolean missingComma = expected.kinds.contains(COMMA) && expected.kinds.contains(RPAREN);
        if (missingComma && open >= 0 && (tokens.isWord(found) || tokens.kind(found) == QUOTED_STRING)) {
            return error(found, "A ',' or ')' is missing before " + quoted(tokens, found) + ".", e);
        }
        return null;
    }

    private @Nullable EngineException wrongName(int found, Expected expected, SqlParseException e) {
        if (!expected.kinds.contains(IDENTIFIER)) {
            return null;
        }
        if (tokens.isReserved(found)) {
            return error(
                    found,
                    quoted(tokens, found) + " is a reserved word of SQL. To use it as a name, write \""
                            + tokens.image(found) + "\""
                            + (expected.isOperand() ? "; otherwise something is missing before it." : "."),
                    e);
        }
        if (tokens.kind(found) == QUOTED_STRING && !expected.kinds.contains(QUOTED_STRING)) {
            String image = tokens.image(found);
            return error(
                    found,
                    "A name was expected, but " + quoted(tokens, found) + " is a text. Write \""
                            + image.substring(1, image.length() - 1) + "\", in double quotes, or without quotes.",
                    e);
        }
        return null;
    }

    private EngineException unexpected(int found, Expected expected, SqlParseException e) {
        String what = expected.describe();
        String message = tokens.kind(found) == EOF
                ? "The statement ends too early."
                : quoted(tokens, found) + " is not expected here.";
        return error(found, message + (what.isEmpty() ? "" : " Expected " + what + "."), e);
    }

    /** The bracket that is open before a token, or -1. */
    private int innermostOpen(int end) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int index = 0; index < end; index++) {
            if (tokens.kind(index) == LPAREN) {
                open.push(index);
            } else if (tokens.kind(index) == RPAREN && !open.isEmpty()) {
                open.pop();
            }
        }
        return open.isEmpty() ? -1 : open.peek();
    }

    private EngineException error(int index, String message, SqlParseException e) {
        return new EngineException(ErrorCode.SYNTAX_ERROR, tokens.position(index), message, e);
    }

    /** What could have stood there. */
    private record Expected(Set<Integer> kinds, Set<String> words) {
        static Expected of(int[][] sequences) {
            Set<Integer> kinds = new TreeSet<>();
            Set<String> words = new TreeSet<>();
            for (int[] sequence : sequences) {
                kinds.add(sequence[0]);
                String image = MillraceGrammar.image(sequence[0]);
                if (image.startsWith("\"") && Character.isLetter(image.charAt(1))) {
                    words.add(image.substring(1, image.length() - 1));
                }
            }
            return new Expected(kinds, words);
        }

        /** Whether an expression could begin there. */
        boolean isOperand() {
            return kinds.contains(IDENTIFIER) && kinds.contains(UNSIGNED_INTEGER_LITERAL);
        }

        String describe() {
            List<String> parts = new ArrayList<>();
            if (isOperand()) {
                parts.add("a name, a value or an expression");
            } else if (kinds.contains(IDENTIFIER)) {
                parts.add("a name");
            } else if (kinds.contains(QUOTED_STRING)) {
                parts.add("a text in single quotes");
            }
            if (!isOperand()) {
                addSigns(parts);
                if (words.size() <= MAX_EXPECTED) {
                    words.forEach(parts::add);
                }
            }
            return parts.size() <= 1 || parts.size() > MAX_EXPECTED
                    ? parts.isEmpty() ? "" : parts.get(0)
                    : String.join(", ", parts.subList(0, parts.size() - 1)) + " or " + parts.get(parts.size() - 1);
        }

        private void addSigns(List<String> parts) {
            if (kinds.contains(LPAREN)) {
                parts.add("'('");
            }
            if (kinds.contains(COMMA)) {
                parts.add("','");
            }
            if (kinds.contains(RPAREN)) {
                parts.add("')'");
            }
            if (kinds.contains(EQ) && kinds.size() < MAX_EXPECTED) {
                parts.add("'='");
            }
        }
    }
}
