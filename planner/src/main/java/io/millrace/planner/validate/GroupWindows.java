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
 * {@code SELECT window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), i)) AS t GROUP BY window_start, window_end}; HOP, CUMULATE
 * and SESSION alike. A query has one such window. The sessions of a group are made of the rows that meet its WHERE, for each value
 * of the other columns that it groups by. Calls of SESSION in FROM are brought to one form.
 */
final class GroupWindows extends SqlShuttle {
    private static final String START = "window_start";
    private static final String END = "window_end";
    private static final String TIME = "window_time";

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
        if (visited instanceof SqlBasicCall table
                && table.getKind() == SqlKind.COLLECTION_TABLE
                && table.operand(0) instanceof SqlBasicCall function
                && function.getOperator().getName().equalsIgnoreCase("SESSION")) {
            table.setOperand(0, SessionCalls.normalised(function));
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
        boolean session = WindowFunction.SESSION.equals(function(window));
        select.setFrom(session ? sessions(window, select) : tableFunction(window, select.getFrom()));
        List<SqlNode> groups = new ArrayList<>();
        for (SqlNode item : Objects.requireNonNull(select.getGroup())) {
            if (item == window) {
                groups.add(new SqlIdentifier(START, item.getParserPosition()));
                groups.add(new SqlIdentifier(END, item.getParserPosition()));
                if (replacement.showsTime()) {
                    groups.add(new SqlIdentifier(TIME, item.getParserPosition()));
                }
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

    /**
     * The windowed table of a query.
     *
     * @param table in the place of a table
     * @param alias its name in the query, or null
     */
    private record Source(SqlNode table, @Nullable SqlIdentifier alias) {
        static Source of(SqlCall window, @Nullable SqlNode from) {
            String name = Objects.requireNonNull(function(window)).getName();
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
            return new Source(
                    table instanceof SqlIdentifier
                            ? SqlStdOperatorTable.EXPLICIT_TABLE.createCall(table.getParserPosition(), table)
                            : table,
                    alias);
        }

        /** The rows of a call in its place. */
        SqlNode windowed(SqlCall call) {
            SqlParserPos position = call.getParserPosition();
            SqlNode called = SqlStdOperatorTable.COLLECTION_TABLE.createCall(position, call);
            return alias == null ? called : SqlStdOperatorTable.AS.createCall(position, called, alias);
        }
    }

    private static SqlNode tableFunction(SqlCall window, @Nullable SqlNode from) {
        Source source = Source.of(window, from);
        List<SqlNode> operands = new ArrayList<>(List.of(source.table(), time(window)));
        operands.addAll(window.getOperandList().subList(1, window.operandCount()));
        WindowFunction function = Objects.requireNonNull(function(window));
        return source.windowed(function.createCall(window.getParserPosition(), operands));
    }

    /** The column with the time, as a descriptor. */
    private static SqlCall time(SqlCall window) {
        if (!(window.operand(0) instanceof SqlIdentifier time)) {
            String name = Objects.requireNonNull(function(window)).getName();
            throw wrong(
                    window.operand(0),
                    name
                            + " in GROUP BY takes a column. Compute the time in a subquery: FROM (SELECT ..., expression AS"
                            + " t FROM ...) GROUP BY " + name + "(t, ...).");
        }
        return SessionCalls.descriptor(List.of(unqualified(time)), time.getParserPosition());
    }

    private static SqlIdentifier unqualified(SqlIdentifier column) {
        return new SqlIdentifier(column.names.get(column.names.size() - 1), column.getParserPosition());
    }

    /** Sessions of the rows that meet the WHERE, which decides what is in a session; the query has none from now on. */
    private static SqlNode sessions(SqlCall window, SqlSelect select) {
        if (window.operandCount() != 2) {
            throw wrong(
                    window,
                    "SESSION in GROUP BY takes a column and a gap: GROUP BY SESSION(ts, INTERVAL '10' MINUTE), k.");
        }
        Source source = Source.of(window, select.getFrom());
        List<SqlNode> keys = new ArrayList<>();
        for (SqlNode item : Objects.requireNonNull(select.getGroup())) {
            if (item != window) {
                if (!(item instanceof SqlIdentifier column)) {
                    throw wrong(
                            item,
                            "A query that groups by SESSION groups by columns besides, which tell sessions apart. Compute this"
                                    + " one in a subquery: FROM (SELECT ..., expression AS k FROM ...) GROUP BY SESSION(ts,"
                                    + " ...), k.");
                }
                keys.add(unqualified(column));
            }
        }
        SqlNode rows = source.table();
        SqlNode where = select.getWhere();
        if (where != null) {
            rows = filtered(Objects.requireNonNull(select.getFrom()), where);
            select.setWhere(null);
        }
        SqlNode key = keys.isEmpty() ? null : SessionCalls.descriptor(keys, window.getParserPosition());
        return source.windowed(SessionCalls.of(rows, time(window), window.operand(1), key, window.getParserPosition()));
    }

    private static SqlSelect filtered(SqlNode from, SqlNode where) {
        SqlParserPos position = where.getParserPosition();
        SqlNodeList all = new SqlNodeList(List.of(SqlIdentifier.star(position)), position);
        return Selects.of(position, all, from, where);
    }

    /** The table function of a window that is grouped by, or null for any other expression. */
    private static @Nullable WindowFunction function(@Nullable SqlNode item) {
        if (item == null) {
            return null;
        }
        return switch (item.getKind()) {
            case TUMBLE -> WindowFunction.TUMBLE;
            case HOP -> WindowFunction.HOP;
            case SESSION -> WindowFunction.SESSION;
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
        private boolean showsTime;

        Replacement(@Nullable SqlCall window) {
            this.window = window;
        }

        /** Whether the last moment of a window was asked for. */
        boolean showsTime() {
            return showsTime;
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
                case "TUMBLE_START", "HOP_START", "CUMULATE_START", "SESSION_START" -> {
                    return column(call, name, START);
                }
                case "TUMBLE_END", "HOP_END", "CUMULATE_END", "SESSION_END" -> {
                    return column(call, name, END);
                }
                case "TUMBLE_ROWTIME", "HOP_ROWTIME", "CUMULATE_ROWTIME", "SESSION_ROWTIME" -> {
                    SqlNode time = column(call, name, TIME);
                    showsTime = true;
                    return time;
                }
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
