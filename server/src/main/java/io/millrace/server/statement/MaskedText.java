package io.millrace.server.statement;

import io.millrace.connectors.options.Secrets;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.node.OptionNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The text of a definition as it may be shown: with a mask in the place of passwords and the like. */
final class MaskedText {
    private MaskedText() {}

    /** A CREATE statement with the values of secret options masked. */
    static String of(String sql) {
        List<SqlParserPos> secrets = new ArrayList<>();
        if (new Parser().parse(sql).statement() instanceof Statement.CreateTable table) {
            for (OptionNode option : table.node().options()) {
                if (Secrets.isSecret(option.key())) {
                    secrets.add(option.valuePosition());
                }
            }
        }
        // The last one first, so that the places of the others stay as they are.
        secrets.sort(
                Comparator.comparingInt((SqlParserPos place) -> offset(sql, place.getLineNum(), place.getColumnNum()))
                        .reversed());
        StringBuilder masked = new StringBuilder(sql);
        for (SqlParserPos place : secrets) {
            int start = offset(sql, place.getLineNum(), place.getColumnNum());
            int end = offset(sql, place.getEndLineNum(), place.getEndColumnNum());
            masked.replace(start, end + 1, "'" + Secrets.MASK + "'");
        }
        return masked.toString();
    }

    /** Where a line and column, both from 1, are in a text. */
    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int passed = 1; passed < line; passed++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }
}
