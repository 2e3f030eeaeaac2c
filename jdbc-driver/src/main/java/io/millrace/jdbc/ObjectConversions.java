package io.millrace.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What {@code getObject} gives: by the type of the column, or by the class a caller names. */
final class ObjectConversions {
    private static final Map<Class<?>, Conversion> BY_CLASS = conversions();

    private static final int MONTHS_PER_YEAR = 12;

    private ObjectConversions() {}

    /** Makes an object of a value; local dates and times belong to the calendar's zone. */
    @FunctionalInterface
    private interface Conversion {
        Object convert(Value value, Calendar calendar) throws SQLException;
    }

    /** As the class that the column's metadata names. */
    static Object natural(Value value, Calendar calendar) throws SQLException {
        return switch (value.column().type.id) {
            case Types.TINYINT -> (byte) value.integer(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
            case Types.SMALLINT -> (short) value.integer(Short.MIN_VALUE, Short.MAX_VALUE, "short");
            case Types.INTEGER -> (int) value.integer(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
            case Types.REAL -> (float) value.real();
            case Types.DATE -> value.date(calendar);
            case Types.TIME -> value.time(calendar);
            case Types.TIMESTAMP -> value.timestamp(calendar);
            case Types.TIMESTAMP_WITH_TIMEZONE -> value.moment(zone(calendar));
            case Types.BINARY, Types.VARBINARY -> value.bytes();
            case Types.OTHER ->
                value.isUuid()
                        ? UUID.fromString(value.text())
                        : value.column().type.name.equals("INTERVAL_YEAR_TO_MONTH")
                                ? (Object) (int) value.intervalUnits(true)
                                : (Object) value.intervalUnits(false);
            case Types.ARRAY, Types.STRUCT -> new NestedValue(value).natural(calendar);
            default -> value.raw();
        };
    }

    static <T> T as(Class<T> type, Value value, Calendar calendar) throws SQLException {
        Conversion conversion = BY_CLASS.get(type);
        if (conversion != null) {
            return cast(conversion.convert(value, calendar));
        }
        Object natural = natural(value, calendar);
        if (type.isInstance(natural)) {
            return type.cast(natural);
        }
        if (natural instanceof ArrayValue array && type.isAssignableFrom(List.class)) {
            return type.cast(array.list());
        }
        if (natural instanceof ArrayValue array && type.isArray() && type.isInstance(array.getArray())) {
            return type.cast(array.getArray());
        }
        throw value.cannotBe(type.getName());
    }

    /** Primitive classes stand for their boxes, which {@code Class.cast} does not know. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // each conversion gives its key's class
    private static <T> T cast(Object value) {
        return (T) value;
    }

    private static Map<Class<?>, Conversion> conversions() {
        Map<Class<?>, Conversion> map = new HashMap<>();
        numbers(map);
        times(map);
        map.put(String.class, (value, calendar) -> value.text());
        map.put(byte[].class, (value, calendar) -> value.bytes());
        map.put(UUID.class, (value, calendar) -> {
            try {
                return UUID.fromString(value.text().trim());
            } catch (IllegalArgumentException notAUuid) {
                throw value.cannotBe("UUID");
            }
        });
        return Map.copyOf(map);
    }

    private static void numbers(Map<Class<?>, Conversion> map) {
        both(map, Boolean.class, boolean.class, (value, calendar) -> value.bool());
        both(map, Byte.class, byte.class, (value, calendar) -> (byte) value.integer(-128, 127, "byte"));
        both(map, Short.class, short.class, (value, calendar) ->
                (short) value.integer(Short.MIN_VALUE, Short.MAX_VALUE, "short"));
        both(map, Integer.class, int.class, (value, calendar) ->
                (int) value.integer(Integer.MIN_VALUE, Integer.MAX_VALUE, "int"));
        both(map, Long.class, long.class, (value, calendar) -> value.integer(Long.MIN_VALUE, Long.MAX_VALUE, "long"));
        both(map, Float.class, float.class, (value, calendar) -> (float) value.real());
        both(map, Double.class, double.class, (value, calendar) -> value.real());
        map.put(BigDecimal.class, (value, calendar) -> value.decimal("BigDecimal"));
        map.put(
                BigInteger.class,
                (value, calendar) -> value.decimal("BigInteger")
                        .setScale(0, RoundingMode.DOWN)
                        .unscaledValue());
    }

    private static void times(Map<Class<?>, Conversion> map) {
        map.put(Date.class, Value::date);
        map.put(Time.class, Value::time);
        map.put(Timestamp.class, Value::timestamp);
        map.put(java.util.Date.class, Value::timestamp);
        map.put(LocalDate.class, (value, calendar) -> value.localDate(zone(calendar)));
        map.put(LocalTime.class, (value, calendar) -> value.localTime(zone(calendar)));
        map.put(LocalDateTime.class, (value, calendar) -> value.localDateTime(zone(calendar)));
        map.put(OffsetDateTime.class, (value, calendar) -> value.moment(zone(calendar)));
        map.put(
                ZonedDateTime.class,
                (value, calendar) -> value.moment(zone(calendar)).atZoneSameInstant(zone(calendar)));
        map.put(Instant.class, (value, calendar) -> value.moment(zone(calendar)).toInstant());
        map.put(Duration.class, (value, calendar) -> Duration.ofMillis(value.intervalUnits(false)));
        map.put(Period.class, (value, calendar) -> {
            int months = Math.toIntExact(value.intervalUnits(true));
            return Period.of(months / MONTHS_PER_YEAR, months % MONTHS_PER_YEAR, 0);
        });
    }

    private static void both(Map<Class<?>, Conversion> map, Class<?> box, Class<?> primitive, Conversion conversion) {
        map.put(box, conversion);
        map.put(primitive, conversion);
    }

    private static ZoneId zone(Calendar calendar) {
        return calendar.getTimeZone().toZoneId();
    }
}
