package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters as a session has them (times as numbers in the unit of their type) to what the planner takes. */
final class ParameterValues {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private ParameterValues() {}

    /** One value per type. */
    static List<@Nullable Object> of(List<ColumnType> types, List<@Nullable Object> values) {
        if (types.size() != values.size()) {
            throw new EngineException(
                    ErrorCode.PARAMETER_MISMATCH,
                    "The statement has " + types.size() + " parameters, but " + values.size() + " values were given.");
        }
        List<@Nullable Object> converted = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Object value = values.get(i);
            converted.add(value instanceof Long number ? ofNumber(types.get(i), number) : value);
        }
        return converted;
    }

    private static Object ofNumber(ColumnType type, long number) {
        return switch (type.kind()) {
            case DATE -> LocalDate.ofEpochDay(number);
            case TIME -> LocalTime.ofNanoOfDay(number * NANOS_PER_MILLI);
            case TIMESTAMP -> LocalDateTime.ofInstant(Instant.ofEpochMilli(number), ZoneOffset.UTC);
            case TIMESTAMP_LTZ -> Instant.ofEpochMilli(number);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> number;
        };
    }
}
