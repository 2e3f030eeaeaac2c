package io.millrace.planner;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Relation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the rows of a long VALUES by the kinds of their literals, so that rows of one kind are checked once and not each of them:
 * the validator takes most of a millisecond for a row. A NULL goes with whatever else stands in its column. Rows with anything
 * but literals, and kinds of few rows, are left to the validator. Cost: linear in the values.
 */
final class LiteralShapes {
    /** Kinds of fewer rows than this are no faster than one by one. */
    static final int FEWEST = 16;

    private final List<ColumnType> columns;
    private final List<SqlCall> rows;

    /** The first type that is not NULL in each column. */
    private final @Nullable LiteralValue[] leading;

    private LiteralShapes(List<ColumnType> columns, List<SqlCall> rows) {
        this.columns = columns;
        this.rows = rows;
        this.leading = new LiteralValue[columns.size()];
    }

    /**
     * Rows of one kind.
     *
     * @param numbers of the rows in the statement, from 0, ascending
     * @param places for each written column which column of the data it takes, or -1 for DEFAULT
     * @param data a column for each literal, and the number of the row
     */
    record Shape(List<Integer> numbers, List<Integer> places, Batch data) {}

    /**
     * The kinds of rows of which there are enough.
     *
     * @param table where they go
     * @param targets the written columns, as indexes into the table's columns
     * @param rows each with a value for each of them
     */
    static List<Shape> of(Relation table, List<Integer> targets, List<SqlCall> rows) {
        if (rows.size() < FEWEST) {
            return List.of();
        }
        List<ColumnType> types = targets.stream()
                .map(target -> table.columns().get(target).type())
                .toList();
        return new LiteralShapes(types, rows).shapes();
    }

    private List<Shape> shapes() {
        List<LiteralValue @Nullable []> values = new ArrayList<>();
        for (SqlCall row : rows) {
            values.add(values(row));
        }
        Map<List<Object>, List<Integer>> numbers = new LinkedHashMap<>();
        for (int row = 0; row < values.size(); row++) {
            LiteralValue[] known = values.get(row);
            if (known != null) {
                numbers.computeIfAbsent(key(known), key -> new ArrayList<>()).add(row);
            }
        }
        List<Shape> shapes = new ArrayList<>();
        for (List<Integer> alike : numbers.values()) {
            Shape shape = alike.size() < FEWEST ? null : shape(alike, values);
            if (shape != null) {
                shapes.add(shape);
            }
        }
        return shapes;
    }

    private LiteralValue @Nullable [] values(SqlCall row) {
        LiteralValue[] values = new LiteralValue[columns.size()];
        for (int column = 0; column < values.length; column++) {
            LiteralValue value = LiteralValue.of(row.operand(column), columns.get(column));
            if (value == null) {
                return null;
            }
            if (leading[column] == null && value.value() != null) {
                leading[column] = value;
            }
            values[column] = value;
        }
        return values;
    }

    /** What rows of one kind agree on: each value's type, an exact number for an exact column, or DEFAULT. */
    private List<Object> key(LiteralValue[] values) {
        List<Object> key = new ArrayList<>(values.length);
        for (int column = 0; column < values.length; column++) {
            LiteralValue value = values[column];
            LiteralValue lead = leading[column];
            LiteralValue shown = value.value() == null && !value.isDefault() && lead != null ? lead : value;
            ColumnType type = shown.type();
            key.add(shown.isDefault() ? "DEFAULT" : type == null ? "EXACT" : type);
        }
        return key;
    }

    /** The rows as data, or null if a column has more digits than a number can. */
    private @Nullable Shape shape(List<Integer> numbers, List<LiteralValue @Nullable []> values) {
        List<ColumnType> types = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int at = column;
            List<LiteralValue> written = new ArrayList<>();
            for (int number : numbers) {
                LiteralValue[] row = values.get(number);
                if (row != null) {
                    written.add(row[at]);
                }
            }
            if (written.get(0).isDefault()) {
                places.add(-1);
                continue;
            }
            ColumnType type = type(written, columns.get(column));
            if (type == null) {
                return null;
            }
            places.add(types.size());
            types.add(type.withNullable(true));
        }
        types.add(ColumnType.of(TypeKind.BIGINT));
        Batch data = new Batch(types);
        for (int row = 0; row < numbers.size(); row++) {
            LiteralValue[] written = values.get(numbers.get(row));
            for (int column = 0; written != null && column < written.length; column++) {
                if (places.get(column) >= 0) {
                    Values.set(data, places.get(column), row, written[column].value());
                }
            }
            Values.set(data, types.size() - 1, row, (long) numbers.get(row));
        }
        data.setSize(numbers.size());
        return new Shape(numbers, places, data);
    }

    /** One type for the values of a column; null if there is none. */
    private static @Nullable ColumnType type(List<LiteralValue> written, ColumnType column) {
        int before = 0;
        int behind = 0;
        for (LiteralValue value : written) {
            if (value.type() != null) {
                return value.type();
            }
            if (value.value() instanceof BigDecimal number) {
                before = Math.max(before, number.precision() - number.scale());
                behind = Math.max(behind, number.scale());
            }
        }
        boolean onlyNulls = written.stream().allMatch(value -> value.value() == null);
        return onlyNulls ? column : LiteralValue.exactType(before, behind);
    }
}
