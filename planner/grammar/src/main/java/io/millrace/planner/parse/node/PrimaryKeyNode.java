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

/** {@code [CONSTRAINT name] PRIMARY KEY (c, ...) [NOT ENFORCED]}. Immutable. */
public final class PrimaryKeyNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("PRIMARY KEY", SqlKind.PRIMARY_KEY);

    private final @Nullable SqlIdentifier name;
    private final SqlNodeList columns;
    private final boolean enforced;

    /** The columns are simple identifiers. */
    public PrimaryKeyNode(SqlParserPos position, @Nullable SqlIdentifier name, SqlNodeList columns, boolean enforced) {
        super(position);
        this.name = name;
        this.columns = columns;
        this.enforced = enforced;
    }

    /** The constraint's name, or null. */
    public @Nullable SqlIdentifier name() {
        return name;
    }

    /** The key's columns in the order of the key. */
    public List<SqlIdentifier> columns() {
        return columns.stream().map(SqlIdentifier.class::cast).toList();
    }

    /** False after NOT ENFORCED. */
    public boolean isEnforced() {
        return enforced;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.optional(name), columns, Unparse.word(enforced));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new PrimaryKeyNode(position, name, columns, enforced);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        if (name != null) {
            writer.keyword("CONSTRAINT");
            name.unparse(writer, 0, 0);
        }
        Unparse.keywords(writer, "PRIMARY", "KEY");
        Unparse.list(writer, columns);
        if (!enforced) {
            Unparse.keywords(writer, "NOT", "ENFORCED");
        }
    }
}
