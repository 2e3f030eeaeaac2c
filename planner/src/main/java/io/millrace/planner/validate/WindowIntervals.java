package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** The sizes, slides and offsets that TUMBLE and HOP take: literals of days and shorter units. */
final class WindowIntervals {
    private WindowIntervals() {}

    /** Refuses what is not such an interval, at its place. An offset, the last operand, may also be zero or negative. */
    static void check(SqlCall window) {
        int offset = window.getOperator().equals(SqlStdOperatorTable.TUMBLE) ? 3 : 4;
        for (int index = 2; index < window.operandCount(); index++) {
            check(window.operand(index), index == offset);
        }
    }

    private static void check(SqlNode operand, boolean offset) {
        SqlNode value = operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT ? ((SqlCall) operand).operand(0) : operand;
        if (value.getKind() == SqlKind.DEFAULT || SqlUtil.isNullLiteral(value, false)) {
            return;
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
        boolean isZero = interval.getIntervalLiteral().chars().allMatch(c -> !Character.isDigit(c) || c == '0');
        if (!offset && (isZero || interval.getSign() < 0)) {
            throw unsupported(value, "The intervals of a window must be longer than zero.");
        }
    }
}
