package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every type on its way from a session to a caller of the driver, and back as a parameter. */
class ValuesTest {
    private static final BigDecimal WIDE = new BigDecimal("12345678901234567890123456789012345.678");
    private static final Instant MOMENT = Instant.parse("2026-03-29T00:30:15.123Z");

    private DriverFixture fixture;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        fixture = new DriverFixture();
        connection = fixture.connect("timeZone=Europe/Berlin");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        fixture.close();
    }

    @Test
    void everyTypeArrivesWithItsValueItsClassAndItsText() throws Exception {
        Schema columns = everyType();
        fixture.sessions.query("SELECT everything", columns, everyValue());

        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT everything")) {
            assertThat(result.next()).isTrue();
            ResultSetMetaData metaData = result.getMetaData();
            List<String> seen = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                Object value = result.getObject(i);
                seen.add(metaData.getColumnTypeName(i) + " " + value.getClass().getSimpleName() + " "
                        + result.getString(i));
                assertThat(metaData.getColumnClassName(i))
                        .isEqualTo(value.getClass().getName());
            }
            assertThat(seen)
                    .containsExactly(
                            "BOOLEAN Boolean true",
                            "TINYINT Byte -128",
                            "SMALLINT Short 32767",
                            "INTEGER Integer -2147483648",
                            "BIGINT Long 9223372036854775807",
                            "REAL Float 0.1",
                            "DOUBLE Double 1.0E-300",
                            "DECIMAL BigDecimal 12345678901234567890123456789012345.678",
                            "CHAR String ab  ",
                            "VARCHAR String Grüße \uD83D\uDC4B",
                            "BINARY byte[] 00FF",
                            "VARBINARY byte[] DEADBEEF",
                            "DATE Date 1969-12-31",
                            "TIME Time 23:59:59.999",
                            "TIMESTAMP Timestamp 2026-03-29 02:30:00.001",
                            "TIMESTAMP WITH LOCAL TIME ZONE OffsetDateTime 2026-03-29 01:30:15.123+01:00",
                            "INTERVAL YEAR TO MONTH Integer -1-02",
                            "INTERVAL DAY TO SECOND Long 1 02:03:04.005");
        }
    }

    @Test
    void everyTypeCanBeNull() throws Exception {
        Schema columns = everyType();
        fixture.sessions.query("SELECT nothing", columns, row(new Object[columns.size()]));

        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT nothing")) {
            assertThat(result.next()).isTrue();
            for (int i = 1; i <= columns.size(); i++) {
                assertThat(result.getObject(i)).isNull();
                assertThat(result.wasNull()).isTrue();
                assertThat(result.getString(i)).isNull();
                assertThat(result.getLong(i)).isZero();
                assertThat(result.getDouble(i)).isZero();
                assertThat(result.getBoolean(i)).isFalse();
                assertThat(result.getTimestamp(i)).isNull();
                assertThat(result.getBytes(i)).isNull();
                assertThat(result.getObject(i, LocalDate.class)).isNull();
                assertThat(result.wasNull()).isTrue();
            }
        }
    }

    @Test
    void numbersConvertWhereTheyFitAndAreRefusedWhereNot() throws Exception {
        fixture.sessions.query(
                "SELECT numbers",
                schema(
                        column("big", ColumnType.of(TypeKind.BIGINT)),
                        column("exact", ColumnType.decimal(10, 2)),
                        column("text", ColumnType.of(TypeKind.VARCHAR)),
                        column("nan", ColumnType.of(TypeKind.DOUBLE)),
                        column("infinite", ColumnType.of(TypeKind.REAL))),
                row(3_000_000_000L, new BigDecimal("42.99"), "17", Double.NaN, Double.NEGATIVE_INFINITY));

        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT numbers")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong("BIG")).isEqualTo(3_000_000_000L);
            assertThat(result.getDouble("big")).isEqualTo(3e9);
            assertThat(result.getObject("big", BigDecimal.class)).isEqualByComparingTo("3000000000");
            assertThatThrownBy(() -> result.getInt("big"))
                    .isInstanceOf(SQLDataException.class)
                    .hasMessage("The value 3000000000 of column 'big' is out of the range of int");
            assertThat(result.getInt("exact")).isEqualTo(42);
            assertThat(result.getBigDecimal("exact")).isEqualTo(new BigDecimal("42.99"));
            assertThat(result.getInt("text")).isEqualTo(17);
            assertThat(result.getDouble("nan")).isNaN();
            assertThat(result.getString("nan")).isEqualTo("NaN");
            assertThatThrownBy(() -> result.getLong("nan")).isInstanceOf(SQLDataException.class);
            assertThat(result.getFloat("infinite")).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThatThrownBy(() -> result.getDate("big"))
                    .isInstanceOf(SQLDataException.class)
                    .hasMessageContaining("Column 'big' is of type BIGINT");
            assertThatThrownBy(() -> result.getInt("none")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void timesAreReadAsTheClassesOfJavaTimeAndJavaSql() throws Exception {
        fixture.sessions.query("SELECT everything", everyType(), everyValue());

        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT everything")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getObject("date", LocalDate.class)).isEqualTo("1969-12-31");
            assertThat(result.getObject("time", LocalTime.class)).isEqualTo("23:59:59.999");
            assertThat(result.getObject("timestamp", LocalDateTime.class)).isEqualTo("2026-03-29T02:30:00.001");
            assertThat(result.getObject("moment", Instant.class)).isEqualTo(MOMENT);
            assertThat(result.getObject("moment", OffsetDateTime.class).toInstant())
                    .isEqualTo(MOMENT);
            assertThat(result.getObject("moment", LocalDateTime.class)).isEqualTo("2026-03-29T01:30:15.123");
            assertThat(result.getTimestamp("moment")).isEqualTo(Timestamp.from(MOMENT));
            Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
            assertThat(result.getTimestamp("timestamp", utc).toInstant())
                    .isEqualTo(Instant.parse("2026-03-29T02:30:00.001Z"));
            assertThat(result.getDate("date", utc).getTime()).isEqualTo(-86_400_000);
            assertThat(result.getTime("time", utc).getTime()).isEqualTo(86_399_999);
            assertThat(result.getObject("months", Period.class)).isEqualTo(Period.of(-1, -2, 0));
            assertThat(result.getObject("millis", Duration.class)).isEqualTo(Duration.ofMillis(93_784_005));
        }
    }

    @Test
    void parametersOfEveryTypeArriveInTheirTypesRepresentation() throws Exception {
        List<List<Object>> received = new ArrayList<>();
        List<ColumnType> types = everyType().types();
        fixture.sessions.update("INSERT INTO t VALUES (?...)", types, values -> {
            received.add(values);
            return 1;
        });

        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?...)")) {
            assertThat(insert.getParameterMetaData().getParameterCount()).isEqualTo(types.size());
            insert.setBoolean(1, true);
            insert.setByte(2, (byte) -128);
            insert.setShort(3, (short) 32_767);
            insert.setInt(4, Integer.MIN_VALUE);
            insert.setLong(5, Long.MAX_VALUE);
            insert.setFloat(6, 0.1f);
            insert.setDouble(7, 1e-300);
            insert.setBigDecimal(8, WIDE);
            insert.setString(9, "ab  ");
            insert.setString(10, "Grüße \uD83D\uDC4B");
            insert.setBytes(11, new byte[] {0, -1});
            insert.setBytes(12, new byte[] {(byte) 0xDE, (byte) 0xAD, (byte) 0xBE, (byte) 0xEF});
            insert.setObject(13, LocalDate.of(1969, 12, 31));
            insert.setObject(14, LocalTime.parse("23:59:59.999"));
            insert.setObject(15, LocalDateTime.parse("2026-03-29T02:30:00.001"));
            insert.setObject(16, MOMENT);
            insert.setObject(17, Period.of(-1, -2, 0));
            insert.setObject(18, Duration.ofMillis(93_784_005));
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }

        assertThat(received).hasSize(1);
        Object[] expected = everyValue();
        for (int i = 0; i < expected.length; i++) {
            assertThat(received.get(0).get(i)).as("parameter %s", i + 1).isEqualTo(expected[i]);
        }
    }

    @Test
    void parametersOfOtherClassesConvertToTheTypeOfTheParameter() throws Exception {
        List<Object> received = new ArrayList<>();
        List<ColumnType> types = List.of(
                ColumnType.of(TypeKind.VARCHAR),
                ColumnType.of(TypeKind.BIGINT),
                ColumnType.decimal(10, 2),
                ColumnType.of(TypeKind.DATE),
                ColumnType.of(TypeKind.TIMESTAMP),
                ColumnType.of(TypeKind.TIMESTAMP_LTZ),
                ColumnType.of(TypeKind.DOUBLE));
        fixture.sessions.update("INSERT", types, values -> {
            received.addAll(values);
            return 1;
        });
        UUID uuid = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

        try (PreparedStatement insert = connection.prepareStatement("INSERT")) {
            insert.setObject(1, uuid);
            insert.setObject(2, "12", Types.BIGINT);
            insert.setInt(3, 5);
            insert.setDate(4, Date.valueOf("2026-01-02"));
            insert.setTimestamp(5, Timestamp.valueOf("2026-01-02 03:04:05.006"), Calendar.getInstance());
            insert.setObject(6, LocalDateTime.parse("2026-07-01T12:00:00"));
            insert.setNull(7, Types.DOUBLE);
            insert.executeUpdate();
        }

        assertThat(received)
                .containsExactly(
                        uuid.toString(),
                        12L,
                        new BigDecimal("5.00"),
                        LocalDate.parse("2026-01-02").toEpochDay(),
                        Instant.parse("2026-01-02T03:04:05.006Z").toEpochMilli(),
                        Instant.parse("2026-07-01T10:00:00Z").toEpochMilli(),
                        null);
    }

    @Test
    void aParameterThatDoesNotFitIsRefusedByItsNumber() throws Exception {
        fixture.sessions.update("INSERT", List.of(ColumnType.of(TypeKind.TINYINT)), values -> 1);

        try (PreparedStatement insert = connection.prepareStatement("INSERT")) {
            insert.setInt(1, 200);
            assertThatThrownBy(insert::executeUpdate)
                    .hasMessageContaining("Parameter 1 is of type TINYINT, which cannot hold the value '200'")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("07001");
            insert.clearParameters();
            assertThatThrownBy(insert::executeUpdate).hasMessageContaining("Parameter 1 was not set");
            assertThatThrownBy(() -> insert.setObject(1, new Thread())).hasMessageContaining("java.lang.Thread");
            assertThatThrownBy(() -> insert.setInt(2, 1)).isInstanceOf(SQLException.class);
        }
    }

    private static Schema everyType() {
        return schema(
                column("bool", ColumnType.of(TypeKind.BOOLEAN)),
                column("tiny", ColumnType.of(TypeKind.TINYINT)),
                column("small", ColumnType.of(TypeKind.SMALLINT)),
                column("int", ColumnType.of(TypeKind.INTEGER)),
                column("big", ColumnType.of(TypeKind.BIGINT)),
                column("real", ColumnType.of(TypeKind.REAL)),
                column("double", ColumnType.of(TypeKind.DOUBLE)),
                column("decimal", ColumnType.decimal(38, 3)),
                column("char", new ColumnType(TypeKind.CHAR, 4, 0, true)),
                column("varchar", ColumnType.of(TypeKind.VARCHAR)),
                column("binary", new ColumnType(TypeKind.BINARY, 2, 0, true)),
                column("varbinary", ColumnType.of(TypeKind.VARBINARY)),
                column("date", ColumnType.of(TypeKind.DATE)),
                column("time", ColumnType.of(TypeKind.TIME)),
                column("timestamp", ColumnType.of(TypeKind.TIMESTAMP)),
                column("moment", ColumnType.of(TypeKind.TIMESTAMP_LTZ)),
                column("months", ColumnType.of(TypeKind.INTERVAL_MONTHS)),
                column("millis", ColumnType.of(TypeKind.INTERVAL_MILLIS)));
    }

    private static Object[] everyValue() {
        return row(
                true,
                -128L,
                32_767L,
                (long) Integer.MIN_VALUE,
                Long.MAX_VALUE,
                (double) 0.1f,
                1e-300,
                WIDE,
                "ab  ",
                "Grüße \uD83D\uDC4B",
                new byte[] {0, -1},
                new byte[] {(byte) 0xDE, (byte) 0xAD, (byte) 0xBE, (byte) 0xEF},
                -1L,
                86_399_999L,
                Instant.parse("2026-03-29T02:30:00.001Z").toEpochMilli(),
                MOMENT.toEpochMilli(),
                -14L,
                93_784_005L);
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type);
    }

    private static Schema schema(Column... columns) {
        return new Schema(List.of(columns));
    }
}
