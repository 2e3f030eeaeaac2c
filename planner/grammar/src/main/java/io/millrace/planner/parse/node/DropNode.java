package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlDrop;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code DROP TABLE | [MATERIALIZED] VIEW | SINK [IF EXISTS] name [CASCADE]}. Immutable. */
public final class DropNode extends SqlDrop {
    private static final SqlOperator DROP_TABLE = new SqlSpecialOperator("DROP TABLE", SqlKind.DROP_TABLE);
    private static final SqlOperator DROP_VIEW = new SqlSpecialOperator("DROP VIEW", SqlKind.DROP_VIEW);

    private static final SqlOperator DROP_SINK = new SqlSpecialOperator("DROP SINK", SqlKind.OTHER_DDL);

    private final ObjectKind kind;
    private final SqlIdentifier name;
    private final boolean cascade;

    public DropNode(SqlParserPos position, ObjectKind kind, boolean ifExists, SqlIdentifier name, boolean cascade) {
        super(operator(kind), position, ifExists);
        this.kind = kind;
        this.name = name;
        this.cascade = cascade;
    }

    private static SqlOperator operator(ObjectKind kind) {
        return switch (kind) {
            case TABLE -> DROP_TABLE;
            case VIEW, MATERIALIZED_VIEW -> DROP_VIEW;
            case SINK -> DROP_SINK;
        };
    }

    public ObjectKind kind() {
        return kind;
    }

    public boolean isIfExists() {
        return ifExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** Whether what depends on it shall go too. */
    public boolean isCascade() {
        return cascade;
    }

    @Override
    public SqlOperator getOperator() {
        return operator(kind);
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.word(kind), Unparse.word(ifExists), name, Unparse.word(cascade));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new DropNode(position, kind, ifExists, name, cascade);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("DROP");
        kind.unparse(writer);
        if (ifExists) {
            Unparse.keywords(writer, "IF", "EXISTS");
        }
        name.unparse(writer, 0, 0);
        if (cascade) {
            writer.keyword("CASCADE");
        }
    }
}
