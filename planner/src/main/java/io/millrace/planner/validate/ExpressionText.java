package io.millrace.planner.validate;

import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** Parses expressions that the catalog keeps as text; they were checked when their table was declared. */
final class ExpressionText {
    private ExpressionText() {}

    static SqlNode parse(String text) {
        Statement statement = new Parser().parse("SELECT " + text).statement();
        if (statement instanceof Statement.Query query
                && query.query() instanceof SqlSelect select
                && select.getSelectList().size() == 1) {
            return select.getSelectList().get(0);
        }
        throw new IllegalStateException("the catalog holds what is not an expression: " + text);
    }
}
