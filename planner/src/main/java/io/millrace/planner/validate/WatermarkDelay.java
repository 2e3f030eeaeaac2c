package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.node.WatermarkNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserUtil;

/** How far behind the newest row a row may come: {@code ts}, or {@code ts - INTERVAL '5' SECOND}. */
final class WatermarkDelay {
    private WatermarkDelay() {}

    /** The delay in milliseconds; refuses watermarks that are made in another way. */
    static long of(WatermarkNode watermark, String column) {
        SqlNode expression = watermark.expression();
        if (isColumn(expression, column)) {
            return 0;
        }
        if (expression.getKind() == SqlKind.MINUS
                && isColumn(((SqlCall) expression).operand(0), column)
                && ((SqlCall) expression).operand(1) instanceof SqlIntervalLiteral literal) {
            IntervalValue interval = literal.getValueAs(IntervalValue.class);
            if (interval.getIntervalQualifier().isYearMonth()) {
                throw refused(
                        literal, "The delay of a WATERMARK cannot be months or years, whose length varies. Use days.");
            }
            long millis = SqlParserUtil.intervalToMillis(interval);
            if (millis < 0 || interval.getSign() < 0) {
                throw refused(literal, "The delay of a WATERMARK cannot be negative.");
            }
            return millis;
        }
        throw refused(
                expression,
                "A WATERMARK is the column itself or the column minus a fixed interval: WATERMARK FOR " + column
                        + " AS " + column + " - INTERVAL '5' SECOND.");
    }

    private static boolean isColumn(SqlNode node, String column) {
        return node instanceof SqlIdentifier name
                && name.isSimple()
                && name.getSimple().equalsIgnoreCase(column);
    }

    private static EngineException refused(SqlNode place, String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, Positions.of(place.getParserPosition()), message);
    }
}
