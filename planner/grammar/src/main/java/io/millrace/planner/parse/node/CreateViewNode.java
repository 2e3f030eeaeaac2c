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
import org.jspecify.annotations.Nullable;

/**
 * {@code CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] name [(c, ...)] [WITH (option, ...)] AS query [EMIT
 * ...]}. Immutable.
 */
public final class CreateViewNode extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE VIEW", SqlKind.CREATE_VIEW);

    private final Mode mode;
    private final SqlIdentifier name;
    private final SqlNodeList columns;
    private final SqlNodeList options;
    private final SqlNode query;
    private final @Nullable EmitNode emit;

    /** The words that may stand around VIEW. */
    public record Mode(boolean replace, boolean materialized, boolean ifNotExists) {}

    /** Without a column list {@code columns} is empty. */
    public CreateViewNode(
            SqlParserPos position,
            Mode mode,
            SqlIdentifier name,
            SqlNodeList columns,
            SqlNodeList options,
            SqlNode query,
            @Nullable EmitNode emit) {
        super(OPERATOR, position, mode.replace(), mode.ifNotExists());
        this.mode = mode;
        this.name = name;
        this.columns = columns;
        this.options = options;
        this.query = query;
        this.emit = emit;
    }

    public boolean isReplace() {
        return mode.replace();
    }

    public boolean isMaterialized() {
        return mode.materialized();
    }

    public boolean isIfNotExists() {
        return mode.ifNotExists();
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The names after the view's name; empty when the query names its columns. */
    public List<SqlIdentifier> columns() {
        return columns.stream().map(SqlIdentifier.class::cast).toList();
    }

    /** The entries of WITH. */
    public List<OptionNode> options() {
        return options.stream().map(OptionNode.class::cast).toList();
    }

    public SqlNode query() {
        return query;
    }

    /** The EMIT clause, or null. */
    public @Nullable EmitNode emit() {
        return emit;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.word(mode), name, columns, options, query, Unparse.optional(emit));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new CreateViewNode(position, mode, name, columns, options, query, emit);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("CREATE");
        if (mode.replace()) {
            Unparse.keywords(writer, "OR", "REPLACE");
        }
        if (mode.materialized()) {
            writer.keyword("MATERIALIZED");
        }
        writer.keyword("VIEW");
        if (mode.ifNotExists()) {
            Unparse.keywords(writer, "IF", "NOT", "EXISTS");
        }
        name.unparse(writer, 0, 0);
        if (!columns.isEmpty()) {
            Unparse.list(writer, columns);
        }
        Unparse.options(writer, options);
        writer.keyword("AS");
        writer.newlineAndIndent();
        query.unparse(writer, 0, 0);
        if (emit != null) {
            writer.newlineAndIndent();
            emit.unparse(writer, 0, 0);
        }
    }
}
