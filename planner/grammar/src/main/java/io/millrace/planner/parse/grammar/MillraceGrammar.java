package io.millrace.planner.parse.grammar;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * The entrance to the generated parser, in two steps, so that a caller may look at the tokens, and change them, before
 * they are parsed. Stateless; cost is linear in the text for {@link #tokens}.
 */
public final class MillraceGrammar {
    private MillraceGrammar() {}

    /**
     * Cuts a text into tokens, comments and blanks left out. The last token is the end of the text. Lines and columns
     * count from 1, a tab is one column.
     */
    public static List<Token> tokens(String text) throws LexicalException {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        try {
            Token token;
            do {
                token = lexer.getNextToken();
                tokens.add(token);
            } while (token.kind != MillraceParserConstants.EOF);
        } catch (TokenMgrError e) {
            throw lexer.failure(e);
        }
        return tokens;
    }

    /**
     * Parses one statement. The tokens are those of {@link #tokens}, used up by this call; the last one is the end.
     * Recursion is as deep as the statement is nested.
     */
    public static SqlNode parse(List<Token> tokens, SqlParser.Config config) throws SqlParseException {
        MillraceParser parser = parser(tokens, config);
        try {
            return parser.parseSqlStmtEof();
        } catch (Exception e) {
            throw parser.normalizeException(e);
        }
    }

    /** What the parser knows of words: which are keywords and which of them are reserved. */
    public static SqlAbstractParserImpl.Metadata words() {
        return new MillraceParser(new StringReader("")).getMetadata();
    }

    /** A token as a message would show it: {@code "SELECT"} in double quotes for words, {@code <IDENTIFIER>} for classes. */
    public static String image(int kind) {
        return MillraceParserConstants.tokenImage[kind];
    }

    private static MillraceParser parser(List<Token> tokens, SqlParser.Config config) {
        MillraceParser parser = new MillraceParser(new StringReader(""));
        parser.token_source = new ListedTokens(tokens);
        parser.setQuotedCasing(config.quotedCasing());
        parser.setUnquotedCasing(config.unquotedCasing());
        parser.setIdentifierMaxLength(config.identifierMaxLength());
        parser.setTimeUnitCodes(config.timeUnitCodes());
        parser.setConformance(config.conformance());
        return parser;
    }

    /** Reads tokens off a text, names in double quotes. */
    private static final class Lexer extends MillraceParserTokenManager {
        private final SimpleCharStream characters;

        Lexer(String text) {
            this(new SimpleCharStream(new StringReader(text), 1, 1, Math.max(1, Math.min(text.length(), 4096))));
        }

        private Lexer(SimpleCharStream characters) {
            super(characters, MillraceParserConstants.DQID);
            this.characters = characters;
            characters.setTabSize(1);
        }

        LexicalException failure(TokenMgrError error) {
            return new LexicalException(characters.getBeginLine(), characters.getBeginColumn(), error);
        }
    }

    /** Hands out tokens that were read before. */
    private static final class ListedTokens extends MillraceParserTokenManager {
        private final Iterator<Token> tokens;
        private Token last;

        ListedTokens(List<Token> tokens) {
            super(new SimpleCharStream(new StringReader("")));
            this.tokens = tokens.iterator();
            this.last = tokens.get(tokens.size() - 1);
        }

        @Override
        public Token getNextToken() {
            return tokens.hasNext() ? tokens.next() : last;
        }
    }
}
