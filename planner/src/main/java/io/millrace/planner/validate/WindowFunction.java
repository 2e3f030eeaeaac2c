package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlWindowTableFunction;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * TUMBLE, HOP, CUMULATE and SESSION: the rows of a table, each once for every window that its time lies in, with the columns
 * window_start, window_end and window_time, which is the last moment in the window. They have the type of the time. What follows the
 * intervals may be left out: an offset, or the columns that tell sessions apart.
 */
public final class WindowFunction extends SqlWindowTableFunction {
    public static final WindowFunction TUMBLE = new WindowFunction("TUMBLE", "SIZE");
    public static final WindowFunction HOP = new WindowFunction("HOP", "SLIDE", "SIZE");
    public static final WindowFunction CUMULATE = new WindowFunction("CUMULATE", "STEP", "SIZE");

    /** Called in the form of {@link SessionCalls}. */
    public static final WindowFunction SESSION = new WindowFunction("SESSION", "GAP");

    /** The columns behind those of the table. */
    public static final List<String> COLUMNS = List.of("window_start", "window_end", "window_time");

    /** The table and the descriptor of its time stand before the intervals. */
    static final int FIRST_INTERVAL = 2;

    private final List<String> intervals;

    private WindowFunction(String name, String... intervals) {
        super(name, new Operands(List.of(intervals), name.equals("SESSION") ? "KEY" : "OFFSET"));
        this.intervals = List.of(intervals);
    }

    static List<SqlOperator> all() {
        return List.of(TUMBLE, HOP, CUMULATE, SESSION);
    }

    /** The names of its parameters, in order. */
    List<String> parameters() {
        return ((Operands) Objects.requireNonNull(getOperandTypeChecker())).paramNames();
    }

    /** Whether it takes columns that tell windows apart, in the place of an offset. */
    public boolean takesKeys() {
        return equals(SESSION);
    }

    /** How many intervals it must be given; an offset or keys may follow. */
    public int intervals() {
        return intervals.size();
    }

    @Override
    public SqlReturnTypeInference getRowTypeInference() {
        return WindowFunction::rowType;
    }

    private static RelDataType rowType(SqlOperatorBinding call) {
        RelDataType input = call.getOperandType(0);
        RelDataTypeFactory factory = call.getTypeFactory();
        SqlTypeName name = call instanceof SqlCallBinding binding
                ? time(binding).getType().getSqlTypeName()
                : SqlTypeName.TIMESTAMP;
        RelDataTypeFactory.Builder builder =
                factory.builder().kind(input.getStructKind()).addAll(input.getFieldList());
        COLUMNS.forEach(column -> builder.add(column, factory.createSqlType(name, Timestamps.PRECISION)));
        return builder.build();
    }

    /** The column whose values say in which windows a row is. */
    private static RelDataTypeField time(SqlCallBinding call) {
        SqlNode descriptor = call.operands().get(1);
        if (descriptor.getKind() != SqlKind.DESCRIPTOR
                || ((SqlCall) descriptor).operandCount() != 1
                || !(((SqlCall) descriptor).operand(0) instanceof SqlIdentifier column)) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(descriptor.getParserPosition()),
                    call.getOperator().getName() + " takes the column with the time as a descriptor: DESCRIPTOR(ts).");
        }
        String name = column.names.get(column.names.size() - 1);
        RelDataTypeField field = field(call, column);
        SqlTypeName type = field.getType().getSqlTypeName();
        if (type != SqlTypeName.TIMESTAMP && type != SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(column.getParserPosition()),
                    "Column '" + name + "' is " + type.getName().replace('_', ' ')
                            + "; a window needs a TIMESTAMP. Convert it in a subquery with CAST(... AS TIMESTAMP).");
        }
        return field;
    }

    private static RelDataTypeField field(SqlCallBinding call, SqlIdentifier column) {
        RelDataType input = call.getOperandType(0);
        String name = column.names.get(column.names.size() - 1);
        RelDataTypeField field = input.getField(name, false, false);
        if (field == null) {
            throw new EngineException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    Positions.of(column.getParserPosition()),
                    "Column '" + name + "' is not in the table of this window."
                            + Suggestions.didYouMean(name, input.getFieldNames()));
        }
        return field;
    }

    private static void checkKeys(SqlCallBinding call) {
        SqlNode keys = call.operands().get(call.getOperandCount() - 1);
        for (SqlNode key : keys.getKind() == SqlKind.DESCRIPTOR ? ((SqlCall) keys).getOperandList() : List.of(keys)) {
            if (!(key instanceof SqlIdentifier column)) {
                throw new EngineException(
                        ErrorCode.TYPE_MISMATCH,
                        Positions.of(key.getParserPosition()),
                        call.getOperator().getName() + " is partitioned by columns. Compute this one in a subquery.");
            }
            field(call, column);
        }
    }

    /** A table, a descriptor, the intervals and what may be left out. */
    private record Operands(List<String> intervals, String optional) implements SqlOperandMetadata {
        @Override
        public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
            // Of the intervals the values are looked at, when names are resolved.
            time(call);
            if (call.getOperator().equals(SESSION) && call.getOperandCount() > FIRST_INTERVAL + intervals.size()) {
                checkKeys(call);
            }
            return true;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            int required = FIRST_INTERVAL + intervals.size();
            return SqlOperandCountRanges.between(required, required + 1);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return name + "(TABLE t, DESCRIPTOR(ts), " + String.join(", ", intervals) + "[, " + optional + "])";
        }

        @Override
        public boolean isOptional(int operand) {
            return operand == FIRST_INTERVAL + intervals.size();
        }

        @Override
        public boolean isFixedParameters() {
            return true;
        }

        @Override
        public List<RelDataType> paramTypes(RelDataTypeFactory factory) {
            RelDataType any = factory.createSqlType(SqlTypeName.ANY);
            return paramNames().stream().map(name -> any).toList();
        }

        @Override
        public List<String> paramNames() {
            List<String> names = new ArrayList<>(List.of("DATA", "TIMECOL"));
            names.addAll(intervals);
            names.add(optional);
            return names;
        }
    }
}
