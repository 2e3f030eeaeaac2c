package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.EOF;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNICODE_QUOTED_IDENTIFIER;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.grammar.LexicalException;
import io.millrace.planner.parse.grammar.MillraceGrammar;
import io.millrace.planner.parse.grammar.MillraceParserConstants;
import io.millrace.planner.parse.grammar.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;

/**
 * The tokens of a text, comments and blanks left out, the last one the end of the text. Asking for a token before the
 * first gives one that equals nothing, after the last the end. Owned by one parse, which may turn keywords into names.
 */
final class TokenList {
    private static final SqlAbstractParserImpl.Metadata WORDS = MillraceGrammar.words();

    /** What stands before the first token. */
    private static final Token NONE = Token.newToken(-1);

    private final String text;
    private final SourceText source;
    private final List<Token> tokens;

    private TokenList(String text, List<Token> tokens) {
        this.text = text;
        this.source = new SourceText(text);
        this.tokens = tokens;
    }

    /** Cuts a text into tokens; what cannot be cut is a SYNTAX_ERROR. */
    static TokenList of(String text) {
        LongRuns.check(text);
        try {
            TokenList list = new TokenList(text, MillraceGrammar.tokens(text));
            LexicalErrors.check(list);
            return list;
        } catch (LexicalException e) {
            throw LexicalErrors.explain(text, e);
        }
    }

    /** The number of tokens, the end not counted. */
    int size() {
        return tokens.size() - 1;
    }

    /** The tokens {@code from} to {@code to}, exclusive, followed by an end that stands right after them. */
    TokenList slice(int from, int to) {
        List<Token> slice = new ArrayList<>(tokens.subList(from, to));
        Token end = Token.newToken(EOF);
        end.kind = EOF;
        end.image = "";
        end.beginLine = to == from ? 1 : tokens.get(to - 1).endLine;
        end.beginColumn = to == from ? 1 : tokens.get(to - 1).endColumn + 1;
        end.endLine = end.beginLine;
        end.endColumn = end.beginColumn;
        slice.add(end);
        return new TokenList(text, slice);
    }

    /** What the parser takes. */
    List<Token> forParser() {
        return tokens;
    }

    /** The kind of a token, one of {@link MillraceParserConstants}. */
    int kind(int index) {
        return token(index).kind;
    }

    /** A token as it is written. */
    String image(int index) {
        String image = token(index).image;
        return image == null ? "" : image;
    }

    /** Whether a token is this word, in any case, not in quotes. */
    boolean is(int index, String word) {
        return image(index).equalsIgnoreCase(word);
    }

    /** Whether a token is a word at all, keyword or name, not in quotes. */
    boolean isWord(int index) {
        return kind(index) == IDENTIFIER || isKeyword(index);
    }

    /** Whether a token is a keyword, and is parsed as one. */
    boolean isKeyword(int index) {
        int kind = kind(index);
        return kind > 0 && kind < MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;
    }

    /** Whether a token is a keyword that cannot be a name. */
    boolean isReserved(int index) {
        return isKeyword(index) && !WORDS.isNonReservedKeyword(image(index).toUpperCase(Locale.ROOT));
    }

    /** Whether a token can be a name as it is written. */
    boolean isName(int index) {
        int kind = kind(index);
        return kind == IDENTIFIER
                || kind == QUOTED_IDENTIFIER
                || kind == UNICODE_QUOTED_IDENTIFIER
                || (isKeyword(index) && !isReserved(index));
    }

    /** Makes a keyword a name for the parser. */
    void makeName(int index) {
        token(index).kind = IDENTIFIER;
    }

    /** Makes a keyword a name as if it stood in quotes, so that no later step takes it for a function. */
    void makeQuotedName(int index) {
        replace(index, QUOTED_IDENTIFIER, "\"" + token(index).image + "\"");
    }

    /** Puts another token in the place of one. */
    void replace(int index, int kind, String image) {
        Token token = token(index);
        token.kind = kind;
        token.image = image;
    }

    /** Takes tokens out, {@code to} exclusive. */
    void remove(int from, int to) {
        tokens.subList(from, to).clear();
    }

    /** Where a token begins. */
    Position position(int index) {
        Token token = token(index);
        return new Position(Math.max(1, token.beginLine), Math.max(1, token.beginColumn));
    }

    /** The offset in the text at which a token begins. */
    int start(int index) {
        return source.offset(position(index));
    }

    /** The offset in the text after a token's last character. */
    int end(int index) {
        Token token = token(index);
        return Math.min(text.length(), source.offset(token.endLine, token.endColumn) + 1);
    }

    /** The index of the token that begins at a place, or the end's. */
    int indexAt(int line, int column) {
        for (int index = 0; index < size(); index++) {
            Token token = tokens.get(index);
            if (token.beginLine == line && token.beginColumn == column) {
                return index;
            }
        }
        return size();
    }

    /** A SYNTAX_ERROR at a token. */
    EngineException error(int index, String message) {
        return new EngineException(ErrorCode.SYNTAX_ERROR, position(index), message);
    }

    private Token token(int index) {
        if (index < 0) {
            return NONE;
        }
        return tokens.get(Math.min(index, tokens.size() - 1));
    }
}
