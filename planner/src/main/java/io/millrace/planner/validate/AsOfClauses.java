package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites ASOF JOIN and JOIN ... FOR SYSTEM_TIME AS OF, before validation, to plain joins whose ON has one of the {@link AsOfMarks}.
 * Changes the tree.
 */
final class AsOfClauses extends SqlBasicVisitor<@Nullable Void> {
    /** Functions of the clock that stand for the moment in which a row comes. */
    private static final Set<String> NOW = Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW", "PROCTIME");

    private AsOfClauses() {}

    /** Rewrites all such joins of a query. */
    static void rewrite(SqlNode query) {
        query.accept(new AsOfClauses());
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlSelect select && select.getFrom() != null) {
            select.setFrom(from(Objects.requireNonNull(select.getFrom())));
        }
        return super.visit(call);
    }

    private static SqlNode from(SqlNode from) {
        if (from instanceof SqlJoin join) {
            join.setLeft(from(join.getLeft()));
            SqlSnapshot snapshot = snapshot(join.getRight());
            if (join instanceof SqlAsofJoin asOf) {
                if (snapshot != null) {
                    throw wrong(snapshot, "ASOF JOIN has a time of its own. Leave FOR SYSTEM_TIME AS OF out.");
                }
                return asOf(asOf);
            }
            if (snapshot != null) {
                return asOf(join, snapshot);
            }
            join.setRight(from(join.getRight()));
            return join;
        }
        SqlSnapshot alone = snapshot(from);
        if (alone != null) {
            throw Constructs.unsupported(
                    alone.getPeriod(),
                    "FOR SYSTEM_TIME AS OF is supported behind JOIN only: FROM s JOIN t FOR SYSTEM_TIME AS OF s.ts ON s.k = t.k.");
        }
        return from;
    }

    private static @Nullable SqlSnapshot snapshot(SqlNode from) {
        SqlNode table = from.getKind() == SqlKind.AS ? ((SqlCall) from).operand(0) : from;
        return table instanceof SqlSnapshot snapshot ? snapshot : null;
    }

    private static SqlNode asOf(SqlAsofJoin join) {
        boolean outer = join.getJoinType() == JoinType.LEFT_ASOF;
        checkOn(join, outer ? "LEFT ASOF JOIN" : "ASOF JOIN");
        return joined(
                join,
                from(join.getRight()),
                outer ? JoinType.LEFT : JoinType.INNER,
                AsOfMarks.of(AsOfMarks.MATCH, join.getMatchCondition()));
    }

    private static SqlNode asOf(SqlJoin join, SqlSnapshot snapshot) {
        JoinType type = join.getJoinType();
        if (type != JoinType.INNER && type != JoinType.LEFT) {
            throw Constructs.unsupported(
                    join.getJoinTypeNode(), "FOR SYSTEM_TIME AS OF is supported behind JOIN and LEFT JOIN only.");
        }
        checkOn(join, "A JOIN with FOR SYSTEM_TIME AS OF");
        SqlNode right = join.getRight();
        if (right == snapshot) {
            right = snapshot.getTableRef();
        } else {
            ((SqlCall) right).setOperand(0, snapshot.getTableRef());
        }
        SqlNode period = snapshot.getPeriod();
        SqlNode mark = isNow(period)
                ? AsOfMarks.of(AsOfMarks.TICK, SqlLiteral.createBoolean(true, period.getParserPosition()))
                : AsOfMarks.of(AsOfMarks.VERSION, period);
        return joined(join, right, type, mark);
    }

    /** Whether a time is that of the clock. */
    private static boolean isNow(SqlNode period) {
        String name = period instanceof SqlCall call && call.operandCount() == 0
                ? call.getOperator().getName()
                : period instanceof SqlIdentifier identifier && identifier.isSimple() ? identifier.getSimple() : "";
        return NOW.contains(name.toUpperCase(Locale.ROOT));
    }

    private static void checkOn(SqlJoin join, String what) {
        if (join.isNatural() || join.getConditionType() != JoinConditionType.ON) {
            SqlNode condition = join.getCondition();
            throw wrong(
                    condition == null ? join.getJoinTypeNode() : condition,
                    what + " takes ON with the columns that must be equal: ON s.k = t.k.");
        }
    }

    private static SqlJoin joined(SqlJoin join, SqlNode right, JoinType type, SqlNode mark) {
        SqlParserPos position = join.getParserPosition();
        SqlNode on = Objects.requireNonNull(join.getCondition());
        return new SqlJoin(
                position,
                join.getLeft(),
                SqlLiteral.createBoolean(false, position),
                type.symbol(join.getJoinTypeNode().getParserPosition()),
                right,
                JoinConditionType.ON.symbol(position),
                SqlStdOperatorTable.AND.createCall(on.getParserPosition(), mark, on));
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }
}
