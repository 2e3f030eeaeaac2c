package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Calls with a unit of time or an interval, written as other engines do, in the form that Calcite knows: DATEADD is
 * TIMESTAMPADD; DATEDIFF counts the starts of units between two times, so it is TIMESTAMPDIFF of both cut to the unit;
 * TIMESTAMP_TRUNC is FLOOR; DATE_ADD of an interval is an addition.
 */
public final class FunctionForms {
    /** Additions and subtractions of an interval, which is the second operand. */
    private static final Map<String, SqlOperator> SHIFTS = Map.of(
            "DATE_ADD", SqlStdOperatorTable.PLUS,
            "TIMESTAMP_ADD", SqlStdOperatorTable.PLUS,
            "DATETIME_ADD", SqlStdOperatorTable.PLUS,
            "ADDDATE", SqlStdOperatorTable.PLUS,
            "DATE_SUB", SqlStdOperatorTable.MINUS,
            "TIMESTAMP_SUB", SqlStdOperatorTable.MINUS,
            "DATETIME_SUB", SqlStdOperatorTable.MINUS,
            "SUBDATE", SqlStdOperatorTable.MINUS);

    private FunctionForms() {}

    /** The call in the form to validate. */
    public static SqlNode of(SqlCall call) {
        SqlCall json = JsonForms.of(call);
        if (json != call) {
            return json;
        }
        if (call.getKind() == SqlKind.MULTISET_VALUE_CONSTRUCTOR) {
            return CollectionOperators.MULTISET.createCall(call.getParserPosition(), call.getOperandList());
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        List<SqlNode> operands = call.getOperandList();
        SqlParserPos position = call.getParserPosition();
        if (call.getOperator().equals(SqlLibraryOperators.DATE_TRUNC) && call instanceof SqlBasicCall basic) {
            basic.setOperator(OwnFunctions.DATE_TRUNC);
            return call;
        }
        if (operands.size() == 2 && SHIFTS.containsKey(name) && isInterval(operands.get(1))) {
            return Objects.requireNonNull(SHIFTS.get(name)).createCall(position, operands.get(0), operands.get(1));
        }
        boolean cuts = name.equals("TIMESTAMP_TRUNC") || name.equals("DATETIME_TRUNC");
        TimeUnit cut = cuts && operands.size() == 2 ? unit(operands.get(1)) : null;
        if (cut != null) {
            return SqlStdOperatorTable.FLOOR.createCall(position, operands.get(0), qualifier(cut, operands.get(1)));
        }
        if (name.equals("DATEDIFF") && operands.size() == 2) {
            return difference(TimeUnit.DAY, operands.get(1), operands.get(0), position);
        }
        boolean add = name.equals("DATEADD");
        if (operands.size() != 3 || !add && !name.equals("DATEDIFF")) {
            return call;
        }
        TimeUnit unit = unit(operands.get(0));
        if (unit == null) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    Positions.of(operands.get(0).getParserPosition()),
                    name + " takes a unit of time first. Write " + name
                            + (add ? "(DAY, 1, ts)." : "(DAY, earlier, later)."));
        }
        return add
                ? SqlStdOperatorTable.TIMESTAMP_ADD.createCall(
                        position, qualifier(unit, operands.get(0)), operands.get(1), operands.get(2))
                : difference(unit, operands.get(1), operands.get(2), position);
    }

    private static boolean isInterval(SqlNode node) {
        return node instanceof SqlIntervalLiteral || node.getKind() == SqlKind.INTERVAL;
    }

    private static SqlNode difference(TimeUnit unit, SqlNode from, SqlNode to, SqlParserPos position) {
        return SqlStdOperatorTable.TIMESTAMP_DIFF.createCall(
                position, qualifier(unit, from), cut(unit, from), cut(unit, to));
    }

    private static SqlNode cut(TimeUnit unit, SqlNode time) {
        SqlOperator floor = SqlStdOperatorTable.FLOOR;
        boolean whole = unit == TimeUnit.MICROSECOND || unit == TimeUnit.NANOSECOND;
        return whole ? time : floor.createCall(time.getParserPosition(), time, qualifier(unit, time));
    }

    private static SqlIntervalQualifier qualifier(TimeUnit unit, SqlNode place) {
        return new SqlIntervalQualifier(unit, null, place.getParserPosition());
    }

    /** The unit that a word or a text means, in singular or plural, or null. */
    private static @Nullable TimeUnit unit(SqlNode node) {
        if (node instanceof SqlIntervalQualifier qualifier) {
            return qualifier.getStartUnit();
        }
        String word = node instanceof SqlIdentifier name && name.isSimple()
                ? name.getSimple()
                : node instanceof SqlCharStringLiteral text ? text.getValueAs(String.class) : "";
        String upper = word.strip().toUpperCase(Locale.ROOT);
        return switch (upper.endsWith("S") ? upper.substring(0, upper.length() - 1) : upper) {
            case "YEAR" -> TimeUnit.YEAR;
            case "QUARTER" -> TimeUnit.QUARTER;
            case "MONTH" -> TimeUnit.MONTH;
            case "WEEK" -> TimeUnit.WEEK;
            case "DAY" -> TimeUnit.DAY;
            case "HOUR" -> TimeUnit.HOUR;
            case "MINUTE" -> TimeUnit.MINUTE;
            case "SECOND" -> TimeUnit.SECOND;
            case "MILLISECOND" -> TimeUnit.MILLISECOND;
            default -> null;
        };
    }
}
