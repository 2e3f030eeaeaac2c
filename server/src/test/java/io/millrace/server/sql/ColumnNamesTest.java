package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What columns are called, and how wide tools should show them. */
class ColumnNamesTest {
    private static SqlFixture sql;

    @BeforeAll
    static void start() throws SQLException {
        sql = SqlFixture.start("columnnames");
        sql.execute("CREATE TABLE t (id INT, name VARCHAR, code VARCHAR(7), price DECIMAL(8, 2), ts TIMESTAMP)");
    }

    @AfterAll
    static void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT id, ID FROM t | id, ID",
                "SELECT COUNT(*), SUM(id), MAX(UPPER(name)) FROM t | count, sum, max",
                "SELECT UPPER(name), CAST(id AS VARCHAR), CAST(1 AS BIGINT), id::BIGINT FROM t | upper, id, column3, id",
                "SELECT 1, id + 1, 'a' FROM t | column1, column2, column3",
                "SELECT CASE WHEN id = 1 THEN 2 END, COUNT(*) FILTER (WHERE id > 1) FROM t GROUP BY id | case, count",
                "VALUES (1, 2) | column1, column2",
            })
    void columnsWithoutANameGetOneThatTellsWhatTheyAre(String query, String expected) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            ResultSetMetaData columns = rows.getMetaData();
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                names.add(columns.getColumnLabel(column));
            }
        }
        assertThat(String.join(", ", names)).isEqualTo(expected);
    }

    @Test
    void aViewHasTheSameNames() throws SQLException {
        sql.execute("CREATE VIEW named AS SELECT code, COUNT(*), MAX(id) + 1 FROM t GROUP BY code");

        assertThat(sql.rows("SELECT column_name FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'named'"))
                .containsExactlyInAnyOrder("code", "count", "column3");
        sql.execute("DROP VIEW named");
    }

    @Test
    void widthsAreThoseOfValues() throws SQLException {
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name, code, price, ts FROM t")) {
            List<Integer> widths = new ArrayList<>();
            for (int column = 1; column <= 5; column++) {
                widths.add(rows.getMetaData().getColumnDisplaySize(column));
            }
            assertThat(widths).containsExactly(11, 64, 7, 10, 23);
        }
    }

    @Test
    void explainShowsLiteralsAsTheyWereWritten() throws SQLException {
        assertThat(String.join("", sql.rows("EXPLAIN PLAN FOR SELECT id FROM t WHERE name = 'a'")))
                .contains("'a'")
                .doesNotContain("UTF-8");
    }
}
