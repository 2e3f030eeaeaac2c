package io.millrace.server.statement;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of parameters as a batch, where every value is of its parameter's type as it stands. */
final class ParameterBatch {
    private ParameterBatch() {}

    /** A batch with a column for each type, or null if some value must be cast first. */
    static @Nullable Batch of(List<ColumnType> types, List<List<@Nullable Object>> rows) {
        Batch batch = new Batch(types);
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable Object> values = rows.get(row);
            if (values.size() != types.size()) {
                throw new EngineException(
                        ErrorCode.PARAMETER_MISMATCH,
                        "The statement has " + types.size() + " parameters, but " + values.size()
                                + " values were given.");
            }
            for (int column = 0; column < types.size(); column++) {
                Object value = values.get(column);
                if (value != null && !fits(types.get(column), value)) {
                    return null;
                }
                Values.set(batch, column, row, value);
            }
        }
        batch.setSize(rows.size());
        return batch;
    }

    private static boolean fits(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> value instanceof Boolean;
            case TINYINT -> value instanceof Long number && number == number.byteValue();
            case SMALLINT -> value instanceof Long number && number == number.shortValue();
            case INTEGER -> value instanceof Long number && number == number.intValue();
            case BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MONTHS, INTERVAL_MILLIS ->
                value instanceof Long;
            case REAL -> value instanceof Double number && Double.compare(number, number.floatValue()) == 0;
            case DOUBLE -> value instanceof Double;
            case DECIMAL -> value instanceof BigDecimal number && fits(type, number);
            case VARCHAR -> value instanceof String && type.precision() == ColumnType.UNBOUNDED;
            case VARBINARY -> value instanceof byte[] && type.precision() == ColumnType.UNBOUNDED;
            case UUID -> value instanceof UUID;
            case ARRAY, MULTISET, ROW -> value instanceof List;
            case MAP -> value instanceof Map;
            case CHAR, BINARY -> false;
        };
    }

    private static boolean fits(ColumnType type, BigDecimal number) {
        if (number.stripTrailingZeros().scale() > type.scale()) {
            return false;
        }
        return number.setScale(type.scale(), RoundingMode.UNNECESSARY).precision() <= type.precision();
    }
}
