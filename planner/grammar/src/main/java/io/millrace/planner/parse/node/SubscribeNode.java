package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code SUBSCRIBE TO name | query [WITH (option, ...)]}. Immutable. */
public final class SubscribeNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("SUBSCRIBE", SqlKind.OTHER);

    private final SqlNode target;
    private final SqlNodeList options;

    /** The target is the identifier of a view or table, or a query. */
    public SubscribeNode(SqlParserPos position, SqlNode target, SqlNodeList options) {
        super(position);
        this.target = target;
        this.options = options;
    }

    /** A {@link org.apache.calcite.sql.SqlIdentifier} for a view or table, otherwise a query. */
    public SqlNode target() {
        return target;
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
        return List.of(target, options);
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new SubscribeNode(position, target, options);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        Unparse.keywords(writer, "SUBSCRIBE", "TO");
        target.unparse(writer, 0, 0);
        Unparse.options(writer, options);
    }
}
