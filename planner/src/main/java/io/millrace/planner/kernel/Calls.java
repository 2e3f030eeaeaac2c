package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;

/** Who writes which call. */
final class Calls {
    private static final Map<SqlKind, CallEmitter> BY_KIND = new EnumMap<>(SqlKind.class);

    static {
        BY_KIND.put(SqlKind.PLUS, Arithmetic::add);
        BY_KIND.put(SqlKind.MINUS, Arithmetic::subtract);
        BY_KIND.put(SqlKind.TIMES, Arithmetic::multiply);
        BY_KIND.put(SqlKind.DIVIDE, Arithmetic::divide);
        BY_KIND.put(SqlKind.MOD, Arithmetic::remainder);
        BY_KIND.put(SqlKind.MINUS_PREFIX, Arithmetic::negate);
        BY_KIND.put(
                SqlKind.PLUS_PREFIX,
                (call, emitter) -> emitter.emit(call.getOperands().get(0)));

        BY_KIND.put(SqlKind.EQUALS, Comparisons.of("=="));
        BY_KIND.put(SqlKind.NOT_EQUALS, Comparisons.of("!="));
        BY_KIND.put(SqlKind.LESS_THAN, Comparisons.of("<"));
        BY_KIND.put(SqlKind.LESS_THAN_OR_EQUAL, Comparisons.of("<="));
        BY_KIND.put(SqlKind.GREATER_THAN, Comparisons.of(">"));
        BY_KIND.put(SqlKind.GREATER_THAN_OR_EQUAL, Comparisons.of(">="));
        BY_KIND.put(SqlKind.IS_DISTINCT_FROM, Comparisons.distinct(false));
        BY_KIND.put(SqlKind.IS_NOT_DISTINCT_FROM, Comparisons.distinct(true));

        BY_KIND.put(SqlKind.AND, Logic::and);
        BY_KIND.put(SqlKind.OR, Logic::or);
        BY_KIND.put(SqlKind.NOT, Logic::not);
        BY_KIND.put(SqlKind.IS_NULL, Logic::isNull);
        BY_KIND.put(SqlKind.IS_UNKNOWN, Logic::isNull);
        BY_KIND.put(SqlKind.IS_NOT_NULL, Logic::isNotNull);
        BY_KIND.put(SqlKind.IS_TRUE, Logic.is(true, false));
        BY_KIND.put(SqlKind.IS_NOT_TRUE, Logic.is(true, true));
        BY_KIND.put(SqlKind.IS_FALSE, Logic.is(false, false));
        BY_KIND.put(SqlKind.IS_NOT_FALSE, Logic.is(false, true));

        BY_KIND.put(SqlKind.CASE, Conditionals::caseOf);
        BY_KIND.put(SqlKind.COALESCE, Conditionals::coalesce);
        BY_KIND.put(SqlKind.NULLIF, Conditionals::nullIf);
        BY_KIND.put(SqlKind.CAST, Casts::call);
    }

    private Calls() {}

    /** Writes a call; throws NOT_SUPPORTED with the function's name if nobody can. */
    static Value emit(RexCall call, Emitter emitter) {
        CallEmitter known = BY_KIND.get(call.getKind());
        if (known == null) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The function " + call.getOperator().getName() + " is not supported yet.");
        }
        return known.emit(call, emitter);
    }
}
