package io.millrace.server.wire;

import io.millrace.executor.type.ColumnType;
import io.millrace.server.catalog.TypeText;
import java.sql.Types;
import org.apache.calcite.avatica.proto.Common.Rep;

/**
 * How a column type looks to JDBC and travels in the protocol.
 *
 * @param id of {@link Types}
 * @param name as the protocol wants it; it reads the unit of an interval from it
 * @param rep how values travel
 * @param className the class of what {@code getObject} gives
 * @param precision digits, characters, bytes, or fraction digits of a time; 0 where unknown
 * @param displaySize the most characters its text has
 */
record JdbcType(int id, String name, Rep rep, String className, int precision, int displaySize) {
    /** What a string without a declared length has for its length. */
    private static final int UNBOUNDED_LENGTH = Integer.MAX_VALUE;

    /** How wide tools that print tables should make a column of texts that may have any length. */
    private static final int USUAL_WIDTH = 64;

    static JdbcType of(ColumnType type) {
        int given = type.precision() == ColumnType.UNBOUNDED ? UNBOUNDED_LENGTH : type.precision();
        return switch (type.kind()) {
            case BOOLEAN -> new JdbcType(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN, "java.lang.Boolean", 1, 5);
            case TINYINT -> new JdbcType(Types.TINYINT, "TINYINT", Rep.BYTE, "java.lang.Byte", 3, 4);
            case SMALLINT -> new JdbcType(Types.SMALLINT, "SMALLINT", Rep.SHORT, "java.lang.Short", 5, 6);
            case INTEGER -> new JdbcType(Types.INTEGER, "INTEGER", Rep.INTEGER, "java.lang.Integer", 10, 11);
            case BIGINT -> new JdbcType(Types.BIGINT, "BIGINT", Rep.LONG, "java.lang.Long", 19, 20);
            case REAL -> new JdbcType(Types.REAL, "REAL", Rep.FLOAT, "java.lang.Float", 7, 15);
            case DOUBLE -> new JdbcType(Types.DOUBLE, "DOUBLE", Rep.DOUBLE, "java.lang.Double", 15, 24);
            case DECIMAL ->
                new JdbcType(Types.DECIMAL, "DECIMAL", Rep.NUMBER, "java.math.BigDecimal", given, given + 2);
            case CHAR -> new JdbcType(Types.CHAR, "CHAR", Rep.STRING, "java.lang.String", given, width(given));
            case VARCHAR -> new JdbcType(Types.VARCHAR, "VARCHAR", Rep.STRING, "java.lang.String", given, width(given));
            case BINARY -> new JdbcType(Types.BINARY, "BINARY", Rep.BYTE_STRING, "[B", given, twice(given));
            case VARBINARY -> new JdbcType(Types.VARBINARY, "VARBINARY", Rep.BYTE_STRING, "[B", given, twice(given));
            case DATE -> new JdbcType(Types.DATE, "DATE", Rep.INTEGER, "java.sql.Date", 10, 10);
            case TIME -> new JdbcType(Types.TIME, "TIME", Rep.INTEGER, "java.sql.Time", given, withFraction(8, given));
            case TIMESTAMP ->
                new JdbcType(
                        Types.TIMESTAMP, "TIMESTAMP", Rep.LONG, "java.sql.Timestamp", given, withFraction(19, given));
            case TIMESTAMP_LTZ ->
                new JdbcType(
                        Types.TIMESTAMP_WITH_TIMEZONE,
                        "TIMESTAMP WITH LOCAL TIME ZONE",
                        Rep.STRING,
                        "java.time.OffsetDateTime",
                        given,
                        withFraction(25, given));
            case INTERVAL_MONTHS ->
                new JdbcType(Types.OTHER, "INTERVAL_YEAR_TO_MONTH", Rep.INTEGER, "java.lang.Integer", 10, 13);
            case INTERVAL_MILLIS ->
                new JdbcType(Types.OTHER, "INTERVAL_DAY_TO_SECOND", Rep.LONG, "java.lang.Long", 19, 24);
            case UUID -> new JdbcType(Types.OTHER, "UUID", Rep.STRING, "java.util.UUID", 36, 36);
            case ARRAY, MULTISET ->
                new JdbcType(Types.ARRAY, TypeText.of(type), Rep.ARRAY, "java.sql.Array", 0, USUAL_WIDTH);
            case MAP -> new JdbcType(Types.JAVA_OBJECT, TypeText.of(type), Rep.OBJECT, "java.util.Map", 0, USUAL_WIDTH);
            case ROW -> new JdbcType(Types.STRUCT, TypeText.of(type), Rep.STRUCT, "java.sql.Struct", 0, USUAL_WIDTH);
        };
    }

    /** Whether the type is a number. */
    boolean isNumber() {
        return switch (id) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.DOUBLE, Types.DECIMAL ->
                true;
            default -> false;
        };
    }

    private static int width(int length) {
        return length == UNBOUNDED_LENGTH ? USUAL_WIDTH : length;
    }

    private static int twice(int length) {
        return length == UNBOUNDED_LENGTH ? USUAL_WIDTH : length > UNBOUNDED_LENGTH / 2 ? UNBOUNDED_LENGTH : 2 * length;
    }

    private static int withFraction(int length, int digits) {
        return digits == 0 ? length : length + 1 + digits;
    }
}
