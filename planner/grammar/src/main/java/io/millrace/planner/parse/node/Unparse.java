package io.millrace.planner.parse.node;

import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What the nodes share in writing themselves as SQL and in showing their parts as operands. */
final class Unparse {
    private static final String INDENT = "    ";

    private Unparse() {}

    /** Writes the words one by one, so that a writer may lay them out. */
    static void keywords(SqlWriter writer, String... words) {
        for (String word : words) {
            writer.keyword(word);
        }
    }

    /** Writes {@code (item, item ...)}, one item a line. */
    static void lines(SqlWriter writer, Iterable<? extends SqlNode> items) {
        SqlWriter.Frame frame = writer.startList("(", ")");
        for (SqlNode item : items) {
            writer.sep(",");
            writer.newlineAndIndent();
            writer.print(INDENT);
            writer.setNeedWhitespace(false);
            item.unparse(writer, 0, 0);
        }
        writer.newlineAndIndent();
        writer.endList(frame);
    }

    /** Writes {@code (item, item ...)} on one line. */
    static void list(SqlWriter writer, Iterable<? extends SqlNode> items) {
        SqlWriter.Frame frame = writer.startList("(", ")");
        for (SqlNode item : items) {
            writer.sep(",");
            item.unparse(writer, 0, 0);
        }
        writer.endList(frame);
    }

    /** Writes {@code WITH (...)}, or nothing when there are no options. */
    static void options(SqlWriter writer, SqlNodeList options) {
        if (!options.isEmpty()) {
            writer.newlineAndIndent();
            writer.keyword("WITH");
            list(writer, options);
        }
    }

    /** A flag or a word as an operand, so that nodes compare by it. */
    static SqlNode word(Object value) {
        return SqlLiteral.createCharString(String.valueOf(value), SqlParserPos.ZERO);
    }

    /** An optional part as an operand: Calcite's empty list stands for one that is absent. */
    static SqlNode optional(@Nullable SqlNode part) {
        return part == null ? SqlNodeList.EMPTY : part;
    }
}
