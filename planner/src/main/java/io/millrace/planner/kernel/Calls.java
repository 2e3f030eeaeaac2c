package io.millrace.planner.kernel;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.jspecify.annotations.Nullable;

/** Who writes which call. */
final class Calls {
    private static final Map<SqlKind, CallEmitter> BY_KIND = new EnumMap<>(SqlKind.class);

    /** Functions without a kind of their own, by name in capitals. */
    private static final Map<String, CallEmitter> BY_NAME = new HashMap<>();

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
        BY_KIND.put(
                SqlKind.REINTERPRET,
                (call, emitter) -> emitter.emit(call.getOperands().get(0)).as(ColumnTypes.of(call.getType())));
        BY_KIND.put(SqlKind.SEARCH, Searches::emit);
        BY_KIND.put(SqlKind.EXTRACT, TimeUnits::extract);
        BY_KIND.put(SqlKind.FLOOR, TimeUnits.rounded(false));
        BY_KIND.put(SqlKind.CEIL, TimeUnits.rounded(true));
        BY_KIND.put(SqlKind.LIKE, TextCalls::like);
        BY_KIND.put(SqlKind.TRIM, TextCalls::trim);
        BY_KIND.put(SqlKind.LTRIM, TextCalls.trimmed(SqlTrimFunction.Flag.LEADING));
        BY_KIND.put(SqlKind.RTRIM, TextCalls.trimmed(SqlTrimFunction.Flag.TRAILING));
        BY_KIND.put(SqlKind.POSITION, TextCalls::position);
        BY_KIND.put(SqlKind.BITAND, Arithmetic.bits("&"));
        BY_KIND.put(SqlKind.BITOR, Arithmetic.bits("|"));
        BY_KIND.put(SqlKind.BITXOR, Arithmetic.bits("^"));
        BY_KIND.put(SqlKind.BITNOT, Arithmetic::complement);
        BY_KIND.put(SqlKind.CONCAT_WITH_NULL, TextCalls::concatAll);
        BY_KIND.put(SqlKind.SUBSTR_POSTGRESQL, TextCalls::substring);
        BY_KIND.put(SqlKind.CHECKED_PLUS, Arithmetic::add);
        BY_KIND.put(SqlKind.CHECKED_MINUS, Arithmetic::subtract);
        BY_KIND.put(SqlKind.CHECKED_TIMES, Arithmetic::multiply);
        BY_KIND.put(SqlKind.CHECKED_DIVIDE, Arithmetic::divide);
        BY_KIND.put(SqlKind.CHECKED_MINUS_PREFIX, Arithmetic::negate);
        BY_KIND.put(SqlKind.GREATEST, MathCalls.extreme(">", false));
        BY_KIND.put(SqlKind.LEAST, MathCalls.extreme("<", false));
        BY_KIND.put(SqlKind.GREATEST_PG, MathCalls.extreme(">", true));
        BY_KIND.put(SqlKind.LEAST_PG, MathCalls.extreme("<", true));
        BY_KIND.put(SqlKind.SAFE_CAST, Casts::quiet);
        text();
        math();
        FunctionCalls.register(BY_NAME::put);
        DateCalls.register(BY_NAME::put);
        ZonedCalls.register(BY_NAME::put);
        NestedCalls.register(BY_KIND::put, BY_NAME::put);
        CollectionCalls.register(BY_NAME::put);
        JsonCalls.register(BY_NAME::put);
    }

    private static void text() {
        BY_NAME.put("UPPER", TextCalls.mapped("upper"));
        BY_NAME.put("LOWER", TextCalls.mapped("lower"));
        BY_NAME.put("CHAR_LENGTH", TextCalls::length);
        BY_NAME.put("CHARACTER_LENGTH", TextCalls::length);
        BY_NAME.put("LENGTH", TextCalls::length);
        BY_NAME.put("OCTET_LENGTH", TextCalls::octetLength);
        BY_NAME.put("SUBSTRING", TextCalls::substring);
        BY_NAME.put("||", TextCalls::concat);
        BY_NAME.put("REPLACE", TextCalls::replace);
        BY_NAME.put("BIT_LENGTH", TextCalls::bitLength);
        BY_NAME.put("CONCAT_WS", TextCalls::concatWithSeparator);
        BY_NAME.put("UCASE", TextCalls.mapped("upper"));
        BY_NAME.put("LCASE", TextCalls.mapped("lower"));
        BY_NAME.put("LEN", TextCalls::length);
        BY_NAME.put("BTRIM", TextCalls.trimmed(SqlTrimFunction.Flag.BOTH));
    }

    private static void math() {
        BY_NAME.put("ABS", MathCalls::abs);
        BY_NAME.put("SIGN", MathCalls::sign);
        BY_NAME.put("ROUND", MathCalls.rounded("round"));
        BY_NAME.put("TRUNCATE", MathCalls.rounded("truncate"));
        BY_NAME.put("TRUNC", MathCalls.rounded("truncate"));
        BY_NAME.put("POWER", MathCalls.partial("Maths.power"));
        BY_NAME.put("POW", MathCalls.partial("Maths.power"));
        BY_NAME.put("LOG2", MathCalls.partial("Maths.log2"));
        BY_NAME.put("LOG1P", MathCalls.partial("Maths.log1p"));
        BY_NAME.put("SINH", MathCalls.total("Math.sinh"));
        BY_NAME.put("COSH", MathCalls.total("Math.cosh"));
        BY_NAME.put("TANH", MathCalls.total("Math.tanh"));
        BY_NAME.put("SQRT", MathCalls.partial("Maths.sqrt"));
        BY_NAME.put("LN", MathCalls.partial("Maths.ln"));
        BY_NAME.put("LOG10", MathCalls.partial("Maths.log10"));
        BY_NAME.put("EXP", MathCalls.partial("Maths.exp"));
        BY_NAME.put("ASIN", MathCalls.partial("Maths.asin"));
        BY_NAME.put("ACOS", MathCalls.partial("Maths.acos"));
        BY_NAME.put("ATAN", MathCalls.total("Math.atan"));
        BY_NAME.put("ATAN2", MathCalls.total("Math.atan2"));
        BY_NAME.put("SIN", MathCalls.total("Math.sin"));
        BY_NAME.put("COS", MathCalls.total("Math.cos"));
        BY_NAME.put("TAN", MathCalls.total("Math.tan"));
        BY_NAME.put("CBRT", MathCalls.total("Math.cbrt"));
        BY_NAME.put("LEFTSHIFT", Arithmetic::shift);
        BY_NAME.put("<<", Arithmetic::shift);
        BY_NAME.put("PI", MathCalls::pi);
        BY_NAME.put("DEGREES", MathCalls.total("Math.toDegrees"));
        BY_NAME.put("RADIANS", MathCalls.total("Math.toRadians"));
    }

    /** Who writes calls of an operator, or null if nobody here does. */
    static @Nullable CallEmitter own(SqlOperator operator) {
        CallEmitter byKind = BY_KIND.get(operator.getKind());
        return byKind != null ? byKind : BY_NAME.get(operator.getName().toUpperCase(Locale.ROOT));
    }

    private Calls() {}

    /** Writes a call; throws NOT_SUPPORTED with the function's name if nobody can. */
    static Value emit(RexCall call, Emitter emitter) {
        CallEmitter known = own(call.getOperator());
        if (known != null) {
            return known.emit(call, emitter);
        }
        FunctionRule rule = Functions.rule(call);
        if (!rule.isLibrary()) {
            throw rule.refusal(call.getOperator());
        }
        return LibraryCalls.emit(call, rule, emitter);
    }
}
