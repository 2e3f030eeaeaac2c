package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A column of CREATE TABLE: stored, computed from others, or read from a record's metadata. Immutable. */
public abstract sealed class ColumnNode extends SqlCall {
    private final SqlIdentifier name;

    private ColumnNode(SqlParserPos position, SqlIdentifier name) {
        super(position);
        this.name = name;
    }

    /** The name as a node, for its position. */
    public final SqlIdentifier identifier() {
        return name;
    }

    /** The name as it was written. */
    public final String name() {
        return name.getSimple();
    }

    /** Calls the method for this kind of column. */
    public abstract <R> R accept(Visitor<R> visitor);

    /** One method a kind of column. */
    public interface Visitor<R> {
        R stored(Stored column);

        R computed(Computed column);

        R metadata(Metadata column);
    }

    /**
     * {@code name type [NOT NULL] [DEFAULT e] [PRIMARY KEY]}. The type's nullability is part of {@link #type}; a key that
     * stands at a column is an element of the table, as if it stood apart.
     */
    public static final class Stored extends ColumnNode {
        private static final SqlOperator OPERATOR = new SqlSpecialOperator("COLUMN", SqlKind.COLUMN_DECL);

        private final SqlDataTypeSpec type;
        private final @Nullable SqlNode defaultValue;

        public Stored(SqlParserPos position, SqlIdentifier name, SqlDataTypeSpec type, @Nullable SqlNode defaultValue) {
            super(position, name);
            this.type = type;
            this.defaultValue = defaultValue;
        }

        public SqlDataTypeSpec type() {
            return type;
        }

        /** The expression after DEFAULT, or null. */
        public @Nullable SqlNode defaultValue() {
            return defaultValue;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stored(this);
        }

        @Override
        public SqlOperator getOperator() {
            return OPERATOR;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(identifier(), type, Unparse.optional(defaultValue));
        }

        @Override
        public SqlNode clone(SqlParserPos position) {
            return new Stored(position, identifier(), type, defaultValue);
        }

        @Override
        public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
            writeNameAndType(writer, this, type);
            if (defaultValue != null) {
                writer.keyword("DEFAULT");
                defaultValue.unparse(writer, 0, 0);
            }
        }
    }

    /** {@code name AS e}: never stored or read, computed from the other columns of its row. */
    public static final class Computed extends ColumnNode {
        private static final SqlOperator OPERATOR = new SqlSpecialOperator("COMPUTED COLUMN", SqlKind.COLUMN_DECL);

        private final SqlNode expression;

        public Computed(SqlParserPos position, SqlIdentifier name, SqlNode expression) {
            super(position, name);
            this.expression = expression;
        }

        public SqlNode expression() {
            return expression;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.computed(this);
        }

        @Override
        public SqlOperator getOperator() {
            return OPERATOR;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(identifier(), expression);
        }

        @Override
        public SqlNode clone(SqlParserPos position) {
            return new Computed(position, identifier(), expression);
        }

        @Override
        public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
            identifier().unparse(writer, 0, 0);
            writer.keyword("AS");
            expression.unparse(writer, 0, 0);
        }
    }

    /** {@code name type METADATA [FROM 'key'] [VIRTUAL]}: what the connector knows of a record beside its content. */
    public static final class Metadata extends ColumnNode {
        private static final SqlOperator OPERATOR = new SqlSpecialOperator("METADATA COLUMN", SqlKind.COLUMN_DECL);

        private final SqlDataTypeSpec type;
        private final @Nullable SqlLiteral key;
        private final boolean virtual;

        public Metadata(
                SqlParserPos position,
                SqlIdentifier name,
                SqlDataTypeSpec type,
                @Nullable SqlLiteral key,
                boolean virtual) {
            super(position, name);
            this.type = type;
            this.key = key;
            this.virtual = virtual;
        }

        public SqlDataTypeSpec type() {
            return type;
        }

        /** The metadata's key: what FROM says, otherwise the column's name. */
        public String key() {
            return key == null ? name() : key.getValueAs(String.class);
        }

        /** Where the key stands: at FROM's text, otherwise at the column's name. */
        public SqlParserPos keyPosition() {
            return key == null ? identifier().getParserPosition() : key.getParserPosition();
        }

        /** Whether a sink leaves it out. */
        public boolean isVirtual() {
            return virtual;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.metadata(this);
        }

        @Override
        public SqlOperator getOperator() {
            return OPERATOR;
        }

        @Override
        public List<SqlNode> getOperandList() {
            return List.of(identifier(), type, Unparse.optional(key), Unparse.word(virtual));
        }

        @Override
        public SqlNode clone(SqlParserPos position) {
            return new Metadata(position, identifier(), type, key, virtual);
        }

        @Override
        public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
            writeNameAndType(writer, this, type);
            writer.keyword("METADATA");
            if (key != null) {
                writer.keyword("FROM");
                key.unparse(writer, 0, 0);
            }
            if (virtual) {
                writer.keyword("VIRTUAL");
            }
        }
    }

    private static void writeNameAndType(SqlWriter writer, ColumnNode column, SqlDataTypeSpec type) {
        column.identifier().unparse(writer, 0, 0);
        type.unparse(writer, 0, 0);
        if (Boolean.FALSE.equals(type.getNullable())) {
            Unparse.keywords(writer, "NOT", "NULL");
        }
    }
}
