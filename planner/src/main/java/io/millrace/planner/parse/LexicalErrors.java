package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.grammar.LexicalException;
import io.millrace.planner.parse.grammar.MillraceParserConstants;

/** What is wrong with a text before its grammar: quotes and comments that do not end, characters that mean nothing. */
final class LexicalErrors {
    private LexicalErrors() {}

    /** Finds the tokens that only a broken text has: a quote by itself, the end of a comment that did not begin. */
    static void check(TokenList tokens) {
        for (int index = 0; index < tokens.size(); index++) {
            switch (tokens.kind(index)) {
                case MillraceParserConstants.QUOTE -> {
                    int undoubled = undoubledQuote(tokens, index);
                    throw undoubled >= 0
                            ? tokens.error(undoubled, undoubled(tokens, undoubled))
                            : tokens.error(
                                    index,
                                    "The text that begins here is never closed. Close it with a single quote (').");
                }
                case MillraceParserConstants.DOUBLE_QUOTE ->
                    throw tokens.error(
                            index, "The name that begins here is never closed. Close it with a double quote (\").");
                case MillraceParserConstants.BEL ->
                    throw tokens.error(index, "A control character stands here. Remove it.");
                default -> {}
            }
        }
    }

    /** The first text before a token that a word follows without a blank between them, as in {@code 'it's'}; -1 if none. */
    static int undoubledQuote(TokenList tokens, int before) {
        for (int index = 0; index < Math.min(before, tokens.size()) - 1; index++) {
            if (tokens.kind(index) == MillraceParserConstants.QUOTED_STRING
                    && tokens.isName(index + 1)
                    && tokens.end(index) == tokens.start(index + 1)) {
                return index;
            }
        }
        return -1;
    }

    /** What to say of such a text. */
    static String undoubled(TokenList tokens, int index) {
        String text = tokens.image(index);
        String word = tokens.image(index + 1);
        return "This text ends before " + SyntaxErrors.quoted(tokens, index + 1)
                + ". A quote inside of a text is written twice: " + text + "'" + word + " ...'.";
    }

    /** What could not be cut into tokens. */
    static EngineException explain(String text, LexicalException cause) {
        Position position = new Position(cause.line(), cause.column());
        String rest = text.substring(new SourceText(text).offset(position));
        return new EngineException(ErrorCode.SYNTAX_ERROR, position, message(rest), cause);
    }

    private static String message(String rest) {
        if (rest.startsWith("/*")) {
            return "The comment that begins here is never closed. Close it with */.";
        }
        if (rest.isEmpty()) {
            return "The statement ends in the middle of a word or quote.";
        }
        int found = rest.codePointAt(0);
        if (found == '`') {
            return "Names are put in double quotes (\"like this\"), not in backticks.";
        }
        return "The character '" + Character.toString(found)
                + "' means nothing here. Remove it, or put the name that has it" + " in double quotes.";
    }
}
