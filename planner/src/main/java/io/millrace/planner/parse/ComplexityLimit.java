package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.CASE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.END;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.GT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACE_FN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.MAP;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RBRACKET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * How long, how deeply nested and how long a chain a statement may be. Every later step of planning recurses as deep as
 * the syntax tree is, so the limits are set where all of them still have ample stack on {@link DeepStack} (kernels do not
 * recurse so deep: their code is cut into methods); and the parser takes time quadratic in the length of a chain. Lists
 * (IN, VALUES, columns) may be as long as the text allows: they do not nest. Checks are linear and do not recurse.
 */
final class ComplexityLimit {
    static final int MAX_CHARACTERS = 4 << 20;
    /** Brackets, CASE included, within each other. */
    static final int MAX_NESTING = 1_200;

    /** Levels of the syntax tree: terms of the longest chain of operators. */
    static final int MAX_DEPTH = 6_000;

    /** Operators between two commas or brackets; a term of a chain of conditions has some of its own. */
    static final int MAX_CHAIN = 20_000;

    /** Terms that a join, a set operation or a query counts for: each is planned, and so much dearer than a term. */
    private static final int RELATION = 5;

    private static final Set<SqlKind> RELATIONS =
            EnumSet.of(SqlKind.SELECT, SqlKind.JOIN, SqlKind.UNION, SqlKind.INTERSECT, SqlKind.EXCEPT, SqlKind.WITH);

    static final String ADVICE =
            "The statement is nested too deeply or has too long a chain of operators. Split it into"
                    + " several views, or write x IN (a, b, ...) in place of x = a OR x = b ...";

    /** What makes a chain: one more of them is one more level of the tree, or a step of the parser's quadratic part. */
    private static final Set<String> LINKS = Set.of(
            "+", "-", "*", "/", "%", "||", "=", "<>", "!=", "<", ">", "<=", ">=", "~", "!", "::", ".", "[", "&", "AND",
            "OR", "NOT", "IS", "IN", "LIKE", "ILIKE", "SIMILAR");

    /** Links that cost as much as a relation: joins and set operations, what the parser is slow at, and types of types. */
    private static final Set<String> HEAVY =
            Set.of("JOIN", "UNION", "INTERSECT", "EXCEPT", "MINUS", "BETWEEN", "ARRAY", "MULTISET", "EXPLAIN");

    private ComplexityLimit() {}

    static void checkLength(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new EngineException(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    new Position(1, 1),
                    "The statement has " + text.length() + " characters; " + MAX_CHARACTERS
                            + " are allowed. Split it into several statements.");
        }
    }

    /** Refuses brackets within brackets, and chains, that would keep the parser busy for long. */
    static void checkTokens(TokenList tokens) {
        int openMaps = 0;
        int links = 0;
        Deque<Integer> outerLinks = new ArrayDeque<>();
        for (int index = 0; index < tokens.size(); index++) {
            int kind = tokens.kind(index);
            boolean opensMap = kind == LT && tokens.kind(index - 1) == MAP;
            boolean closesMap = kind == GT && openMaps > 0;
            openMaps += opensMap ? 1 : closesMap ? -1 : 0;
            if (opensMap || opens(kind)) {
                outerLinks.push(kind == LBRACKET ? links + 1 : links);
                links = 0;
            } else if (closesMap || closes(kind)) {
                links = outerLinks.isEmpty() ? links : outerLinks.pop();
            } else if (kind == COMMA) {
                links = 0;
            } else {
                links += weight(tokens.image(index).toUpperCase(Locale.ROOT));
            }
            if (links > MAX_CHAIN || outerLinks.size() > MAX_NESTING) {
                throw tooComplex(tokens.position(index));
            }
        }
    }

    private static int weight(String word) {
        return HEAVY.contains(word) ? RELATION : LINKS.contains(word) ? 1 : 0;
    }

    /** Refuses a tree that is too deep, at its first node that is. */
    static void checkDepth(SqlNode root) {
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(root, 1));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth > MAX_DEPTH) {
                Position position = Positions.of(level.node.getParserPosition());
                throw tooComplex(position == null ? Positions.of(root.getParserPosition()) : position);
            }
            int step = RELATIONS.contains(level.node.getKind()) ? RELATION : 1;
            for (SqlNode child : children(level.node)) {
                if (child != null) {
                    open.push(new Level(child, level.depth + step));
                }
            }
        }
    }

    /** What hangs below a node; absent parts are null. */
    static Iterable<? extends @Nullable SqlNode> children(SqlNode node) {
        if (node instanceof SqlCall call) {
            return call.getOperandList();
        }
        return node instanceof SqlNodeList list ? list : List.<SqlNode>of();
    }

    private static boolean opens(int kind) {
        return kind == LPAREN || kind == LBRACKET || kind == LBRACE || kind == LBRACE_FN || kind == CASE;
    }

    private static boolean closes(int kind) {
        return kind == RPAREN || kind == RBRACKET || kind == RBRACE || kind == END;
    }

    private static EngineException tooComplex(@Nullable Position position) {
        return new EngineException(ErrorCode.STATEMENT_TOO_COMPLEX, position, ADVICE);
    }

    private record Level(SqlNode node, int depth) {}
}
