package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Times of records, of JSON and of CSV: what is written with an offset is an instant, whose clock time in UTC a TIMESTAMP
 * column gets; what is written without one is UTC, whatever the session's zone. Kafka has the same formats.
 */
@Timeout(120)
class SourceTimesTest {
    private SqlFixture sql;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("source-times");
        sql.execute("SET TIME ZONE 'Europe/Berlin'");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iso | 2026-01-01T00:00:00+02:00 | 2025-12-31 22:00:00.000 | 2025-12-31 23:00:00.000+01:00",
                "iso | 2026-01-01T00:00:00Z | 2026-01-01 00:00:00.000 | 2026-01-01 01:00:00.000+01:00",
                "iso | 2026-07-01 12:30:15.5-0330 | 2026-07-01 16:00:15.500 | 2026-07-01 18:00:15.500+02:00",
                "iso | 2026-07-01T12:30 | 2026-07-01 12:30:00.000 | 2026-07-01 14:30:00.000+02:00",
                "iso | 2026-07-01 12:30:00 +02 | 2026-07-01 10:30:00.000 | 2026-07-01 12:30:00.000+02:00",
                "iso | 2026-10-25T02:30:00+01:00 | 2026-10-25 01:30:00.000 | 2026-10-25 02:30:00.000+01:00",
                "iso | 2026-10-25T02:30:00+02:00 | 2026-10-25 00:30:00.000 | 2026-10-25 02:30:00.000+02:00",
                "iso | 2026-07-01T12:30:00.123456789Z | 2026-07-01 12:30:00.123 | 2026-07-01 14:30:00.123+02:00",
                "epoch-seconds | 1767225600.25 | 2026-01-01 00:00:00.250 | 2026-01-01 01:00:00.250+01:00",
                "epoch-millis | 1767225600001 | 2026-01-01 00:00:00.001 | 2026-01-01 01:00:00.001+01:00",
                "epoch-micros | -1 | 1969-12-31 23:59:59.999 | 1970-01-01 00:59:59.999+01:00",
            })
    void offsetsAndNumbersAreInstants(String format, String written, String timestamp, String instant)
            throws Exception {
        boolean number = !format.equals("iso");
        Path csv = Files.writeString(directory.resolve("t.csv"), written + "," + written + "\n");
        String quoted = number ? written : "\"" + written + "\"";
        Path json = Files.writeString(
                directory.resolve("t.json"), "{\"ts\": " + quoted + ", \"moment\": " + quoted + "}\n");
        for (Path file : List.of(csv, json)) {
            String name = file.equals(csv) ? "csv" : "json";
            sql.execute(
                    "CREATE TABLE " + name
                            + " (ts TIMESTAMP, moment TIMESTAMP WITH LOCAL TIME ZONE) WITH ('connector' = 'file',"
                            + " 'format' = '" + name + "', '" + name + ".timestamp-format' = '" + format
                            + "', 'path' = '" + file
                            + "')",
                    "CREATE VIEW v_" + name + " AS SELECT ts, moment, CAST(moment AS TIMESTAMP) = ts AS same FROM "
                            + name);
            String place = written + " in " + name;
            assertThat(sql.rows("SELECT ts, moment FROM " + name)).as(place).containsExactly(timestamp + "|" + instant);
            sql.await("SELECT ts, moment, same FROM v_" + name, timestamp + "|" + instant + "|false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iso, 1767225600000",
        "iso, 2026-01-01T00:00:00+2",
        "iso, 2026-01-01T00:00:00 Europe/Berlin",
        "iso, 2026-13-01T00:00:00Z",
        "epoch-millis, 2026-01-01T00:00:00Z",
        "epoch-millis, 1.5",
    })
    void whatIsNotWrittenSoIsABadRecord(String format, String written) throws Exception {
        Path csv = Files.writeString(directory.resolve("t.csv"), written + "\n");
        sql.execute(
                "CREATE TABLE t (moment TIMESTAMP WITH LOCAL TIME ZONE) WITH ('connector' = 'file', 'format' = 'csv',"
                        + " 'csv.timestamp-format' = '" + format + "', 'path' = '" + csv + "')");
        assertThat(sql.rows("SELECT * FROM t")).as(written).isEmpty();
        sql.execute("CREATE VIEW v AS SELECT moment FROM t");
        sql.await("SELECT COUNT(*) FROM MILLRACE.BAD_RECORDS", "1");
    }
}
