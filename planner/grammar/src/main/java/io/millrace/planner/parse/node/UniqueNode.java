package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code [CONSTRAINT name] UNIQUE (c, ...)}, at a column or apart. Immutable. */
public final class UniqueNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("UNIQUE", SqlKind.UNIQUE);

    private final @Nullable SqlIdentifier name;
    private final SqlNodeList columns;

    /** The columns are simple identifiers. */
    public UniqueNode(SqlParserPos position, @Nullable SqlIdentifier name, SqlNodeList columns) {
        super(position);
        this.name = name;
        this.columns = columns;
    }

    /** The constraint's name, or null. */
    public @Nullable SqlIdentifier name() {
        return name;
    }

    /** The columns that no two rows share. */
    public List<SqlIdentifier> columns() {
        return columns.stream().map(SqlIdentifier.class::cast).toList();
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.optional(name), columns);
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new UniqueNode(position, name, columns);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        if (name != null) {
            writer.keyword("CONSTRAINT");
            name.unparse(writer, 0, 0);
        }
        writer.keyword("UNIQUE");
        Unparse.list(writer, columns);
    }
}
