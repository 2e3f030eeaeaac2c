package io.millrace.planner.kernel;

import io.millrace.planner.parse.node.AtTimeZoneOperator;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * Calls whose value depends on a time zone. They are those that users write, with one operand more: the zone's name, a text
 * literal. So the zone is part of the plan, and two equal plans mean the same in every session.
 */
public final class ZonedOperators {
    /** (value, zone): a cast between an instant and something local. */
    public static final SqlOperator CAST = of("CAST");

    /** (value, zone): the same, NULL where it fails. */
    public static final SqlOperator TRY_CAST = of("TRY_CAST");

    /** (instant, unit, zone). */
    public static final SqlOperator FLOOR = of("FLOOR");

    /** (instant, unit, zone). */
    public static final SqlOperator CEIL = of("CEIL");

    /** (unit, instant, zone). */
    public static final SqlOperator DATE_TRUNC = of("DATE_TRUNC");

    /** (instant, interval of days or months, zone). */
    public static final SqlOperator PLUS = of("+");

    /** (instant, interval of days or months, zone). */
    public static final SqlOperator MINUS = of("-");

    /** (later instant, earlier instant, zone): an interval of days or months. */
    public static final SqlOperator DIFFERENCE = of("DIFFERENCE");

    private static final Map<SqlOperator, String> WRITTEN = Map.of(
            CAST, "CAST",
            TRY_CAST, "TRY_CAST",
            FLOOR, "FLOOR",
            CEIL, "CEIL",
            DATE_TRUNC, "DATE_TRUNC",
            PLUS, "+",
            MINUS, "-",
            DIFFERENCE, "-");

    private ZonedOperators() {}

    /** Whether an operand of a call is a zone that stands in the statement or belongs to the session: it is no data. */
    public static boolean isZone(RexCall call, int operand) {
        return isZoned(call.getOperator())
                ? operand == call.getOperands().size() - 1
                : call.getOperator().equals(AtTimeZoneOperator.INSTANCE) && operand == 1;
    }

    /** Whether the last operand is a zone that the user did not write. */
    static boolean isZoned(SqlOperator operator) {
        return WRITTEN.containsKey(operator);
    }

    /** What users write for it. */
    static String written(SqlOperator operator) {
        return WRITTEN.getOrDefault(operator, operator.getName());
    }

    private static SqlOperator of(String name) {
        return SqlBasicFunction.create(
                "ZONED " + name, ReturnTypes.ARG0_NULLABLE, OperandTypes.VARIADIC, SqlFunctionCategory.TIMEDATE);
    }
}
