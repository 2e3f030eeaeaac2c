package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.node.CreateSinkNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.CreateViewNode;
import io.millrace.planner.parse.node.DescribeNode;
import io.millrace.planner.parse.node.DropNode;
import io.millrace.planner.parse.node.ExplainNode;
import io.millrace.planner.parse.node.OptionNode;
import io.millrace.planner.parse.node.ShowNode;
import io.millrace.planner.parse.node.SubscribeNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParserPos;

/** From a syntax tree to a statement: what parses but does not fit together, or is not supported, is refused here. */
final class StatementBuilder {
    private StatementBuilder() {}

    static Statement build(SqlNode node) {
        if (node.isA(SqlKind.QUERY)) {
            return query(node);
        }
        if (node instanceof SqlInsert insert) {
            return insert(insert);
        }
        if (node instanceof SqlUpdate || node instanceof SqlDelete) {
            StreamWord.refuse(node, "A statement that writes reads the rows that are there now. Remove STREAM.");
            return new Statement.Change(node);
        }
        if (node instanceof SqlMerge merge) {
            StreamWord.refuse(node, "A statement that writes reads the rows that are there now. Remove STREAM.");
            return new Statement.Merge(merge);
        }
        if (node instanceof CreateTableNode table) {
            return createTable(table);
        }
        if (node instanceof CreateViewNode view) {
            return createView(view);
        }
        if (node instanceof CreateSinkNode sink) {
            return createSink(sink);
        }
        if (node instanceof DropNode drop) {
            return new Statement.Drop(drop);
        }
        if (node instanceof ShowNode show) {
            return new Statement.Show(show);
        }
        if (node instanceof DescribeNode describe) {
            return new Statement.Describe(describe);
        }
        if (node instanceof ExplainNode explain) {
            return explain(explain);
        }
        if (node instanceof SubscribeNode subscribe) {
            return subscribe(subscribe);
        }
        if (node instanceof SqlSetOption option) {
            return new Statement.Set(option);
        }
        if (node instanceof SqlExplain) {
            throw syntax(
                    node.getParserPosition(),
                    "DESCRIBE is followed by the name of a table or view. For a query, use EXPLAIN.");
        }
        throw unsupported(node.getParserPosition(), node.getKind().sql + " is not supported yet.");
    }

    private static Statement query(SqlNode query) {
        boolean stream = StreamWord.remove(query);
        StreamWord.refuse(query, "STREAM stands after the outermost SELECT only. Remove it here.");
        return new Statement.Query(query, stream);
    }

    private static Statement insert(SqlInsert insert) {
        StreamWord.refuse(insert, "INSERT takes the rows that are there now. Remove STREAM.");
        return new Statement.Insert(insert);
    }

    private static Statement createTable(CreateTableNode table) {
        if (table.getReplace()) {
            throw unsupported(
                    table.name().getParserPosition(),
                    "CREATE OR REPLACE TABLE is not supported. DROP the table and CREATE it again, or CREATE TABLE IF"
                            + " NOT EXISTS.");
        }
        SqlNode query = table.query();
        if (query != null) {
            throw unsupported(
                    query.getParserPosition(),
                    "CREATE TABLE ... AS is not supported yet. CREATE VIEW ... AS keeps the result up to date; for a"
                            + " copy, CREATE TABLE and then INSERT INTO ... SELECT.");
        }
        if (table.columns().isEmpty()) {
            throw syntax(
                    table.name().getParserPosition(),
                    "Table '" + table.name() + "' has no columns. Declare them in parentheses after its name.");
        }
        if (table.primaryKeys().size() > 1) {
            throw syntax(
                    table.primaryKeys().get(1).getParserPosition(),
                    "Table '" + table.name() + "' has a PRIMARY KEY already. Write one key with all its columns:"
                            + " PRIMARY KEY (a, b).");
        }
        if (table.watermarks().size() > 1) {
            throw syntax(
                    table.watermarks().get(1).getParserPosition(),
                    "Table '" + table.name() + "' has a WATERMARK already. A table has one.");
        }
        checkOptions(table.options());
        return new Statement.CreateTable(table);
    }

    private static Statement createView(CreateViewNode view) {
        if (view.isReplace() && view.isIfNotExists()) {
            throw syntax(
                    view.name().getParserPosition(),
                    "OR REPLACE and IF NOT EXISTS exclude each other. Remove one of them.");
        }
        StreamWord.refuse(view.query(), "A view is kept up to date by itself. Remove STREAM.");
        checkOptions(view.options());
        return new Statement.CreateView(view);
    }

    private static Statement createSink(CreateSinkNode sink) {
        if (sink.getReplace()) {
            throw unsupported(
                    sink.name().getParserPosition(),
                    "CREATE OR REPLACE SINK is not supported. DROP the sink and CREATE it again.");
        }
        StreamWord.refuse(sink.source(), "A sink gets changes as they happen. Remove STREAM.");
        checkOptions(sink.options());
        return new Statement.CreateSink(sink);
    }

    private static Statement explain(ExplainNode explain) {
        SqlNode explained = explain.statement();
        Statement statement = build(explained);
        if (statement instanceof Statement.Query
                || statement instanceof Statement.Insert
                || statement instanceof Statement.Change
                || statement instanceof Statement.Merge
                || statement instanceof Statement.CreateView) {
            return new Statement.Explain(explain.subject(), statement);
        }
        throw unsupported(
                explained.getParserPosition(),
                "EXPLAIN is for queries, CREATE VIEW, INSERT, UPDATE, DELETE and MERGE. Nothing else has a plan.");
    }

    private static Statement subscribe(SubscribeNode subscribe) {
        StreamWord.refuse(subscribe.target(), "SUBSCRIBE delivers changes by itself. Remove STREAM.");
        checkOptions(subscribe.options());
        return new Statement.Subscribe(subscribe);
    }

    private static void checkOptions(List<OptionNode> options) {
        Set<String> keys = new HashSet<>();
        for (OptionNode option : options) {
            if (!keys.add(option.key().toLowerCase(Locale.ROOT))) {
                throw syntax(option.keyPosition(), "Option '" + option.key() + "' is there twice. Remove one of them.");
            }
        }
    }

    private static EngineException syntax(SqlParserPos position, String message) {
        return new EngineException(ErrorCode.SYNTAX_ERROR, Positions.of(position), message);
    }

    private static EngineException unsupported(SqlParserPos position, String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, Positions.of(position), message);
    }
}
