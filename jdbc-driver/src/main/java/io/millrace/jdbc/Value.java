package io.millrace.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.util.DateTimeUtils;

/**
 * A value of a result that is not null, with its column, as what callers ask for. A value that does not fit is an
 * {@code SQLDataException}; nothing is cut off in silence but fractions that are asked for as whole numbers.
 *
 * @param raw as {@link FrameDecoder} made it
 */
record Value(Object raw, ColumnMetaData column) {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int MONTHS_PER_YEAR = 12;

    String text() {
        return switch (column.type.id) {
            case Types.REAL -> raw instanceof Double number ? Float.toString(number.floatValue()) : raw.toString();
            case Types.DECIMAL -> raw instanceof BigDecimal number ? number.toPlainString() : raw.toString();
            case Types.DATE -> LocalDate.ofEpochDay(whole()).toString();
            case Types.TIME -> DateTimeUtils.unixTimeToString((int) whole(), column.precision);
            case Types.TIMESTAMP -> DateTimeUtils.unixTimestampToString(whole(), column.precision);
            case Types.BINARY, Types.VARBINARY -> HexFormat.of().withUpperCase().formatHex((byte[]) raw);
            case Types.OTHER -> isUuid() ? raw.toString() : interval();
            case Types.ARRAY, Types.STRUCT -> new NestedValue(this).text();
            default -> raw.toString();
        };
    }

    boolean bool() throws SQLException {
        if (raw instanceof Boolean bool) {
            return bool;
        }
        if (raw instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (raw instanceof String text) {
            switch (text.trim().toLowerCase(Locale.ROOT)) {
                case "true", "1" -> {
                    return true;
                }
                case "false", "0" -> {
                    return false;
                }
                default -> throw cannotBe("boolean");
            }
        }
        throw cannotBe("boolean");
    }

    /** A whole number within bounds. */
    long integer(long min, long max, String target) throws SQLException {
        long number;
        if (raw instanceof Long whole && !isTemporal()) {
            number = whole;
        } else {
            BigInteger whole = decimal(target).setScale(0, RoundingMode.DOWN).unscaledValue();
            if (whole.bitLength() >= Long.SIZE) {
                throw outOfRange(target);
            }
            number = whole.longValue();
        }
        if (number < min || number > max) {
            throw outOfRange(target);
        }
        return number;
    }

    double real() throws SQLException {
        if (raw instanceof Double number) {
            return number;
        }
        return decimal("double").doubleValue();
    }

    BigDecimal decimal(String target) throws SQLException {
        if (raw instanceof BigDecimal number) {
            return number;
        }
        if (raw instanceof Long number && !isTemporal()) {
            return BigDecimal.valueOf(number);
        }
        if (raw instanceof Boolean bool) {
            return bool ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (raw instanceof Double number) {
            if (number.isNaN() || number.isInfinite()) {
                throw outOfRange(target);
            }
            return column.type.id == Types.REAL
                    ? new BigDecimal(Float.toString(number.floatValue()))
                    : BigDecimal.valueOf(number);
        }
        if (raw instanceof String text && column.type.id != Types.TIMESTAMP_WITH_TIMEZONE) {
            try {
                return new BigDecimal(text.trim());
            } catch (NumberFormatException notANumber) {
                throw cannotBe(target);
            }
        }
        throw cannotBe(target);
    }

    byte[] bytes() throws SQLException {
        if (raw instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw cannotBe("byte[]");
    }

    Date date(Calendar calendar) throws SQLException {
        return DateTimeUtils.unixDateToSqlDate(
                Math.toIntExact(localDate(zone(calendar)).toEpochDay()), calendar);
    }

    Time time(Calendar calendar) throws SQLException {
        long nanos = localTime(zone(calendar)).toNanoOfDay();
        return DateTimeUtils.unixTimeToSqlTime((int) (nanos / 1_000_000), calendar);
    }

    Timestamp timestamp(Calendar calendar) throws SQLException {
        if (column.type.id == Types.TIMESTAMP_WITH_TIMEZONE) {
            return Timestamp.from(moment().toInstant());
        }
        long millis = localDateTime(zone(calendar)).toInstant(ZoneOffset.UTC).toEpochMilli();
        return DateTimeUtils.unixTimestampToSqlTimestamp(millis, calendar);
    }

    /** @param zone in which an instant is looked at */
    LocalDate localDate(ZoneId zone) throws SQLException {
        if (column.type.id == Types.DATE) {
            return LocalDate.ofEpochDay(whole());
        }
        if (raw instanceof String text && isText() && text.trim().length() <= "+999999999-12-31".length()) {
            try {
                return LocalDate.parse(text.trim());
            } catch (DateTimeException notADate) {
                throw cannotBe("date");
            }
        }
        if (column.type.id == Types.TIME) {
            throw cannotBe("date");
        }
        return localDateTime(zone).toLocalDate();
    }

    LocalTime localTime(ZoneId zone) throws SQLException {
        if (column.type.id == Types.TIME) {
            return LocalTime.ofNanoOfDay(whole() * 1_000_000);
        }
        if (raw instanceof String text && isText()) {
            try {
                return LocalTime.parse(text.trim());
            } catch (DateTimeException notATime) {
                throw cannotBe("time");
            }
        }
        if (column.type.id == Types.DATE) {
            throw cannotBe("time");
        }
        return localDateTime(zone).toLocalTime();
    }

    LocalDateTime localDateTime(ZoneId zone) throws SQLException {
        switch (column.type.id) {
            case Types.TIMESTAMP -> {
                return local(whole());
            }
            case Types.DATE -> {
                return LocalDate.ofEpochDay(whole()).atStartOfDay();
            }
            case Types.TIME -> {
                return local(whole());
            }
            case Types.TIMESTAMP_WITH_TIMEZONE -> {
                return LocalDateTime.ofInstant(moment().toInstant(), zone);
            }
            default -> {
                if (raw instanceof String text) {
                    try {
                        return LocalDateTime.parse(text.trim().replace(' ', 'T'));
                    } catch (DateTimeException notATimestamp) {
                        throw cannotBe("timestamp");
                    }
                }
                throw cannotBe("timestamp");
            }
        }
    }

    /** A moment; a local date and time is one in the zone. */
    OffsetDateTime moment(ZoneId zone) throws SQLException {
        if (column.type.id == Types.TIMESTAMP_WITH_TIMEZONE) {
            return moment();
        }
        return localDateTime(zone).atZone(zone).toOffsetDateTime();
    }

    /** The months or milliseconds of an interval. */
    long intervalUnits(boolean months) throws SQLException {
        if (column.type.id != Types.OTHER || isUuid() || isMonths() != months) {
            throw cannotBe(months ? "Period" : "Duration");
        }
        return whole();
    }

    SQLException cannotBe(String target) {
        return new SQLDataException(
                "Column '" + column.label + "' is of type " + column.type.name.replace('_', ' ')
                        + (isText() ? " and holds '" + raw + "'" : "") + ", which cannot be read as " + target,
                "22018");
    }

    private SQLException outOfRange(String target) {
        return new SQLDataException(
                "The value " + raw + " of column '" + column.label + "' is out of the range of " + target, "22003");
    }

    private OffsetDateTime moment() {
        return OffsetDateTime.parse(((String) raw).replace(' ', 'T'));
    }

    /** As a cast to VARCHAR writes it: 1-06, or 1 02:03:04.5. */
    private String interval() {
        long value = whole();
        String sign = value < 0 ? "-" : "";
        if (isMonths()) {
            return sign + Math.abs(value / MONTHS_PER_YEAR) + "-"
                    + String.format(Locale.ROOT, "%02d", Math.abs(value % MONTHS_PER_YEAR));
        }
        LocalTime time = LocalTime.ofNanoOfDay(Math.abs(value % MILLIS_PER_DAY) * NANOS_PER_MILLI);
        String seconds = String.format(Locale.ROOT, "%02d", time.getSecond());
        int millis = time.getNano() / NANOS_PER_MILLI;
        String fraction =
                millis == 0 ? "" : String.format(Locale.ROOT, ".%03d", millis).replaceFirst("0+$", "");
        return sign + Math.abs(value / MILLIS_PER_DAY) + " "
                + time.withSecond(0).withNano(0) + ":" + seconds + fraction;
    }

    /** Whether this is a UUID, which travels as its text. */
    boolean isUuid() {
        return column.type.id == Types.OTHER && column.type.name.equals("UUID");
    }

    private boolean isMonths() {
        return column.type.name.equals("INTERVAL_YEAR_TO_MONTH");
    }

    private boolean isText() {
        return column.type.id == Types.VARCHAR || column.type.id == Types.CHAR;
    }

    private boolean isTemporal() {
        return switch (column.type.id) {
            case Types.DATE, Types.TIME, Types.TIMESTAMP -> true;
            default -> false;
        };
    }

    private long whole() {
        return (Long) raw;
    }

    private static LocalDateTime local(long millis) {
        return LocalDateTime.of(
                LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY)),
                LocalTime.ofNanoOfDay(Math.floorMod(millis, MILLIS_PER_DAY) * 1_000_000));
    }

    private static ZoneId zone(Calendar calendar) {
        return calendar.getTimeZone().toZoneId();
    }
}
