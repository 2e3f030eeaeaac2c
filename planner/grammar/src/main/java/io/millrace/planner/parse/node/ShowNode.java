package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code SHOW TABLES | VIEWS | SINKS | COLUMNS FROM name | CREATE TABLE name | CREATE VIEW name | CREATE SINK name}. Immutable. */
public final class ShowNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("SHOW", SqlKind.OTHER);

    private final Subject subject;
    private final @Nullable SqlIdentifier name;
    private final @Nullable SqlNode pattern;

    /** What is to be shown. */
    public enum Subject {
        TABLES("TABLES", false),
        VIEWS("VIEWS", false),
        SINKS("SINKS", false),
        TIME_ZONE("TIME ZONE", false),
        COLUMNS("COLUMNS FROM", true),
        CREATE_TABLE("CREATE TABLE", true),
        CREATE_VIEW("CREATE VIEW", true),
        CREATE_SINK("CREATE SINK", true);

        private final String sql;
        private final boolean named;

        Subject(String sql, boolean named) {
            this.sql = sql;
            this.named = named;
        }

        /** Whether it is of one table or view, so that the statement has a name. */
        public boolean isNamed() {
            return named;
        }
    }

    /** @param pattern a text that names are to be LIKE, or null for all */
    public ShowNode(SqlParserPos position, Subject subject, @Nullable SqlIdentifier name, @Nullable SqlNode pattern) {
        super(position);
        if (subject.isNamed() != (name != null)) {
            throw new IllegalArgumentException("SHOW " + subject + " with name " + name);
        }
        this.subject = subject;
        this.name = name;
        this.pattern = pattern;
    }

    public Subject subject() {
        return subject;
    }

    /** The table or view, or null where the subject has none. */
    public @Nullable SqlIdentifier name() {
        return name;
    }

    /** What the names that are shown are LIKE, or null for all of them. */
    public @Nullable String pattern() {
        return pattern instanceof SqlLiteral literal ? literal.getValueAs(String.class) : null;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.word(subject), Unparse.optional(name), Unparse.optional(pattern));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new ShowNode(position, subject, name, pattern);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        writer.keyword("SHOW");
        Unparse.keywords(writer, subject.sql.split(" "));
        if (name != null) {
            name.unparse(writer, 0, 0);
        }
        if (pattern != null) {
            writer.keyword("LIKE");
            pattern.unparse(writer, 0, 0);
        }
    }
}
