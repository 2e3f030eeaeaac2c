package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CHAR without its trailing blanks, BINARY with its trailing zeros, and the lengths of all strings, over JDBC. */
@Timeout(120)
class CharAndBinaryTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("chars");
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, c CHAR(4), v VARCHAR(4), b BINARY(3), vb VARBINARY(3))",
                "INSERT INTO t VALUES (1, 'ab', 'ab', X'0A', X'0A'), (2, 'ab  ', 'ab  ', X'0A00', X'0A00'), (3, 'ab      ', 'ab  ', X'0A0000', X'0A0000'),"
                        + " (4, '', '', X'', X''), (5, NULL, NULL, NULL, NULL), (6, 'ü日😀x', 'ü日😀x', X'FFFFFF', X'FFFFFF'), (7, ' ab', ' ab', X'000A', X'000A')");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // Comparisons: of a CHAR without trailing blanks, of a VARCHAR with them.
                "SELECT id FROM t WHERE c = 'ab' ; 1 2 3",
                "SELECT id FROM t WHERE c = 'ab   ' ; 1 2 3",
                "SELECT id FROM t WHERE v = 'ab' ; 1",
                "SELECT id FROM t WHERE v = 'ab  ' ; 2 3",
                "SELECT id FROM t WHERE c <> 'ab ' ; 4 6 7",
                "SELECT id FROM t WHERE c IN ('ab ', '') ; 1 2 3 4",
                "SELECT id FROM t WHERE c NOT IN ('ab ', '') ; 6 7",
                "SELECT id FROM t WHERE c BETWEEN 'ab ' AND 'ab   ' ; 1 2 3",
                "SELECT id FROM t WHERE c > 'aa' AND c < 'ac  ' ; 1 2 3",
                "SELECT id FROM t WHERE c = '' ; 4",
                "SELECT id FROM t WHERE c LIKE 'ab' ; 1 2 3",
                "SELECT id FROM t WHERE c = v ; 1 4 6 7",
                "SELECT id FROM t WHERE c = CAST(v AS CHAR(10)) ; 1 2 3 4 6 7",
                "SELECT id FROM t WHERE CAST(c AS VARCHAR) = 'ab' ; 1 2 3",
                // Keys.
                "SELECT COUNT(*) FROM t GROUP BY c ; 1 1 1 1 3",
                "SELECT COUNT(*) FROM t GROUP BY v ; 1 1 1 1 1 2",
                "SELECT COUNT(DISTINCT c) FROM t ; 4",
                "SELECT COUNT(*) FROM t a JOIN t b ON a.c = b.c ; 12",
                "SELECT COUNT(*) FROM t a JOIN t b ON a.c = b.v ; 6",
                "SELECT COUNT(*) FROM (SELECT c FROM t UNION SELECT 'ab') AS u ; 5",
                "SELECT COUNT(*) FROM (SELECT c FROM t UNION SELECT v FROM t) AS u ; 6",
                // Functions see it without trailing blanks; it is padded where it is shown.
                "SELECT CHAR_LENGTH(c) FROM t ; 0 2 2 2 3 4 null",
                "SELECT '<' || c || '>' FROM t WHERE id IN (2, 7) ; `< ab> <ab>`",
                "SELECT '<' || CAST(v AS CHAR(3)) || '>' FROM t WHERE id = 2 ; <ab>",
                "SELECT UPPER(c) FROM t WHERE id = 2 ; AB",
                "SELECT '<' || COALESCE(c, '-') || '>' FROM t WHERE id IN (2, 5) ; `<-> <ab>`",
                // Casts cut what does not fit, by characters.
                "SELECT CAST(c AS CHAR(1)) FROM t WHERE id IN (1, 6) ; a ü",
                "SELECT CAST('ü日😀x' AS VARCHAR(3)) FROM t WHERE id = 1 ; ü日😀",
                "SELECT '<' || CAST('ab   ' AS VARCHAR(4)) || '>' FROM t WHERE id = 1 ; `<ab  >`",
                "SELECT CAST(12345 AS VARCHAR(3)) FROM t WHERE id = 1 ; 123",
                // A BINARY has the bytes of its length.
                "SELECT id FROM t WHERE b = X'0A0000' ; 1 2 3",
                "SELECT id FROM t WHERE b = X'0A' ; ``",
                "SELECT id FROM t WHERE vb = X'0A' ; 1",
                "SELECT id FROM t WHERE b = vb ; 3 6",
                "SELECT id FROM t WHERE b > X'0A00' ; 1 2 3 6",
                "SELECT COUNT(*) FROM t GROUP BY b ; 1 1 1 1 3",
                "SELECT OCTET_LENGTH(b) FROM t ; 3 3 3 3 3 3 null",
                "SELECT OCTET_LENGTH(vb) FROM t ; 0 1 2 2 3 3 null",
                "SELECT HEX(b) FROM t WHERE id IN (1, 7) ; 000A00 0A0000",
                "SELECT HEX(CAST(b AS BINARY(5))) FROM t WHERE id = 6 ; FFFFFF0000",
                "SELECT HEX(CAST(b AS VARBINARY(2))) FROM t WHERE id = 1 ; 0A00",
                "SELECT HEX(CAST(b AS BINARY(1))) FROM t WHERE id = 1 ; 0A",
                "SELECT HEX(b || vb) FROM t WHERE id = 1 ; 0A00000A",
                "SELECT COUNT(*) FROM t x JOIN t y ON x.b = y.vb ; 4",
            })
    void readsAndViewsAgree(String query, String expected) throws SQLException {
        assertThat(sorted(sql.rows(query))).as(query).isEqualTo(expected);
        sql.execute("CREATE VIEW q (x) AS " + query);
        assertThat(sorted(sql.rows("SELECT x FROM q"))).as("a view of " + query).isEqualTo(expected);
        sql.execute("DELETE FROM t WHERE id IN (2, 6)");
        List<String> again = sql.rows(query);
        assertThat(sorted(sql.rows("SELECT x FROM q"))).as(query).isEqualTo(sorted(again));
    }

    private static String sorted(List<String> rows) {
        return String.join(
                " ", rows.stream().map(CharAndBinaryTest::stripped).sorted().toList());
    }

    private static String stripped(String text) {
        return text.replaceFirst(" +$", "");
    }

    @Test
    void aCharIsPaddedWhereItIsShown() throws SQLException {
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT c, CAST(v AS CHAR(6)), b, v FROM t WHERE id = 1")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("ab  ");
            assertThat(rows.getObject(2)).isEqualTo("ab    ");
            assertThat(rows.getBytes(3)).isEqualTo(HexFormat.of().parseHex("0A0000"));
            assertThat(rows.getString(4)).isEqualTo("ab");
            assertThat(rows.getMetaData().getPrecision(1)).isEqualTo(4);
            assertThat(rows.getMetaData().getPrecision(3)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INSERT INTO t (id, c) VALUES (9, 'abcde') ; 22001 ; at most 4 characters",
                "INSERT INTO t (id, v) VALUES (9, 'abcde') ; 22001 ; at most 4 characters",
                "INSERT INTO t (id, v) VALUES (9, 'ü日😀xy') ; 22001 ; at most 4 characters",
                "INSERT INTO t (id, b) VALUES (9, X'01020304') ; 22001 ; at most 3 bytes",
                "INSERT INTO t (id, vb) VALUES (9, X'01020304') ; 22001 ; at most 3 bytes",
                "UPDATE t SET vb = vb || vb WHERE id = 3 ; 22001 ; at most 3 bytes",
                "UPDATE t SET v = 'long ' || id ; 22001 ; at most 4 characters",
                "UPSERT INTO t (id, b) SELECT id, b || b FROM t ; 22001 ; at most 3 bytes",
            })
    void whatIsTooLongForItsColumnIsRefused(String statement, String state, String part) throws SQLException {
        SQLException failure = sql.failure(statement);
        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).contains(part);
        assertThat(sql.rows("SELECT COUNT(*) FROM t")).containsExactly("7");
    }

    @Test
    void parametersHaveTheSameLengths() throws SQLException {
        try (PreparedStatement insert =
                sql.connection().prepareStatement("INSERT INTO t (id, c, b) VALUES (?, ?, ?)")) {
            insert.setInt(1, 10);
            insert.setString(2, "x ");
            insert.setBytes(3, new byte[] {1});
            insert.addBatch();
            insert.setInt(1, 11);
            insert.setString(2, "x");
            insert.setBytes(3, new byte[] {1, 0, 0});
            insert.addBatch();
            insert.executeBatch();
            insert.setInt(1, 12);
            insert.setString(2, "x");
            insert.setBytes(3, new byte[] {1, 0, 0, 0});
            assertThat(catchState(insert)).isEqualTo("22001");
            insert.setString(2, "12345");
            insert.setBytes(3, null);
            assertThat(catchState(insert)).isEqualTo("22001");
        }
        assertThat(sql.rows("SELECT id FROM t WHERE b = X'010000' AND c = 'x   ' ORDER BY id"))
                .containsExactly("10", "11");
        try (PreparedStatement query =
                sql.connection().prepareStatement("SELECT COUNT(*) FROM t WHERE c = ? AND b = ?")) {
            query.setString(1, "x ");
            query.setBytes(2, new byte[] {1, 0, 0});
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("2");
            }
        }
    }

    private static String catchState(PreparedStatement statement) {
        try {
            statement.executeUpdate();
            return "no error";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @Test
    void aCharOrBinaryIsAKeyWithoutRegardToItsBlanks() throws SQLException {
        sql.execute(
                "CREATE TABLE k (c CHAR(3), b BINARY(2), n INT, PRIMARY KEY (c, b))",
                "INSERT INTO k VALUES ('a', X'01', 1), ('a', X'0101', 2), ('b', X'01', 3)");
        SQLException taken = sql.failure("INSERT INTO k VALUES ('a  ', X'0100', 4)");
        assertThat(taken.getSQLState()).isEqualTo("23505");
        assertThat(taken.getMessage()).contains("c = 'a', b = X'0100'");
        sql.execute("UPSERT INTO k VALUES ('a ', X'0100', 5)", "DELETE FROM k WHERE c = 'b  '");
        assertThat(sql.rows("SELECT n FROM k WHERE c = 'a' AND b = X'0100'")).containsExactly("5");
        assertThat(sql.rows("SELECT n FROM k ORDER BY c, b")).containsExactly("5", "2");
        sql.execute(
                "CREATE VIEW s AS SELECT c, SUM(n) AS n FROM k GROUP BY c",
                "MERGE INTO k USING (SELECT 'a' AS c, X'0100' AS b) AS s ON k.c = s.c AND k.b = s.b WHEN MATCHED THEN UPDATE SET n = 7");
        assertThat(sql.rows("SELECT n FROM s WHERE c = 'a  '")).containsExactly("9");
    }
}
