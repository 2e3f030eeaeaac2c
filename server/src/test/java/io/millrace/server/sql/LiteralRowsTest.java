package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rows of VALUES in one statement, whose literals are data, beside the same rows each in a statement of its own. */
@Timeout(120)
class LiteralRowsTest {
    private static final String COLUMNS =
            "(id INT, t TINYINT, b BIGINT, m DECIMAL(12, 3), w DECIMAL(30, 5), r REAL, d DOUBLE, v VARCHAR(40), c CHAR(8),"
                    + " f BOOLEAN, dt DATE, tm TIME, ts TIMESTAMP(3) DEFAULT TIMESTAMP '2026-01-01 00:00:00',"
                    + " n INT NOT NULL DEFAULT 7, CHECK (n < 100))";

    /** What may be written to each column; all of it fits. */
    private static final List<List<String>> VALUES = List.of(
            List.of("1", "-2", "'3'", "4.5", "-0.5", "NULL", "2147483647", "1 + 1", "CAST('9' AS INT)", "1e2"),
            List.of("1", "-128", "'127'", "2.5", "NULL"),
            List.of("1", "9223372036854775807", "-9223372036854775808", "'-5'", "3000000000", "0.5", "NULL", "1e10"),
            List.of("1", "1.5", "1.2345", "-1.2355", "'7.1'", "NULL", "123456789.123", "0.0005", "5e-1"),
            List.of("1", "1234567890123456789012345.12345", "-0.1", "'3'", "NULL", "0.000001"),
            List.of("1", "1.5", "0.1", "-1e10", "'2.5'", "16777217", "NULL"),
            List.of("1", "0.1", "123456789.987654321", "1e-3", "-1e300", "'0.3'", "NULL", "0.12345678901234567"),
            List.of("'a'", "''", "'it''s ü'", "1", "1.50", "-2.5", "NULL", "'x' || 'y'", "TRUE", "1e1"),
            List.of("'a'", "'ab   '", "''", "12", "NULL", "'12345678'"),
            List.of("TRUE", "FALSE", "NULL", "'true'", "1 = 1"),
            List.of("DATE '2026-02-28'", "'2026-03-01'", "NULL", "CURRENT_DATE"),
            List.of("TIME '10:11:12'", "TIME '10:11:12.5'", "'23:59:59'", "NULL"),
            List.of(
                    "TIMESTAMP '2026-02-28 01:02:03'",
                    "TIMESTAMP '2026-02-28 01:02:03.25'",
                    "'2026-03-01 00:00:00'",
                    "NULL",
                    "DEFAULT"),
            List.of("1", "-2", "DEFAULT", "'3'"));

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("literals");
        sql.execute("CREATE TABLE many " + COLUMNS, "CREATE TABLE single " + COLUMNS);
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatOneStatementWritesIsWhatOneForEachRowWrites(long seed) throws SQLException {
        Random random = new Random(seed);
        List<String> rows = IntStream.range(0, 150)
                .mapToObj(i -> row(random, i < 100 ? 3 : Integer.MAX_VALUE))
                .toList();
        sql.execute("INSERT INTO many VALUES " + String.join(",\n", rows));
        for (String row : rows) {
            sql.execute("INSERT INTO single VALUES " + row);
        }

        assertThat(sorted("many")).as("seed %d", seed).isEqualTo(sorted("single"));
    }

    /** A row of the first choices for each column, or of all. */
    private static String row(Random random, int choices) {
        List<String> values = new ArrayList<>();
        for (List<String> column : VALUES) {
            values.add(column.get(random.nextInt(Math.min(choices, column.size()))));
        }
        return "(" + String.join(", ", values) + ")";
    }

    private List<String> sorted(String table) throws SQLException {
        return sql.rows("SELECT * FROM " + table).stream().sorted().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            id | 'x'              | 22018
            id | 3000000000       | 22003
            id | TRUE             | 42804
            id | DATE '2026-01-01' | 42804
            t  | 128              | 22003
            m  | 12345678901.5    | 22003
            dt | '2026-02-30'     | 22007
            dt | DATE '2026-02-30' | 22007
            v  | '12345678901234567890123456789012345678901' | 22001
            n  | NULL             | 23502
            n  | 100              | 23514
            n  | 1 / 0            | 22012
            """)
    void aRowThatIsWrongIsToldAsIfItWereAlone(String column, String value, String state) {
        String good = column.equals("n") ? "5" : "NULL";
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            lines.add("(" + row % 7 + ", " + (row == 41 ? value : good) + ")");
        }
        String columns = column.equals("b") ? "(id, b)" : column.equals("id") ? "(b, id)" : "(b, " + column + ")";
        SQLException many = sql.failure(
                "INSERT INTO many " + columns + " VALUES\n" + String.join(",\n", lines) + ", (1, " + value + ")");
        SQLException single = sql.failure("INSERT INTO many " + columns + " VALUES\n(6, " + value + ")");

        assertThat(many.getSQLState()).isEqualTo(single.getSQLState()).isEqualTo(state);
        assertThat(place(single)).isEqualTo("line 2:5");
        assertThat(place(many)).as(many.getMessage()).isEqualTo("line 43:5");
        // An expression of many rows shows its values as such.
        assertThat(text(many).replace(" (row 42)", "").replace("value 14 / value 15", "1 / 0"))
                .isEqualTo(text(single));
    }

    private static String place(SQLException e) {
        return e.getMessage().substring(0, e.getMessage().indexOf(": "));
    }

    private static String text(SQLException e) {
        String text = e.getMessage().substring(e.getMessage().indexOf(": ") + 2);
        return text.substring(0, text.indexOf('\n'));
    }

    @Test
    void theFirstWrongRowIsTold() {
        String rows = String.join(
                ",\n",
                IntStream.range(0, 50)
                        .mapToObj(i -> i == 30 ? "('a')" : i == 20 ? "(1 / 0)" : i == 40 ? "('b')" : "(" + i + ")")
                        .toList());

        assertThat(place(sql.failure("INSERT INTO many (id) VALUES\n" + rows))).isEqualTo("line 22:2");
    }

    @Test
    void messagesNameTheRow() {
        assertThat((Throwable) sql.failure("INSERT INTO many (v, n) VALUES ('a', 1), ('b', NULL)"))
                .hasMessageContaining("line 1:48: Column 'n' of table 'many' may not be NULL (row 2).");
        assertThat((Throwable) sql.failure("INSERT INTO many (v, n) VALUES ('a', 1), ('b', 1), ('c', 100)"))
                .hasMessageContaining("line 1:58: ")
                .hasMessageContaining("(row 3)");
        assertThat((Throwable) sql.failure("INSERT INTO many (c, n) VALUES ('a', 1), ('123456789', 2)"))
                .hasMessageContaining("line 1:43: ")
                .hasMessageContaining("(row 2)");
    }

    @Test
    void ofAnUpsertTheLastRowOfAKeyWins() throws SQLException {
        sql.execute("CREATE TABLE k (id INT PRIMARY KEY, v VARCHAR)");
        String rows = String.join(
                ", ",
                IntStream.range(0, 200)
                        .mapToObj(
                                i -> "(" + i % 10 + ", " + (i % 3 == 0 ? "UPPER('v" + i + "')" : "'v" + i + "'") + ")")
                        .toList());
        sql.execute("UPSERT INTO k VALUES " + rows);

        assertThat(sql.rows("SELECT v FROM k ORDER BY id"))
                .containsExactly("v190", "v191", "V192", "v193", "v194", "V195", "v196", "v197", "V198", "v199");
    }
}
