package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code [CONSTRAINT name] CHECK (condition)}, at a column or apart. Immutable. */
public final class CheckNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CHECK", SqlKind.CHECK);

    private final @Nullable SqlIdentifier name;
    private final SqlNode condition;

    public CheckNode(SqlParserPos position, @Nullable SqlIdentifier name, SqlNode condition) {
        super(position);
        this.name = name;
        this.condition = condition;
    }

    /** The constraint's name, or null. */
    public @Nullable SqlIdentifier name() {
        return name;
    }

    /** What must not be false of a row. */
    public SqlNode condition() {
        return condition;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.optional(name), condition);
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new CheckNode(position, name, condition);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        if (name != null) {
            writer.keyword("CONSTRAINT");
            name.unparse(writer, 0, 0);
        }
        writer.keyword("CHECK");
        SqlWriter.Frame frame = writer.startList("(", ")");
        condition.unparse(writer, 0, 0);
        writer.endList(frame);
    }
}
