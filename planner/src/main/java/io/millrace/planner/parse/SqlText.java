package io.millrace.planner.parse;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlGroupedWindowFunction;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.SqlWriterConfig;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.pretty.SqlPrettyWriter;
import org.jspecify.annotations.Nullable;

/**
 * A syntax tree as SQL text that {@link Parser} reads back to the same tree: names in double quotes, a clause a line. For
 * SHOW CREATE and for messages. Recurses as deep as the tree is, so for trees of unknown depth call it on {@link
 * DeepStack}.
 */
public final class SqlText {
    private static final SqlDialect DIALECT = new Dialect();

    private static final SqlWriterConfig CONFIG = SqlPrettyWriter.config()
            .withDialect(DIALECT)
            .withAlwaysUseParentheses(false)
            .withQuoteAllIdentifiers(true)
            .withSelectListItemsOnSeparateLines(false)
            .withUpdateSetListNewline(false)
            .withIndentation(4);

    private SqlText() {}

    /** The text, with {@code \n} between lines and none at the end. */
    public static String of(SqlNode node) {
        return node.toSqlString(ignored -> CONFIG).getSql().replace("\r\n", "\n");
    }

    /** What Calcite's own dialects write in a way that its parser does not read back. */
    private static final class Dialect extends SqlDialect {
        Dialect() {
            super(AnsiSqlDialect.DEFAULT_CONTEXT.withIdentifierQuoteString("\""));
        }

        /** Plain quotes for every character, without character set and escapes. */
        @Override
        public void quoteStringLiteral(StringBuilder buffer, @Nullable String charset, String value) {
            buffer.append('\'').append(value.replace("'", "''")).append('\'');
        }

        /** GROUP BY TUMBLE(...) is called $TUMBLE inside. */
        @Override
        public void unparseCall(SqlWriter writer, SqlCall call, int leftPrecedence, int rightPrecedence) {
            String name = call.getOperator().getName();
            if (call.getOperator() instanceof SqlGroupedWindowFunction && name.startsWith("$")) {
                SqlWriter.Frame frame = writer.startFunCall(name.substring(1));
                for (SqlNode operand : call.getOperandList()) {
                    writer.sep(",");
                    operand.unparse(writer, 0, 0);
                }
                writer.endFunCall(frame);
            } else {
                super.unparseCall(writer, call, leftPrecedence, rightPrecedence);
            }
        }
    }
}
