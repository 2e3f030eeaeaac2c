package io.millrace.planner.parse.node;

import java.util.ArrayList;
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
 * {@code CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name (element, ...) [WITH (option, ...)]}. Immutable. What is written twice (two
 * keys, two watermarks) is kept as written; the parse step refuses it.
 */
public final class CreateTableNode extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

    private final SqlIdentifier name;
    private final SqlNodeList elements;
    private final SqlNodeList options;
    private final @Nullable SqlNode query;

    /** The elements are columns, constraints and watermarks; they are kept in this order. */
    public CreateTableNode(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlNodeList elements,
            SqlNodeList options,
            @Nullable SqlNode query) {
        super(OPERATOR, position, replace, ifNotExists);
        this.name = name;
        this.elements = ordered(elements);
        this.options = options;
        this.query = query;
    }

    public boolean isIfNotExists() {
        return ifNotExists;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The columns in the order they are written. */
    public List<ColumnNode> columns() {
        return all(ColumnNode.class);
    }

    /** The key, at a column or apart, or null. */
    public @Nullable PrimaryKeyNode primaryKey() {
        List<PrimaryKeyNode> keys = primaryKeys();
        return keys.isEmpty() ? null : keys.get(0);
    }

    /** Every key that is written; one, unless the statement is wrong. */
    public List<PrimaryKeyNode> primaryKeys() {
        return all(PrimaryKeyNode.class);
    }

    /** UNIQUE constraints, at columns or apart. */
    public List<UniqueNode> uniques() {
        return all(UniqueNode.class);
    }

    /** CHECK constraints, at columns or apart. */
    public List<CheckNode> checks() {
        return all(CheckNode.class);
    }

    /** The watermark, or null. */
    public @Nullable WatermarkNode watermark() {
        List<WatermarkNode> watermarks = watermarks();
        return watermarks.isEmpty() ? null : watermarks.get(0);
    }

    /** Every watermark that is written; one, unless the statement is wrong. */
    public List<WatermarkNode> watermarks() {
        return all(WatermarkNode.class);
    }

    /** The entries of WITH; none for a stored table. */
    public List<OptionNode> options() {
        return options.stream().map(OptionNode.class::cast).toList();
    }

    /** The query after AS, or null. */
    public @Nullable SqlNode query() {
        return query;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(
                Unparse.word(getReplace()),
                Unparse.word(ifNotExists),
                name,
                elements,
                options,
                Unparse.optional(query));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new CreateTableNode(position, getReplace(), ifNotExists, name, elements, options, query);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("CREATE");
        if (getReplace()) {
            Unparse.keywords(writer, "OR", "REPLACE");
        }
        writer.keyword("TABLE");
        if (ifNotExists) {
            Unparse.keywords(writer, "IF", "NOT", "EXISTS");
        }
        name.unparse(writer, 0, 0);
        if (!elements.isEmpty()) {
            Unparse.lines(writer, elements);
        }
        Unparse.options(writer, options);
        if (query != null) {
            writer.newlineAndIndent();
            writer.keyword("AS");
            writer.newlineAndIndent();
            query.unparse(writer, 0, 0);
        }
    }

    private <N> List<N> all(Class<N> kind) {
        return elements.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static SqlNodeList ordered(SqlNodeList elements) {
        List<SqlNode> ordered = new ArrayList<>();
        for (Class<?> kind : List.of(
                ColumnNode.class, PrimaryKeyNode.class, UniqueNode.class, CheckNode.class, WatermarkNode.class)) {
            elements.stream().filter(kind::isInstance).forEach(ordered::add);
        }
        return new SqlNodeList(ordered, elements.getParserPosition());
    }
}
