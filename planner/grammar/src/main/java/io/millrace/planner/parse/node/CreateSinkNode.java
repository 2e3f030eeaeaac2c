package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code CREATE SINK [IF NOT EXISTS] name FROM relation | AS query WITH (option, ...)}. Immutable. */
public final class CreateSinkNode extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE SINK", SqlKind.OTHER_DDL);

    private final SqlIdentifier name;
    private final SqlNode source;
    private final SqlNodeList options;

    /** The source is the identifier of a view or table, or a query. */
    public CreateSinkNode(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlNode source,
            SqlNodeList options) {
        super(OPERATOR, position, replace, ifNotExists);
        this.name = name;
        this.source = source;
        this.options = options;
    }

    public boolean isIfNotExists() {
        return ifNotExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** A {@link SqlIdentifier} for a view or table, otherwise a query. */
    public SqlNode source() {
        return source;
    }

    /** The entries of WITH. */
    public List<OptionNode> options() {
        return options.stream().map(OptionNode.class::cast).toList();
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.word(ifNotExists), name, source, options);
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new CreateSinkNode(position, getReplace(), ifNotExists, name, source, options);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        Unparse.keywords(writer, "CREATE", "SINK");
        if (ifNotExists) {
            Unparse.keywords(writer, "IF", "NOT", "EXISTS");
        }
        name.unparse(writer, 0, 0);
        writer.keyword(source instanceof SqlIdentifier ? "FROM" : "AS");
        source.unparse(writer, 0, 0);
        Unparse.options(writer, options);
    }
}
