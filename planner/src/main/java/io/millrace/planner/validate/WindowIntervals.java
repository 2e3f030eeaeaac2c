package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserUtil;

/** The sizes, slides, steps and offsets that windows take: literals of days and shorter units. */
final class WindowIntervals {
    private WindowIntervals() {}

    /** Refuses what is not such an interval, at its place. An offset, the last operand, may also be zero or negative. */
    static void check(WindowFunction window, SqlCall call) {
        long[] millis = new long[window.intervals() + 1];
        List<String> names = window.parameters();
        for (int index = 0; index < call.operandCount(); index++) {
            SqlNode operand = call.operand(index);
            boolean named = operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT;
            SqlNode value = named ? ((SqlCall) operand).operand(0) : operand;
            int parameter = named
                    ? names.indexOf(((SqlIdentifier) ((SqlCall) operand).operand(1))
                            .getSimple()
                            .toUpperCase(java.util.Locale.ROOT))
                    : index;
            int interval = parameter - WindowFunction.FIRST_INTERVAL;
            boolean key = window.takesKeys() && interval == window.intervals();
            if (interval >= 0 && !key) {
                millis[interval] = check(value, interval == window.intervals());
            }
        }
        if (window.equals(WindowFunction.CUMULATE) && millis[0] > 0 && millis[1] % millis[0] != 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    Positions.of(call.getParserPosition()),
                    "The size of a CUMULATE window must be a multiple of its step. Write the step before the size, as in"
                            + " CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY).");
        }
    }

    private static long check(SqlNode value, boolean offset) {
        if (value.getKind() == SqlKind.DEFAULT || SqlUtil.isNullLiteral(value, false)) {
            return 0;
        }
        if (!(value instanceof SqlIntervalLiteral literal)) {
            throw unsupported(value, "Sizes of windows must be written as intervals, such as INTERVAL '5' MINUTE.");
        }
        IntervalValue interval = literal.getValueAs(IntervalValue.class);
        if (interval.getIntervalQualifier().isYearMonth()) {
            throw unsupported(
                    value,
                    "Windows of months and years are not supported, as their length varies. Use days or shorter units, or"
                            + " group by FLOOR(time TO MONTH).");
        }
        long millis = interval.getSign() * SqlParserUtil.intervalToMillis(interval);
        if (!offset && millis <= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    Positions.of(value.getParserPosition()),
                    "The intervals of a window must be longer than zero. Write a size such as INTERVAL '5' MINUTE.");
        }
        return millis;
    }
}
