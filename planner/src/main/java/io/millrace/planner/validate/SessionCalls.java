package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Brings the forms of a call of SESSION in FROM to one, before validation: the table, the time, the gap and, if there are any, the
 * columns that tell sessions apart. These come as PARTITION BY behind the table, as a descriptor in the third place, or by name.
 */
final class SessionCalls {
    private static final int TABLE = 0;
    private static final int TIME = 1;
    private static final int GAP = 2;
    private static final int KEY = 3;

    /** By name, which argument it is; SIZE is what Calcite calls the gap. */
    private static final Map<String, Integer> NAMES =
            Map.of("DATA", TABLE, "TIMECOL", TIME, "GAP", GAP, "SIZE", GAP, "KEY", KEY);

    private SessionCalls() {}

    /** The one form of a call. */
    static SqlCall normalised(SqlCall call) {
        @Nullable SqlNode[] arguments = new SqlNode[KEY + 1];
        List<SqlNode> operands = call.getOperandList();
        for (int place = 0; place < operands.size(); place++) {
            SqlNode operand = operands.get(place);
            int argument = operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT
                    ? named((SqlCall) operand)
                    : placed(place, operand, call);
            if (arguments[argument] != null) {
                throw wrong(operand, "This argument of SESSION was given before. Leave one of both out.");
            }
            arguments[argument] =
                    operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT ? ((SqlCall) operand).operand(0) : operand;
        }
        SqlNode table = arguments[TABLE];
        if (table != null && table.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
            SqlNodeList partition = ((SqlCall) table).operand(1);
            if (arguments[KEY] != null) {
                throw wrong(arguments[KEY], "SESSION takes PARTITION BY or a descriptor of keys, not both.");
            }
            if (!partition.isEmpty()) {
                arguments[KEY] = descriptor(partition.getList(), partition.getParserPosition());
            }
            arguments[TABLE] = ((SqlCall) table).operand(0);
        }
        return of(
                required(arguments[TABLE], call),
                required(arguments[TIME], call),
                required(arguments[GAP], call),
                arguments[KEY],
                call.getParserPosition());
    }

    /** A call in this form. */
    static SqlCall of(SqlNode table, SqlNode time, SqlNode gap, @Nullable SqlNode key, SqlParserPos position) {
        List<SqlNode> operands = new ArrayList<>(Arrays.asList(table, time, gap));
        if (key != null) {
            operands.add(key);
        }
        return WindowFunction.SESSION.createCall(position, operands);
    }

    static SqlCall descriptor(List<? extends @Nullable SqlNode> columns, SqlParserPos position) {
        List<SqlNode> names = new ArrayList<>();
        columns.forEach(column -> names.add(Objects.requireNonNull(column)));
        return SqlStdOperatorTable.DESCRIPTOR.createCall(position, names);
    }

    private static int named(SqlCall assignment) {
        SqlIdentifier name = assignment.operand(1);
        Integer argument = NAMES.get(name.getSimple().toUpperCase(Locale.ROOT));
        if (argument == null) {
            throw wrong(
                    name,
                    "SESSION has no argument '" + name.getSimple() + "'."
                            + Suggestions.didYouMean(name.getSimple(), List.of("DATA", "TIMECOL", "GAP", "KEY"))
                            + " It takes DATA, TIMECOL, GAP and KEY.");
        }
        return argument;
    }

    /** A key stands before the gap, or behind it. */
    private static int placed(int place, SqlNode operand, SqlCall call) {
        // Names of functions have no meaning yet.
        boolean descriptor = operand instanceof SqlCall function
                && function.getOperator().getName().equalsIgnoreCase(SqlKind.DESCRIPTOR.name());
        if (place < GAP) {
            return place;
        }
        if (place > KEY) {
            throw incomplete(call);
        }
        return descriptor ? KEY : GAP;
    }

    private static SqlNode required(@Nullable SqlNode argument, SqlCall call) {
        if (argument == null) {
            throw incomplete(call);
        }
        return argument;
    }

    private static EngineException incomplete(SqlCall call) {
        return wrong(
                call,
                "SESSION takes a table, the column with the time and the gap: SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts),"
                        + " INTERVAL '10' MINUTE).");
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }
}
