package io.millrace.planner.parse.node;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code EMIT ON WINDOW CLOSE}, a relation of closed windows, or {@code EMIT EVERY interval}, throttled delivery.
 * Immutable.
 */
public final class EmitNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("EMIT", SqlKind.OTHER);

    private final @Nullable SqlNode interval;

    /** Without an interval it is EMIT ON WINDOW CLOSE. */
    public EmitNode(SqlParserPos position, @Nullable SqlNode interval) {
        super(position);
        this.interval = interval;
    }

    /** Whether this is EMIT ON WINDOW CLOSE. */
    public boolean isOnWindowClose() {
        return interval == null;
    }

    /** The interval literal of EMIT EVERY, or null. */
    public @Nullable SqlNode interval() {
        return interval;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(Unparse.optional(interval));
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new EmitNode(position, interval);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        if (interval == null) {
            Unparse.keywords(writer, "EMIT", "ON", "WINDOW", "CLOSE");
        } else {
            Unparse.keywords(writer, "EMIT", "EVERY");
            interval.unparse(writer, 0, 0);
        }
    }
}
