package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.HOOK;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PATTERN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.SEMICOLON;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.grammar.MillraceGrammar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.jspecify.annotations.Nullable;

/**
 * Turns SQL text into statements. Unquoted names keep their case, double quotes delimit names. Every failure is an {@link
 * EngineException} with the place of the offending character: SYNTAX_ERROR, NOT_SUPPORTED for a statement or clause we
 * know but do not have, STATEMENT_TOO_COMPLEX.
 *
 * <p>Stateless, for any thread. The parser itself runs on a thread of its own with a large stack (see {@link DeepStack}).
 */
public final class Parser {
    /** How text is read, also for what later steps derive from it (quoting in messages, the validator's conformance). */
    public static final SqlParser.Config CONFIG = SqlParser.config()
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withCaseSensitive(false)
            .withIdentifierMaxLength(256)
            .withConformance(MillraceConformance.INSTANCE);

    /** Parses one statement, which may end with a semicolon. */
    public ParsedStatement parse(String sql) {
        ComplexityLimit.checkLength(sql);
        TokenList tokens = TokenList.of(sql);
        int end = statementEnd(tokens);
        String text = end == tokens.size() ? sql : sql.substring(0, tokens.start(end));
        return parse(tokens.slice(0, end), text);
    }

    /**
     * Parses the statements of a script, which are separated by semicolons. Places in errors are those within the script.
     */
    public List<ParsedStatement> parseScript(String script) {
        List<ParsedStatement> statements = new ArrayList<>();
        for (ScriptPart part : splitScript(script)) {
            try {
                ParsedStatement parsed = parse(part.text());
                statements.add(new ParsedStatement(part.text(), part.start(), parsed.statement(), parsed.parameters()));
            } catch (EngineException e) {
                Position position = e.position();
                throw new EngineException(
                        e.code(), position == null ? part.start() : part.inScript(position), e.text(), e);
            }
        }
        return List.copyOf(statements);
    }

    /**
     * Cuts a script at its semicolons, those in quotes and comments apart, without parsing the statements: for one who
     * sends them one by one. Empty statements are left out.
     */
    public List<ScriptPart> splitScript(String script) {
        TokenList tokens = TokenList.of(script);
        List<ScriptPart> parts = new ArrayList<>();
        int first = 0;
        for (int index = 0; index <= tokens.size(); index++) {
            if (index == tokens.size() || tokens.kind(index) == SEMICOLON) {
                if (index > first) {
                    String text = script.substring(tokens.start(first), tokens.end(index - 1));
                    parts.add(new ScriptPart(text, tokens.position(first)));
                }
                first = index + 1;
            }
        }
        return List.copyOf(parts);
    }

    /** The words that have a meaning here and are not reserved in SQL:2003, sorted: what JDBC calls the SQL keywords. */
    public static List<String> keywords() {
        return Arrays.stream(MillraceGrammar.words().getJdbcKeywords().split(","))
                .sorted()
                .toList();
    }

    private static ParsedStatement parse(TokenList tokens, String text) {
        if (tokens.size() == 0) {
            throw tokens.error(0, "The statement is empty.");
        }
        LeadingWords.check(tokens);
        ComplexityLimit.checkTokens(tokens);
        TextLiterals.apply(tokens);
        GroupFrames.apply(tokens);
        TiesClause.apply(tokens);
        DefaultValues.apply(tokens);
        ContextualNames.apply(tokens);
        Statement statement = DeepStack.call(() -> {
            SqlNode node = tree(tokens);
            ComplexityLimit.checkDepth(node);
            TypeNames.check(node);
            return StatementBuilder.build(node);
        });
        return new ParsedStatement(text, new Position(1, 1), statement, parameters(tokens));
    }

    private static SqlNode tree(TokenList tokens) {
        try {
            return MillraceGrammar.parse(tokens.forParser(), CONFIG);
        } catch (SqlParseException e) {
            throw new SyntaxErrors(tokens).explain(e);
        }
    }

    /** The index of the token after the statement's last; only semicolons may follow it. */
    private static int statementEnd(TokenList tokens) {
        int end = 0;
        while (end < tokens.size() && tokens.kind(end) != SEMICOLON) {
            end++;
        }
        for (int index = end; index < tokens.size(); index++) {
            if (tokens.kind(index) != SEMICOLON) {
                throw new EngineException(
                        ErrorCode.SYNTAX_ERROR,
                        tokens.position(index),
                        "One statement at a time: here begins a second one. Send them one by one.");
            }
        }
        return end;
    }

    /** Where the first parameter of a statement stands, or null if there is none. */
    public @Nullable Position firstParameter(String sql) {
        TokenList tokens = TokenList.of(sql);
        int first = nextParameter(tokens, 0);
        return first < 0 ? null : tokens.position(first);
    }

    private static int parameters(TokenList tokens) {
        int count = 0;
        for (int index = nextParameter(tokens, 0); index >= 0; index = nextParameter(tokens, index + 1)) {
            count++;
        }
        return count;
    }

    /** The first {@code ?} from a token on that is a parameter, or -1: in the PATTERN of a MATCH_RECOGNIZE it says how often. */
    private static int nextParameter(TokenList tokens, int from) {
        int depth = 0;
        for (int index = from; index < tokens.size(); index++) {
            int kind = tokens.kind(index);
            boolean opens = kind == LPAREN && (depth > 0 || index > 0 && tokens.kind(index - 1) == PATTERN);
            if (opens) {
                depth++;
            } else if (kind == RPAREN && depth > 0) {
                depth--;
            } else if (kind == HOOK && depth == 0) {
                return index;
            }
        }
        return -1;
    }
}
