package io.millrace.jdbc;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/** Makes parameters of Java objects. What the server cannot tell from a number travels as text. */
@SuppressWarnings({"JavaUtilDate", "JavaPeriodGetDays"}) // JDBC takes old dates; days must be none at all
final class ParameterValues {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private ParameterValues() {}

    /** @param calendar in whose zone the classes of {@code java.sql} tell local dates and times */
    static TypedValue of(int index, @Nullable Object value, Calendar calendar) throws SQLException {
        if (value == null) {
            return TypedValue.EXPLICIT_NULL;
        }
        if (value instanceof String || value instanceof Character || value instanceof UUID || value instanceof Enum) {
            return TypedValue.ofSerial(Rep.STRING, value.toString());
        }
        if (value instanceof Boolean) {
            return TypedValue.ofSerial(Rep.BOOLEAN, value);
        }
        if (value instanceof Number number) {
            TypedValue typed = number(number);
            if (typed != null) {
                return typed;
            }
        }
        if (value instanceof byte[]) {
            return TypedValue.ofJdbc(Rep.BYTE_STRING, value, calendar);
        }
        List<@Nullable Object> parts = parts(value);
        if (parts != null) {
            List<TypedValue> typed = new ArrayList<>(parts.size());
            for (Object part : parts) {
                typed.add(of(index, part, calendar));
            }
            return TypedValue.ofSerial(Rep.ARRAY, typed);
        }
        TypedValue temporal = temporal(value, calendar);
        if (temporal != null) {
            return temporal;
        }
        throw new SQLDataException(
                "Parameter " + index + " was given a " + value.getClass().getName() + ", which is no SQL value. Give a"
                        + " String, a number, a Boolean, bytes, a UUID, an array, List or Map, or a class of java.time or"
                        + " java.sql",
                "07006");
    }

    /** The parts of a value of a nested type; of a map its keys and values in turn; null if the value is none. */
    private static @Nullable List<@Nullable Object> parts(Object value) throws SQLException {
        if (value instanceof Struct struct) {
            return Arrays.asList(struct.getAttributes());
        }
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        List<@Nullable Object> parts = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, mapped) -> {
                parts.add(key);
                parts.add(mapped);
            });
            return parts;
        }
        Object array = value instanceof java.sql.Array sql ? sql.getArray() : value;
        if (!array.getClass().isArray()) {
            return null;
        }
        for (int i = 0; i < Array.getLength(array); i++) {
            parts.add(Array.get(array, i));
        }
        return parts;
    }

    private static @Nullable TypedValue number(Number value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return TypedValue.ofSerial(Rep.LONG, value.longValue());
        }
        if (value instanceof Double) {
            return TypedValue.ofSerial(Rep.DOUBLE, value);
        }
        if (value instanceof Float) {
            return TypedValue.ofSerial(Rep.FLOAT, value);
        }
        if (value instanceof BigDecimal decimal) {
            return TypedValue.ofSerial(Rep.NUMBER, decimal);
        }
        if (value instanceof BigInteger integer) {
            return TypedValue.ofSerial(Rep.NUMBER, new BigDecimal(integer));
        }
        return null;
    }

    private static @Nullable TypedValue temporal(Object value, Calendar calendar) {
        if (value instanceof Timestamp) {
            return TypedValue.ofJdbc(Rep.JAVA_SQL_TIMESTAMP, value, calendar);
        }
        if (value instanceof Date) {
            return TypedValue.ofJdbc(Rep.JAVA_SQL_DATE, value, calendar);
        }
        if (value instanceof Time) {
            return TypedValue.ofJdbc(Rep.JAVA_SQL_TIME, value, calendar);
        }
        if (value instanceof java.util.Date date) {
            return TypedValue.ofJdbc(Rep.JAVA_SQL_TIMESTAMP, new Timestamp(date.getTime()), calendar);
        }
        if (value instanceof LocalDate date) {
            return TypedValue.ofSerial(Rep.JAVA_SQL_DATE, Math.toIntExact(date.toEpochDay()));
        }
        if (value instanceof LocalTime time) {
            return TypedValue.ofSerial(Rep.JAVA_SQL_TIME, (int) (time.toNanoOfDay() / NANOS_PER_MILLI));
        }
        if (value instanceof LocalDateTime || value instanceof OffsetDateTime || value instanceof Instant) {
            return TypedValue.ofSerial(Rep.STRING, value.toString());
        }
        if (value instanceof ZonedDateTime moment) {
            return TypedValue.ofSerial(Rep.STRING, moment.toOffsetDateTime().toString());
        }
        if (value instanceof Duration duration) {
            return TypedValue.ofSerial(Rep.LONG, duration.toMillis());
        }
        if (value instanceof Period period && period.getDays() == 0) {
            return TypedValue.ofSerial(Rep.LONG, period.toTotalMonths());
        }
        return null;
    }
}
