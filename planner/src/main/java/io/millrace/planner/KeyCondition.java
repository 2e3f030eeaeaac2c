package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Relation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a condition what makes it true for one row at most: an equation for each column of the table's key. The rest of
 * the condition is still to be asked of that row.
 */
final class KeyCondition {
    private final Relation table;
    private final String name;
    private final List<ColumnType> parameters;
    private final Map<Integer, PreparedChange.KeyPart> parts = new HashMap<>();

    private KeyCondition(Relation table, String name, List<ColumnType> parameters) {
        this.table = table;
        this.name = name;
        this.parameters = parameters;
    }

    /** Where the key's values come from, or null if the condition does not give all of them. */
    static @Nullable List<PreparedChange.KeyPart> find(
            Relation table, String name, @Nullable SqlNode condition, List<ColumnType> parameters) {
        if (condition == null || table.key().isEmpty()) {
            return null;
        }
        KeyCondition found = new KeyCondition(table, name, parameters);
        found.collect(condition);
        List<PreparedChange.KeyPart> key = new ArrayList<>();
        for (int column : table.key()) {
            PreparedChange.KeyPart part = found.parts.get(column);
            if (part == null) {
                return null;
            }
            key.add(part);
        }
        return key;
    }

    private void collect(SqlNode node) {
        if (node.getKind() == SqlKind.AND) {
            ((SqlCall) node).getOperandList().forEach(this::collect);
        } else if (node.getKind() == SqlKind.EQUALS) {
            SqlNode left = ((SqlCall) node).operand(0);
            SqlNode right = ((SqlCall) node).operand(1);
            equation(left, right);
            equation(right, left);
        }
    }

    private void equation(SqlNode side, SqlNode value) {
        if (!(side instanceof SqlIdentifier identifier)) {
            return;
        }
        int size = identifier.names.size();
        boolean qualified = size == 2 && identifier.names.get(0).equalsIgnoreCase(name);
        int column = size == 1 || qualified ? table.indexOf(identifier.names.get(size - 1)) : -1;
        if (column < 0 || !table.key().contains(column)) {
            return;
        }
        PreparedChange.KeyPart part = part(table.columns().get(column).type(), value);
        if (part != null) {
            parts.putIfAbsent(column, part);
        }
    }

    /** The value as it lies in a column of that type, if that is so without a cast. */
    private PreparedChange.@Nullable KeyPart part(ColumnType type, SqlNode value) {
        if (value instanceof SqlDynamicParam parameter) {
            return isStoredAlike(type, parameters.get(parameter.getIndex()))
                    ? new PreparedChange.KeyPart(parameter.getIndex(), null)
                    : null;
        }
        LiteralValue literal = LiteralValue.of(value, type);
        Object data = literal == null ? null : literal.value();
        if (literal == null || data == null) {
            return null;
        }
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL ->
                data instanceof BigDecimal number ? part(type, number) : null;
            case VARCHAR, BOOLEAN, DATE, TIME, TIMESTAMP -> {
                ColumnType own = literal.type();
                yield own != null && own.kind() == type.kind() ? new PreparedChange.KeyPart(-1, data) : null;
            }
            case REAL,
                    DOUBLE,
                    CHAR,
                    BINARY,
                    VARBINARY,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> null;
        };
    }

    /** A number that the column can hold; no row equals any other, which the plan finds out. */
    private static PreparedChange.@Nullable KeyPart part(ColumnType type, BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        boolean fits = isInteger(type.kind())
                ? plain.scale() <= 0 && plain.precision() - plain.scale() <= 18
                : plain.scale() <= type.scale() && plain.precision() - plain.scale() <= type.precision() - type.scale();
        if (!fits) {
            return null;
        }
        return isInteger(type.kind())
                ? new PreparedChange.KeyPart(-1, plain.longValueExact())
                : new PreparedChange.KeyPart(-1, plain);
    }

    private static boolean isStoredAlike(ColumnType column, ColumnType parameter) {
        return switch (column.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> isInteger(parameter.kind());
            case VARCHAR, VARBINARY, BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, UUID ->
                column.kind() == parameter.kind();
            case DECIMAL -> column.withNullable(true).equals(parameter.withNullable(true));
            case REAL, DOUBLE, CHAR, BINARY, INTERVAL_MONTHS, INTERVAL_MILLIS, ARRAY, MULTISET, MAP, ROW -> false;
        };
    }

    private static boolean isInteger(TypeKind kind) {
        return switch (kind) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> false;
        };
    }
}
