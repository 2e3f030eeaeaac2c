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
 * {@code EMIT ON WINDOW CLOSE}, a relation of closed windows, {@code EMIT EVERY interval}, throttled delivery, or
 * {@code EMIT ON WINDOW CLOSE EVERY interval}, both. Immutable.
 */
public final class EmitNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("EMIT", SqlKind.OTHER);

    private final boolean onWindowClose;
    private final @Nullable SqlNode interval;

    /** At least one of both. */
    public EmitNode(SqlParserPos position, boolean onWindowClose, @Nullable SqlNode interval) {
        super(position);
        this.onWindowClose = onWindowClose;
        this.interval = interval;
    }

    /** Whether rows are there only when they are final. */
    public boolean isOnWindowClose() {
        return onWindowClose;
    }

    /** The interval literal of EVERY, or null. */
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
        return new EmitNode(position, onWindowClose, interval);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        Unparse.keywords(writer, "EMIT");
        if (onWindowClose) {
            Unparse.keywords(writer, "ON", "WINDOW", "CLOSE");
        }
        if (interval != null) {
            Unparse.keywords(writer, "EVERY");
            interval.unparse(writer, 0, 0);
        }
    }
}
