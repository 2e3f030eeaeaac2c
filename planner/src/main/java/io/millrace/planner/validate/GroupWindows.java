package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites {@code SELECT TUMBLE_START(ts, i) FROM t GROUP BY TUMBLE(ts, i)} to the table function, before validation:
 * {@code SELECT window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), i)) AS t GROUP BY window_start, window_end}; HOP and
 * CUMULATE alike. A query has one such window.
 */
final class GroupWindows extends SqlShuttle {
    private static final String START = "window_start";
    private static final String END = "window_end";

    private GroupWindows() {}

    /** The query with all its group windows rewritten. */
    static SqlNode rewrite(SqlNode query) {
        return Objects.requireNonNull(query.accept(new GroupWindows()));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlNode visited = super.visit(call);
        if (visited instanceof SqlSelect select) {
            rewriteSelect(select);
        }
        return visited;
    }

    private static void rewriteSelect(SqlSelect select) {
        SqlCall window = window(select.getGroup());
        Replacement replacement = new Replacement(window);
        select.setSelectList((SqlNodeList) replacement.of(select.getSelectList()));
        if (select.getHaving() != null) {
            select.setHaving(replacement.of(select.getHaving()));
        }
        if (window == null) {
            return;
        }
        select.setFrom(tableFunction(window, select.getFrom()));
        List<SqlNode> groups = new ArrayList<>();
        for (SqlNode item : Objects.requireNonNull(select.getGroup())) {
            if (item == window) {
                groups.add(new SqlIdentifier(START, item.getParserPosition()));
                groups.add(new SqlIdentifier(END, item.getParserPosition()));
            } else {
                groups.add(item);
            }
        }
        select.setGroupBy(new SqlNodeList(groups, select.getGroup().getParserPosition()));
    }

    private static @Nullable SqlCall window(@Nullable SqlNodeList groups) {
        SqlCall window = null;
        if (groups != null) {
            for (SqlNode item : groups) {
                if (function(item) != null) {
                    if (window != null) {
                        throw wrong(item, "A query is grouped by one window. Remove the second one.");
                    }
                    window = (SqlCall) item;
                }
            }
        }
        return window;
    }

    private static SqlNode tableFunction(SqlCall window, @Nullable SqlNode from) {
        WindowFunction function = Objects.requireNonNull(function(window));
        String name = function.getName();
        SqlParserPos position = window.getParserPosition();
        if (!(window.operand(0) instanceof SqlIdentifier time)) {
            throw wrong(
                    window.operand(0),
                    name
                            + " in GROUP BY takes a column. Compute the time in a subquery: FROM (SELECT ..., expression AS"
                            + " t FROM ...) GROUP BY " + name + "(t, ...).");
        }
        if (from == null) {
            throw wrong(window, name + " in GROUP BY needs a table in FROM.");
        }
        SqlNode table = from;
        SqlIdentifier alias = null;
        if (from.getKind() == SqlKind.AS) {
            if (((SqlCall) from).operandCount() > 2) {
                throw wrong(window, name + " in GROUP BY does not work with a list of column aliases in FROM.");
            }
            table = ((SqlCall) from).operand(0);
            alias = ((SqlCall) from).operand(1);
        } else if (from instanceof SqlIdentifier named) {
            alias = new SqlIdentifier(named.names.get(named.names.size() - 1), named.getParserPosition());
        }
        List<SqlNode> operands = new ArrayList<>();
        operands.add(
                table instanceof SqlIdentifier
                        ? SqlStdOperatorTable.EXPLICIT_TABLE.createCall(table.getParserPosition(), table)
                        : table);
        SqlIdentifier column = new SqlIdentifier(time.names.get(time.names.size() - 1), time.getParserPosition());
        operands.add(SqlStdOperatorTable.DESCRIPTOR.createCall(time.getParserPosition(), column));
        operands.addAll(window.getOperandList().subList(1, window.operandCount()));
        SqlNode called =
                SqlStdOperatorTable.COLLECTION_TABLE.createCall(position, function.createCall(position, operands));
        return alias == null ? called : SqlStdOperatorTable.AS.createCall(from.getParserPosition(), called, alias);
    }

    /** The table function of a window that is grouped by, or null for any other expression. */
    private static @Nullable WindowFunction function(@Nullable SqlNode item) {
        if (item == null) {
            return null;
        }
        return switch (item.getKind()) {
            case TUMBLE -> WindowFunction.TUMBLE;
            case HOP -> WindowFunction.HOP;
            default ->
                item instanceof SqlBasicCall call
                                && call.getOperator().getName().equalsIgnoreCase("CUMULATE")
                        ? WindowFunction.CUMULATE
                        : null;
        };
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }

    /** Puts window_start and window_end in the place of TUMBLE_START(...) and the like. */
    private static final class Replacement extends SqlShuttle {
        private final @Nullable SqlCall window;

        Replacement(@Nullable SqlCall window) {
            this.window = window;
        }

        SqlNode of(SqlNode node) {
            return Objects.requireNonNull(node.accept(this));
        }

        @Override
        public @Nullable SqlNode visit(SqlNodeList list) {
            List<SqlNode> items = new ArrayList<>();
            for (SqlNode item : list) {
                items.add(item == null ? null : item.accept(this));
            }
            return new SqlNodeList(items, list.getParserPosition());
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            String name =
                    call instanceof SqlBasicCall ? call.getOperator().getName().toUpperCase(Locale.ROOT) : "";
            switch (name) {
                case "TUMBLE_START", "HOP_START", "CUMULATE_START" -> {
                    return column(call, name, START);
                }
                case "TUMBLE_END", "HOP_END", "CUMULATE_END" -> {
                    return column(call, name, END);
                }
                case "SESSION_START", "SESSION_END" ->
                    throw Constructs.unsupported(
                            call, "SESSION windows are not supported yet. TUMBLE, HOP and CUMULATE are.");
                default -> {
                    return call.isA(SqlKind.QUERY) ? call : super.visit(call);
                }
            }
        }

        private SqlNode column(SqlCall call, String name, String column) {
            String group = name.substring(0, name.indexOf('_'));
            SqlCall known = window;
            boolean same = known != null
                    && Objects.requireNonNull(function(known)).getName().equals(group)
                    && new SqlNodeList(known.getOperandList(), SqlParserPos.ZERO)
                            .equalsDeep(new SqlNodeList(call.getOperandList(), SqlParserPos.ZERO), Litmus.IGNORE);
            if (!same) {
                throw wrong(
                        call,
                        name + " needs the same window in GROUP BY: GROUP BY " + group + "("
                                + (call.operandCount() == 0 ? "..." : call.operand(0) + ", ...") + ").");
            }
            return new SqlIdentifier(column, call.getParserPosition());
        }
    }
}
