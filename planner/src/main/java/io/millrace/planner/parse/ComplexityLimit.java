package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.CASE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.END;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * How long, how deeply nested and how long a chain a statement may be. Every later step recurses as deep as the syntax
 * tree is, so the limits are set where all of them still have ample stack on {@link DeepStack}. Lists (IN, VALUES,
 * columns) may be as long as the text allows: they do not nest. Checks are linear and do not recurse.
 */
final class ComplexityLimit {
    static final int MAX_CHARACTERS = 4 << 20;
    static final int MAX_NESTING = 500;
    static final int MAX_DEPTH = 1_000;

    static final String ADVICE =
            "The statement is nested too deeply or has too long a chain of operators. Split it into"
                    + " several views, or write x IN (a, b, ...) in place of x = a OR x = b ...";

    private ComplexityLimit() {}

    static void checkLength(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new EngineException(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    "The statement has " + text.length() + " characters; " + MAX_CHARACTERS
                            + " are allowed. Split it into several statements.");
        }
    }

    /** Refuses brackets within brackets before the parser, whose look-ahead is slow on them, sees them. */
    static void checkNesting(TokenList tokens) {
        int depth = 0;
        for (int index = 0; index < tokens.size(); index++) {
            switch (tokens.kind(index)) {
                case LPAREN, LBRACKET, LBRACE, CASE -> depth++;
                case RPAREN, RBRACKET, RBRACE, END -> depth--;
                default -> {}
            }
            if (depth > MAX_NESTING) {
                throw tooComplex(tokens.position(index));
            }
        }
    }

    /** Refuses a tree that is too deep, at its first node that is. */
    static void checkDepth(SqlNode root) {
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(root, 1));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth > MAX_DEPTH) {
                throw tooComplex(Positions.of(level.node.getParserPosition()));
            }
            Iterable<? extends @Nullable SqlNode> children = level.node instanceof SqlCall call
                    ? call.getOperandList()
                    : level.node instanceof SqlNodeList list ? list : List.<SqlNode>of();
            for (SqlNode child : children) {
                if (child != null) {
                    open.push(new Level(child, level.depth + 1));
                }
            }
        }
    }

    private static EngineException tooComplex(@Nullable Position position) {
        return new EngineException(ErrorCode.STATEMENT_TOO_COMPLEX, position, ADVICE);
    }

    private record Level(SqlNode node, int depth) {}
}
