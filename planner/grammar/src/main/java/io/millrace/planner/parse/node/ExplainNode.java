package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code EXPLAIN [PLAN | CIRCUIT | STATE FOR] query | INSERT ... | CREATE VIEW ...}. Immutable. */
public final class ExplainNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("EXPLAIN", SqlKind.EXPLAIN);

    private final Subject subject;
    private final SqlNode statement;

    /** What is asked: the plan after its phases, the running circuit, or what state it keeps and for how long. */
    public enum Subject {
        PLAN,
        CIRCUIT,
        STATE
    }

    public ExplainNode(SqlParserPos position, Subject subject, SqlNode statement) {
        super(position);
        this.subject = subject;
        this.statement = statement;
    }

    public Subject subject() {
        return subject;
    }

    /** The query, INSERT or CREATE VIEW to explain. */
    public SqlNode statement() {
        return statement;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.word(subject), statement);
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new ExplainNode(position, subject, statement);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        Unparse.keywords(writer, "EXPLAIN", subject.name(), "FOR");
        writer.newlineAndIndent();
        statement.unparse(writer, 0, 0);
    }
}
