package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/**
 * The word STREAM. It says how the outermost query is delivered, not what it is, and Calcite's validator does not accept
 * it on what it takes for tables: so it is taken off the tree. Does not recurse; linear in the tree.
 */
final class StreamWord {
    private static final int KEYWORDS = 0;

    private StreamWord() {}

    /** Takes STREAM off the outermost SELECT, or each branch of the outermost set operation; whether it was there. */
    static boolean remove(SqlNode query) {
        boolean found = false;
        Deque<SqlNode> outermost = new ArrayDeque<>();
        outermost.push(query);
        while (!outermost.isEmpty()) {
            SqlNode node = outermost.pop();
            if (node instanceof SqlSelect select) {
                found |= removeFrom(select);
            } else if (node instanceof SqlOrderBy ordered) {
                outermost.push(ordered.query);
            } else if (node instanceof SqlWith with) {
                outermost.push(with.body);
            } else if (node instanceof SqlCall call && SqlKind.SET_QUERY.contains(node.getKind())) {
                call.getOperandList().forEach(outermost::push);
            }
        }
        return found;
    }

    /** Throws the message at a STREAM that is left anywhere in the tree. */
    static void refuse(SqlNode root, String message) {
        Deque<SqlNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            SqlNode node = open.pop();
            if (node instanceof SqlSelect select) {
                SqlLiteral stream = streamWord(select);
                if (stream != null) {
                    throw new EngineException(
                            ErrorCode.SYNTAX_ERROR, Positions.of(stream.getParserPosition()), message);
                }
            }
            for (SqlNode child : ComplexityLimit.children(node)) {
                if (child != null) {
                    open.push(child);
                }
            }
        }
    }

    private static boolean removeFrom(SqlSelect select) {
        SqlLiteral stream = streamWord(select);
        if (stream == null) {
            return false;
        }
        SqlNodeList keywords = (SqlNodeList) select.getOperandList().get(KEYWORDS);
        List<SqlNode> others = new ArrayList<>(keywords);
        others.remove(stream);
        select.setOperand(KEYWORDS, new SqlNodeList(others, keywords.getParserPosition()));
        return true;
    }

    private static @Nullable SqlLiteral streamWord(SqlSelect select) {
        for (SqlNode keyword : (SqlNodeList) select.getOperandList().get(KEYWORDS)) {
            if (keyword instanceof SqlLiteral literal
                    && literal.symbolValue(SqlSelectKeyword.class) == SqlSelectKeyword.STREAM) {
                return literal;
            }
        }
        return null;
    }
}
