package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.planner.kernel.Aggregates;
import io.millrace.planner.parse.Positions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a query after validation, when every name has its function: refuses aggregates that we do not have and, in
 * what is kept up to date, functions whose value changes by itself. Remembers where each function is called.
 */
final class ResolvedCalls {
    private static final Set<SqlKind> WINDOW_FUNCTIONS = Set.of(
            SqlKind.ROW_NUMBER,
            SqlKind.RANK,
            SqlKind.DENSE_RANK,
            SqlKind.PERCENT_RANK,
            SqlKind.CUME_DIST,
            SqlKind.NTILE,
            SqlKind.LAG,
            SqlKind.LEAD,
            SqlKind.FIRST_VALUE,
            SqlKind.LAST_VALUE,
            SqlKind.NTH_VALUE);
    private static final Set<SqlKind> GROUPINGS = Set.of(SqlKind.GROUPING, SqlKind.GROUP_ID);
    private static final Set<String> RANDOM = Set.of("RAND", "RAND_INTEGER", "RANDOM", "UUID", "GEN_RANDOM_UUID");

    private final ValidatedQuery query;
    private final boolean continuous;
    private final Map<String, SqlParserPos> positions = new HashMap<>();

    /** The first call that asks for the present time, or null if there is none. */
    private @Nullable SqlCall timeCall;

    private ResolvedCalls(ValidatedQuery query, boolean continuous) {
        this.query = query;
        this.continuous = continuous;
    }

    /** Checks all calls of a validated query; {@code continuous} if its result is to be kept up to date. */
    static ResolvedCalls check(ValidatedQuery query, boolean continuous) {
        ResolvedCalls calls = new ResolvedCalls(query, continuous);
        Deque<SqlNode> open = new ArrayDeque<>();
        open.push(query.node());
        while (!open.isEmpty()) {
            SqlNode node = open.pop();
            if (node instanceof SqlCall call) {
                calls.check(call);
            }
            Iterable<? extends @Nullable SqlNode> children = node instanceof SqlCall call
                    ? call.getOperandList()
                    : node instanceof SqlNodeList list ? list : List.<SqlNode>of();
            for (SqlNode child : children) {
                if (child != null) {
                    open.push(child);
                }
            }
        }
        return calls;
    }

    /** Where a function or operator is called, or null if it is not. */
    @Nullable
    SqlParserPos position(String operator) {
        return positions.get(operator);
    }

    /** Whether a value of the query depends on when it is run. */
    boolean tellsTime() {
        return timeCall != null;
    }

    /** Where the present time is asked for first, or null if it is not. */
    @Nullable
    SqlParserPos timePosition() {
        SqlCall call = timeCall;
        return call == null ? null : call.getParserPosition();
    }

    /** Refuses the present time: what is computed must be the same whenever it is. */
    void refuseTime() {
        SqlCall call = timeCall;
        if (call != null) {
            throw unsupported(
                    call,
                    call.getOperator().getName()
                            + " is not supported here, where the present time would give another value whenever it is asked. Use it in"
                            + " a DEFAULT, or in a condition of a view's WHERE.");
        }
    }

    /** The names of all functions and operators that are called. */
    Set<String> names() {
        return positions.keySet();
    }

    private void check(SqlCall call) {
        SqlOperator operator = call.getOperator();
        if (CurrentTime.isCurrentTime(operator)) {
            SqlCall known = timeCall;
            timeCall = known == null || isBefore(call.getParserPosition(), known.getParserPosition()) ? call : known;
        }
        positions.merge(
                operator.getName(),
                call.getParserPosition(),
                (first, second) -> isBefore(second, first) ? second : first);
        if (operator.isAggregator()
                && !WINDOW_FUNCTIONS.contains(operator.getKind())
                && !GROUPINGS.contains(operator.getKind())) {
            checkAggregate(call, operator);
        }
        if (operator instanceof WindowFunction window) {
            WindowIntervals.check(window, call);
        }
        if (operator.getKind() == SqlKind.IN || operator.getKind() == SqlKind.NOT_IN) {
            checkList(call);
        }
        if (continuous && CurrentTime.isTimeOfDay(operator)) {
            throw unsupported(
                    call,
                    operator.getName()
                            + " is not supported in a query that is kept up to date, as its rows would change by themselves, every"
                            + " day anew. Compare whole times instead: ts > NOW() - INTERVAL '1' HOUR.");
        }
        if (continuous && RANDOM.contains(operator.getName())) {
            throw unsupported(
                    call,
                    operator.getName()
                            + " is not supported in a query that is kept up to date, which must give the same"
                            + " rows whenever it is computed. Use it in INSERT.");
        }
    }

    /** The validator lets {@code text IN (1, 2)} pass. */
    private void checkList(SqlCall call) {
        SqlValidator validator = query.validator();
        RelDataType tested = validator.getValidatedNodeTypeIfKnown(call.operand(0));
        if (tested == null || !(call.operand(1) instanceof SqlNodeList list)) {
            return;
        }
        for (SqlNode item : list) {
            RelDataType type = validator.getValidatedNodeTypeIfKnown(item);
            if (type != null && validator.getTypeFactory().leastRestrictive(List.of(tested, type)) == null) {
                throw new EngineException(
                        ErrorCode.TYPE_MISMATCH,
                        Positions.of(item.getParserPosition()),
                        "IN cannot compare " + tested + " with " + type
                                + ". Convert one of them with CAST(... AS ...).");
            }
        }
    }

    private static void checkAggregate(SqlCall call, SqlOperator operator) {
        AggregateFunction function = Aggregates.of(operator);
        if (function == null) {
            throw unsupported(
                    call,
                    "The aggregate " + operator.getName()
                            + " is not supported yet. COUNT, SUM, AVG, MIN, MAX, VAR_POP, STDDEV_POP, EVERY and ANY_VALUE are.");
        }
        if (call.operandCount() > Aggregates.maxArguments(function) && function != AggregateFunction.SINGLE_VALUE) {
            throw unsupported(
                    call.operand(Aggregates.maxArguments(function)),
                    operator.getName() + " of several columns is not supported yet. "
                            + (isDistinct(call)
                                    ? "Count in a subquery: SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM ...)."
                                    : "Use COUNT(*) FILTER (WHERE a IS NOT NULL AND b IS NOT NULL)."));
        }
    }

    private static boolean isDistinct(SqlCall call) {
        SqlLiteral quantifier = call.getFunctionQuantifier();
        return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
    }

    private static boolean isBefore(SqlParserPos left, SqlParserPos right) {
        return left.getLineNum() != right.getLineNum()
                ? left.getLineNum() < right.getLineNum()
                : left.getColumnNum() < right.getColumnNum();
    }
}
