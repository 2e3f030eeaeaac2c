package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/**
 * What columns of a result are called that the query gives no name, as PostgreSQL does it: a function's name in lower case, a cast
 * like what it casts, CASE "case". All else is called column1, column2 and so on, by its place. Made from the query before it is
 * validated, which changes it.
 */
final class ColumnNames {
    /** What the validator calls them. */
    private static final Pattern UNNAMED = Pattern.compile("EXPR\\$\\d+");

    /** The names of the select list's items, null for those without; a star stands for any number of columns. */
    private final List<@Nullable String> items;

    private final int star;

    private ColumnNames(List<@Nullable String> items, int star) {
        this.items = items;
        this.star = star;
    }

    static ColumnNames of(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            return of(ordered.query);
        }
        if (query instanceof SqlWith with) {
            return of(with.body);
        }
        if (query instanceof SqlSelect select) {
            return ofList(select.getSelectList().getList());
        }
        boolean combines = query.isA(SqlKind.SET_QUERY);
        return combines ? of(((SqlCall) query).operand(0)) : new ColumnNames(List.of(), 0);
    }

    private static ColumnNames ofList(List<SqlNode> list) {
        List<@Nullable String> items = new ArrayList<>();
        int star = -1;
        for (SqlNode item : list) {
            if (item instanceof SqlIdentifier column && column.isStar()) {
                // More than one star: nothing tells which column an item is.
                boolean second = star >= 0;
                star = items.size();
                if (second) {
                    return new ColumnNames(Collections.emptyList(), 0);
                }
            }
            items.add(name(item));
        }
        return new ColumnNames(items, star);
    }

    /** The names as the validator has them, without those of its own making. */
    List<String> shown(List<String> validated) {
        List<String> names = new ArrayList<>();
        for (String name : validated) {
            int column = names.size();
            String own = UNNAMED.matcher(name).matches() ? at(column, validated.size()) : name;
            names.add(own == null ? "column" + (column + 1) : own);
        }
        return names;
    }

    private @Nullable String at(int column, int columns) {
        boolean before = star < 0 || column < star;
        int item = before ? column : column - columns + items.size();
        return item >= 0 && item < items.size() && (before || item > star) ? items.get(item) : null;
    }

    private static @Nullable String name(SqlNode node) {
        if (!(node instanceof SqlCall call)) {
            return null;
        }
        return switch (call.getKind()) {
            case CASE -> "case";
            case CAST -> ofCast(call.operand(0));
            case OVER, FILTER, WITHIN_GROUP, WITHIN_DISTINCT, RESPECT_NULLS, IGNORE_NULLS -> name(call.operand(0));
            default -> {
                // Calcite adds what becomes of NULLs.
                String name = call.getOperator().getName().replaceFirst("^(JSON_(?:OBJECT|ARRAY)AGG)_.*", "$1");
                yield call.getOperator() instanceof SqlFunction && name.matches("[A-Za-z][A-Za-z0-9_]*")
                        ? name.toLowerCase(Locale.ROOT)
                        : null;
            }
        };
    }

    private static @Nullable String ofCast(SqlNode operand) {
        return operand instanceof SqlIdentifier column ? column.names.get(column.names.size() - 1) : name(operand);
    }
}
