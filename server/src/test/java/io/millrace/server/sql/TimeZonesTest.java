package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TIMESTAMP WITH LOCAL TIME ZONE by the session's zone over JDBC: as read, as view, and against java.time. */
@Timeout(180)
class TimeZonesTest {
    private static final long SEED = 5;
    private static final int ROWS = 40;
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata");

    private static final String COLUMNS =
            "id, CAST(i AS TIMESTAMP), CAST(i AS DATE), CAST(i AS TIME), CAST(i AS VARCHAR),"
                    + " CAST(l AS TIMESTAMP WITH LOCAL TIME ZONE), CAST(CAST(l AS DATE) AS TIMESTAMP WITH LOCAL TIME ZONE),"
                    + " CAST(CAST(l AS VARCHAR) AS TIMESTAMP WITH LOCAL TIME ZONE),"
                    + " EXTRACT(HOUR FROM i), EXTRACT(EPOCH FROM i), FLOOR(i TO DAY), FLOOR(i TO MONTH), DATE_TRUNC('week', i),"
                    + " i + INTERVAL '1' DAY, i - INTERVAL '2' MONTH, i + INTERVAL '25' HOUR, i + INTERVAL '1 02' DAY TO HOUR,"
                    + " TIMESTAMPADD(YEAR, 1, i), i > l, i AT TIME ZONE 'Asia/Tokyo', l AT TIME ZONE 'America/St_Johns',"
                    + " TIMESTAMPDIFF(DAY, TIMESTAMP WITH LOCAL TIME ZONE '2000-01-01 12:00:00Z', i), DAYNAME(i)";

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("zones");
        sql.execute("SET TIME ZONE 'Europe/Berlin'");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void everythingIsAsJavaTimeHasItInReadsAndInViewsWhoeverReadsThem() throws SQLException {
        sql.execute("CREATE TABLE t (id INT PRIMARY KEY, i TIMESTAMP WITH LOCAL TIME ZONE, l TIMESTAMP)");
        Random random = new Random(SEED);
        List<Instant> instants = new ArrayList<>();
        List<LocalDateTime> locals = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            Instant instant = instant(random, ZoneId.of(ZONES.get(id % ZONES.size())));
            instants.add(instant);
            locals.add(LocalDateTime.ofInstant(
                    instant(random, ZoneId.of(ZONES.get(id % ZONES.size()))), ZoneId.of(ZONES.get(id % ZONES.size()))));
        }
        for (String zone : ZONES) {
            sql.execute(
                    "SET TIME ZONE '" + zone + "'",
                    "CREATE VIEW " + view(zone) + " (" + names() + ") AS SELECT " + COLUMNS + " FROM t");
        }
        insert(instants, locals);

        for (String zone : ZONES) {
            sql.execute("SET TIME ZONE '" + zone + "'");
            List<List<Object>> expected = new ArrayList<>();
            for (int id = 0; id < ROWS; id++) {
                expected.add(expected(id, instants.get(id), locals.get(id), ZoneId.of(zone)));
            }
            assertThat(values("SELECT " + COLUMNS + " FROM t ORDER BY id"))
                    .as("read in %s, seed %d", zone, SEED)
                    .containsExactlyElementsOf(expected);
            sql.execute("SET TIME ZONE 'Pacific/Apia'");
            assertThat(values("SELECT * FROM " + view(zone) + " ORDER BY c1"))
                    .as("view made in %s, seed %d", zone, SEED)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static String names() {
        List<String> names = new ArrayList<>();
        for (int column = 1; column <= 23; column++) {
            names.add("c" + column);
        }
        return String.join(", ", names);
    }

    private static String view(String zone) {
        return "v_" + zone.substring(zone.indexOf('/') + 1);
    }

    private static Instant instant(Random random, ZoneId zone) {
        Instant instant = LocalDate.of(1980, 1, 1)
                .atStartOfDay(ZoneOffset.UTC)
                .plusMinutes(random.nextInt(45 * 365 * 24 * 60))
                .toInstant();
        ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
        return random.nextBoolean() || next == null
                ? instant
                : next.getInstant().plus(random.nextInt(600) - 300, ChronoUnit.MINUTES);
    }

    private static List<Object> expected(int id, Instant instant, LocalDateTime local, ZoneId zone) {
        ZonedDateTime time = instant.atZone(zone);
        LocalDate day = time.toLocalDate();
        return Arrays.asList(
                id,
                time.toLocalDateTime(),
                day,
                time.toLocalTime(),
                text(time),
                local.atZone(zone).toInstant(),
                local.toLocalDate().atTime(0, 0).atZone(zone).toInstant(),
                local.atZone(zone).toInstant(),
                (long) time.getHour(),
                instant.getEpochSecond(),
                day.atStartOfDay(zone).toInstant(),
                day.withDayOfMonth(1).atStartOfDay(zone).toInstant(),
                day.with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY))
                        .atStartOfDay(zone)
                        .toInstant(),
                time.plusDays(1).toInstant(),
                time.minusMonths(2).toInstant(),
                instant.plus(25, ChronoUnit.HOURS),
                time.plusDays(1).plusHours(2).toInstant(),
                time.plusYears(1).toInstant(),
                instant.isAfter(local.atZone(zone).toInstant()),
                instant.atZone(ZoneId.of("Asia/Tokyo")).toLocalDateTime(),
                local.atZone(ZoneId.of("America/St_Johns")).toInstant(),
                (int) ChronoUnit.DAYS.between(
                        Instant.parse("2000-01-01T12:00:00Z").atZone(zone), time),
                day.getDayOfWeek().getDisplayName(java.time.format.TextStyle.FULL, java.util.Locale.ENGLISH));
    }

    private static String text(ZonedDateTime time) {
        String text = time.toLocalDate() + " "
                + time.toLocalTime().format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss"));
        return text + (time.getOffset().getTotalSeconds() == 0 ? "+00:00" : time.getOffset());
    }

    private void insert(List<Instant> instants, List<LocalDateTime> locals) throws SQLException {
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
            for (int id = 0; id < instants.size(); id++) {
                insert.setInt(1, id);
                insert.setObject(2, instants.get(id).atOffset(ZoneOffset.ofHours(id % 14)));
                insert.setObject(3, locals.get(id));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Rows as objects: instants, local times, numbers and texts. */
    private List<List<Object>> values(String query) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = sql.connection().createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    Object value = result.getObject(column);
                    if (value instanceof OffsetDateTime moment) {
                        value = moment.toInstant();
                    } else if (value instanceof Timestamp) {
                        value = result.getObject(column, LocalDateTime.class);
                    } else if (value instanceof java.sql.Date) {
                        value = result.getObject(column, LocalDate.class);
                    } else if (value instanceof java.sql.Time) {
                        value = result.getObject(column, LocalTime.class);
                    }
                    row.add(value);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00' | 2026-07-01 12:00:00.000+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00Z' | 2026-07-01 14:00:00.000+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00.125-03:30' | 2026-07-01 17:30:00.125+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00 Asia/Tokyo' | 2026-07-01 05:00:00.000+02:00",
                // The hour that is skipped, and the hour that comes twice.
                "CAST(TIMESTAMP '2026-03-29 02:30:00' AS TIMESTAMP WITH LOCAL TIME ZONE) | 2026-03-29 03:30:00.000+02:00",
                "CAST(TIMESTAMP '2026-10-25 02:30:00' AS TIMESTAMP WITH LOCAL TIME ZONE) | 2026-10-25 02:30:00.000+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-10-25 02:30:00+01:00' + INTERVAL '1' YEAR | 2027-10-25 02:30:00.000+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-10-25 02:30:00+01:00' + INTERVAL '0' DAY | 2026-10-25 02:30:00.000+01:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-03-28 12:00:00' + INTERVAL '1' DAY | 2026-03-29 12:00:00.000+02:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-03-28 12:00:00' + INTERVAL '24' HOUR | 2026-03-29 13:00:00.000+02:00",
                "FLOOR(TIMESTAMP WITH LOCAL TIME ZONE '2026-10-25 02:30:00+01:00' TO HOUR) | 2026-10-25 02:00:00.000+01:00",
                "CEIL(TIMESTAMP WITH LOCAL TIME ZONE '2026-10-25 02:30:00+02:00' TO HOUR) | 2026-10-25 02:00:00.000+01:00",
                "CEIL(TIMESTAMP WITH LOCAL TIME ZONE '2026-03-29 01:30:00' TO HOUR) | 2026-03-29 03:00:00.000+02:00",
                "CEIL(TIMESTAMP WITH LOCAL TIME ZONE '2026-03-29 01:30:00' TO DAY) | 2026-03-30 00:00:00.000+02:00",
                "CEIL(TIMESTAMP WITH LOCAL TIME ZONE '2026-03-01 00:00:00' TO MONTH) | 2026-03-01 00:00:00.000+01:00",
                "TIMESTAMP '2026-07-01 12:00:00' AT TIME ZONE 'America/New_York' | 2026-07-01 18:00:00.000+02:00",
                "DATE '2026-07-01' AT TIME ZONE 'UTC' | 2026-07-01 02:00:00.000+02:00",
                "TIMESTAMP '2026-07-01 12:00:00' AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Kolkata' | 2026-07-01 17:30:00",
                "TRY_CAST('2026-07-01 12:00' AS TIMESTAMP WITH LOCAL TIME ZONE) | 2026-07-01 12:00:00.000+02:00",
                "TRY_CAST('noon' AS TIMESTAMP WITH LOCAL TIME ZONE) | `null`",
                "CAST('2026-07-01 12:00:00.999' AS TIMESTAMP(0) WITH LOCAL TIME ZONE) | 2026-07-01 12:00:00.000+02:00",
                "COALESCE(CAST(NULL AS TIMESTAMP WITH LOCAL TIME ZONE), TIMESTAMP '2026-01-01 00:00:00') | 2026-01-01 00:00:00.000+01:00",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00' = TIMESTAMP '2026-07-01 12:00:00' | true",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 00:00:00' IN (DATE '2026-07-01') | true",
                "TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00' BETWEEN '2026-07-01' AND '2026-07-02' | true",
                "EXTRACT(DAY FROM TIMESTAMP WITH LOCAL TIME ZONE '2026-06-30 23:00:00Z') | 1",
                "YEAR(TIMESTAMP WITH LOCAL TIME ZONE '2025-12-31 23:30:00Z') | 2026",
                "DATE_FORMAT(TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00Z', 'HH:mm') | 14:00",
                "TO_CHAR(TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00Z', 'HH24:MI') | 14:00",
                "UNIX_TIMESTAMP(TIMESTAMP WITH LOCAL TIME ZONE '1970-01-01 01:00:10') | 10",
                "CONCAT('at ', CAST(TIMESTAMP WITH LOCAL TIME ZONE '2026-07-01 12:00:00' AS VARCHAR)) | at 2026-07-01 12:00:00+02:00",
                "TIMESTAMPDIFF(HOUR, TIMESTAMP WITH LOCAL TIME ZONE '2026-03-28 12:00:00', TIMESTAMP WITH LOCAL TIME ZONE '2026-03-29 12:00:00') | 23",
                "TIMESTAMPDIFF(DAY, TIMESTAMP WITH LOCAL TIME ZONE '2026-03-28 12:00:00', TIMESTAMP WITH LOCAL TIME ZONE '2026-03-29 12:00:00') | 1",
                "DATEDIFF(DAY, TIMESTAMP WITH LOCAL TIME ZONE '2026-03-28 23:59:00', TIMESTAMP WITH LOCAL TIME ZONE '2026-03-29 00:01:00') | 1",
                "CURRENT_DATE = CAST(CURRENT_TIMESTAMP AS DATE) | true",
                "LOCALTIMESTAMP = CAST(NOW() AS TIMESTAMP) | true",
                "LOCALTIMESTAMP AT TIME ZONE 'Europe/Berlin' = NOW() | true",
                "CURRENT_TIME = LOCALTIME | true",
            })
    void expressionsAreInTheSessionsZone(String expression, String expected) throws SQLException {
        assertThat(sql.rows("SELECT " + expression)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SET TIME ZONE 'Mars/Olympus' | Time zone 'Mars/Olympus' is not known | 1:15",
                "SET time_zone = 5 | A time zone is a text | 1:17",
                "SET colour = 'red' | There is no setting 'colour' | 1:5",
                "SELECT NOW() AT TIME ZONE 'Mars' | Time zone 'Mars' is not known | 1:27",
                "SELECT CAST('x' AS VARCHAR) AT TIME ZONE 'UTC' | AT TIME ZONE | 1:8",
                "SELECT TIMESTAMP WITH LOCAL TIME ZONE 'noon' | 'noon' is not a value of type TIMESTAMP | 1:8",
                "SELECT TIMESTAMP WITH LOCAL TIME ZONE '2026-02-30 00:00:00' | There is no date | 1:8",
                "SELECT CAST(TIME '10:00:00' AS TIMESTAMP WITH LOCAL TIME ZONE) | A cast from TIME to TIMESTAMP WITH LOCAL TIME ZONE is not supported | -",
                "SELECT TIMESTAMP '2026-01-01 00:00:00' AT TIME ZONE z FROM (VALUES ('Nowhere')) AS v (z) | 'Nowhere' is not known | 1:8",
            })
    void mistakesAreToldAtTheirPlace(String statement, String part, String place) {
        assertThat(sql.failure(statement).getMessage())
                .contains(part)
                .contains(place.equals("-") ? part : "line " + place);
    }

    @Test
    void aZoneCanBeSetShownAndReset() throws SQLException {
        assertThat(sql.rows("SHOW TIME ZONE")).containsExactly("Europe/Berlin");
        sql.execute("SET time_zone = 'asia/tokyo'");
        assertThat(sql.rows("SHOW TIME ZONE")).containsExactly("Asia/Tokyo");
        sql.execute("SET TIME ZONE '+05:30'");
        assertThat(sql.rows("SELECT TIMESTAMP WITH LOCAL TIME ZONE '2026-01-01 00:00:00Z'"))
                .containsExactly("2026-01-01 05:30:00.000+05:30");
        sql.execute("RESET time_zone");
        assertThat(sql.rows("SHOW TIME ZONE")).containsExactly("UTC");
        try (Connection tokyo = DriverManager.getConnection("jdbc:millrace:mem:zones?timeZone=Asia/Tokyo");
                Statement statement = tokyo.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            statement.execute("SET TIME ZONE LOCAL");
            try (ResultSet zone = statement.executeQuery("SHOW TIME ZONE")) {
                assertThat(SqlFixture.rows(zone)).containsExactly("Asia/Tokyo");
            }
        }
    }

    @Test
    void aPreparedStatementFollowsTheZoneThatIsSetLater() throws SQLException {
        try (PreparedStatement query =
                sql.connection().prepareStatement("SELECT CAST(? AS TIMESTAMP WITH LOCAL TIME ZONE)")) {
            query.setString(1, "2026-01-01 00:00:00");
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("2026-01-01 00:00:00.000+01:00");
            }
            sql.execute("SET TIME ZONE 'Asia/Tokyo'");
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("2026-01-01 00:00:00.000+09:00");
            }
        }
    }

    @Test
    void jdbcTimestampsAndCalendarsMeanTheSameInstant() throws SQLException {
        sql.execute("CREATE TABLE t (id INT, i TIMESTAMP WITH LOCAL TIME ZONE)");
        Instant instant = Instant.parse("2026-10-25T01:30:00Z");
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            insert.setInt(1, 1);
            insert.setObject(2, instant);
            insert.executeUpdate();
            insert.setInt(1, 2);
            insert.setObject(2, instant.atZone(ZoneId.of("America/New_York")));
            insert.executeUpdate();
            insert.setInt(1, 3);
            insert.setString(2, "2026-10-25 03:30:00+02:00");
            insert.executeUpdate();
        }
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT i FROM t WHERE i = '2026-10-25 01:30:00Z'")) {
            for (int row = 0; row < 3; row++) {
                assertThat(rows.next()).isTrue();
                Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
                assertThat(rows.getTimestamp(1).toInstant()).isEqualTo(instant);
                assertThat(rows.getTimestamp(1, tokyo).toInstant()).isEqualTo(instant);
                assertThat(rows.getObject(1, Instant.class)).isEqualTo(instant);
                assertThat(rows.getObject(1, OffsetDateTime.class).toInstant()).isEqualTo(instant);
                assertThat(rows.getString(1)).isEqualTo("2026-10-25 02:30:00.000+01:00");
            }
        }
    }

    @Test
    void tablesAndViewsKeepTheZoneOfTheSessionThatMadeThem() throws SQLException {
        sql.execute(
                "CREATE TABLE t (i TIMESTAMP WITH LOCAL TIME ZONE CHECK (EXTRACT(HOUR FROM i) < 12), h AS EXTRACT(HOUR FROM i))",
                "CREATE VIEW days AS SELECT FLOOR(i TO DAY) AS d, COUNT(*) AS n FROM t GROUP BY FLOOR(i TO DAY)",
                "SET TIME ZONE 'UTC'",
                "INSERT INTO t VALUES ('2026-01-01 10:00:00'), ('2025-12-31 23:00:00'), ('2026-01-01 23:00:00')");

        assertThat(sql.state("INSERT INTO t VALUES ('2026-01-01 11:00:00')")).isEqualTo("23514");
        assertThat(sql.rows("SELECT i, h FROM t ORDER BY i"))
                .containsExactly(
                        "2025-12-31 23:00:00.000+00:00|0",
                        "2026-01-01 10:00:00.000+00:00|11",
                        "2026-01-01 23:00:00.000+00:00|0");
        assertThat(sql.rows("SELECT * FROM days ORDER BY d"))
                .containsExactly("2025-12-31 23:00:00.000+00:00|2", "2026-01-01 23:00:00.000+00:00|1");
        assertThat(sql.rows("SHOW CREATE VIEW days").get(0)).endsWith("|Europe/Berlin");
        sql.execute("DELETE FROM t WHERE h = 11");
        assertThat(sql.rows("SELECT n FROM days ORDER BY d")).containsExactly("1", "1");
    }

    @Test
    void instantsAreJoinedGroupedAndCountedAsSuch() throws SQLException {
        sql.execute(
                "CREATE TABLE a (i TIMESTAMP WITH LOCAL TIME ZONE, x INT)",
                "CREATE TABLE b (l TIMESTAMP, y INT)",
                "CREATE VIEW j AS SELECT x, y FROM a JOIN b ON a.i = b.l",
                "CREATE VIEW u AS SELECT i FROM a UNION SELECT l FROM b",
                "SET TIME ZONE 'UTC'",
                "INSERT INTO a VALUES ('2026-10-25 00:30:00', 1), ('2026-10-25 01:30:00', 2), ('2026-01-01 11:00:00', 3)",
                "INSERT INTO b VALUES (TIMESTAMP '2026-10-25 02:30:00', 10), (TIMESTAMP '2026-01-01 12:00:00', 30)");

        assertThat(sql.rows("SELECT * FROM j ORDER BY x")).containsExactly("1|10", "3|30");
        assertThat(sql.rows("SELECT x, y FROM a JOIN b ON a.i = b.l")).isEmpty();
        assertThat(sql.rows("SELECT COUNT(*), MIN(i), MAX(i) FROM u"))
                .containsExactly("3|2026-01-01 11:00:00.000+00:00|2026-10-25 01:30:00.000+00:00");
        assertThat(sql.rows("SELECT COUNT(*) FROM a WHERE i IN (SELECT l FROM b)"))
                .containsExactly("0");
    }
}
