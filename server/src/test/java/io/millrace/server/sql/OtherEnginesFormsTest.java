package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users of other engines write: it works, or is refused with what to write instead. */
@Timeout(120)
class OtherEnginesFormsTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("forms");
        sql.execute(
                "CREATE TABLE orders (id INT PRIMARY KEY, name VARCHAR, ts TIMESTAMP, d DATE)",
                "CREATE TABLE Other (id INT)",
                "CREATE VIEW ordered AS SELECT id FROM orders",
                "INSERT INTO orders VALUES (1, 'Ann', TIMESTAMP '2026-01-31 10:11:12', DATE '2026-01-31'), (2, 'bob', TIMESTAMP '2026-02-28 00:00:00', DATE '2024-02-29'),"
                        + " (3, NULL, NULL, NULL), (4, 'Cid', TIMESTAMP '2025-12-31 23:59:59', DATE '2025-12-31')");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void tablesAndViewsAreShownWhoseNamesAreLikeAPattern() throws SQLException {
        assertThat(sql.rows("SHOW TABLES LIKE 'o%'")).containsExactlyInAnyOrder("orders|TABLE", "Other|TABLE");
        assertThat(sql.rows("SHOW TABLES LIKE '_RDERS'")).containsExactly("orders|TABLE");
        assertThat(sql.rows("SHOW TABLES LIKE 'x'")).isEmpty();
        assertThat(sql.rows("SHOW VIEWS LIKE 'or%'"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("ordered|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "SELECT id FROM orders ORDER BY id LIMIT 1, 2 ; 2 3",
                "SELECT id FROM orders ORDER BY id LIMIT 2 OFFSET 1 ; 2 3",
                "SELECT id FROM (SELECT id FROM orders ORDER BY id DESC LIMIT 1, 1) AS x ; 3",
                "SELECT id FROM orders WHERE name ILIKE 'A%' ; 1",
                "SELECT id FROM orders WHERE name ~ '^[a-z]+$' ; 2",
                "SELECT id FROM orders WHERE name ~* '^a' ; 1",
                "SELECT id FROM orders WHERE name !~ '^A' ORDER BY id ; 2 4",
                "SELECT id::VARCHAR || '!' FROM orders WHERE id = '1'::INT ; 1!",
                "SELECT id FROM orders WHERE id != 1 AND id % 2 = 1 ; 3",
                "SELECT DATE_ADD(d, INTERVAL 1 MONTH) FROM orders WHERE id = 1 ; 2026-02-28",
                "SELECT DATE_SUB(d, 31) FROM orders WHERE id = 1 ; 2025-12-31",
                "SELECT TIMESTAMP_ADD(ts, INTERVAL 1 DAY) FROM orders WHERE id = 2 ; 2026-03-01 00:00:00.000",
                "SELECT TIMESTAMP_TRUNC(ts, MONTH) FROM orders WHERE id = 1 ; 2026-01-01 00:00:00.000",
                "SELECT CONCAT_WS('-', id, name, d) FROM orders WHERE id IN (1, 3) ORDER BY id ; 1-Ann-2026-01-31 3",
                "SELECT CONCAT_WS(name, 'a', 'b') FROM orders WHERE id IN (1, 3) ORDER BY id ; aAnnb null",
                "SELECT CONCAT_WS(',', name, name) FROM orders WHERE id = 3 ; ``",
                "SELECT MD5(name) FROM orders WHERE id IN (1, 3) ORDER BY id ; 82e335f7ac0e0e412b2ae15abe662110 null",
                "SELECT CRC32(name) FROM orders WHERE id IN (1, 3) ORDER BY id ; 3748476051 null",
                "SELECT TO_CHAR(ts, 'YYYY-MM-DD HH24:MI:SS') FROM orders WHERE id IN (1, 3) ORDER BY id ; `2026-01-31 10:11:12 null`",
                "SELECT MONTHS_BETWEEN(d, DATE '2025-11-30') FROM orders WHERE id IN (1, 4) ORDER BY id ; 2.0 1.0",
                "SELECT GCD(id * 6, 4) FROM orders WHERE id = 1 ; 2",
            })
    void formsGiveWhatTheyGiveElsewhere(String query, String expected) throws SQLException {
        assertThat(String.join(" ", sql.rows(query))).as(query).isEqualTo(expected);
        String kept = query.replaceFirst(" ORDER BY id$", "");
        if (!kept.contains("ORDER BY")) {
            sql.execute("CREATE VIEW v (x) AS " + kept);
            assertThat(sql.rows("SELECT x FROM v")).containsExactlyInAnyOrderElementsOf(sql.rows(kept));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING ; 0A000 ; 1:36 ; UPSERT INTO",
                "DELETE FROM orders RETURNING id ; 0A000 ; 1:20 ; Read the rows with a SELECT",
                "INSERT orders VALUES (1) ; 42601 ; 1:8 ; INSERT INTO orders",
                "SELECT 'it's' FROM orders ; 42601 ; 1:8 ; written twice: 'it''s",
                "SELECT id FROM orders WHERE id == 1 ; 42601 ; 1:33 ; one '='",
                "SELECT ´id´ FROM orders ; 42601 ; 1:8 ; double quotes",
                "CREATE TABLE copy AS SELECT id FROM orders ; 0A000 ; 1:22 ; INSERT INTO ... SELECT",
                "INSERT INTO nope VALUES (1) ; 42P01 ; 1:13 ; Table or view 'nope' not found.",
                "UPDATE nope SET id = 1 ; 42P01 ; 1:8 ; Table or view 'nope' not found.",
                "SELECT id FROM nope ; 42P01 ; 1:16 ; Table or view 'nope' not found.",
                "DROP TABLE nope ; 42P01 ; 1:12 ; Table or view 'nope' not found.",
                "DESCRIBE nope ; 42P01 ; 1:10 ; Table or view 'nope' not found.",
                "SHOW CREATE VIEW nope ; 42P01 ; 1:18 ; Table or view 'nope' not found.",
                "MERGE INTO nope USING orders ON 1 = 1 WHEN MATCHED THEN UPDATE SET id = 1 ; 42P01 ; 1:12 ; Table or view 'nope' not found.",
                "INSERT INTO orders (id, name) VALUES (7, 'x'), (CAST('y' AS INT), 'z') ; 22018 ; 1:49 ; 'y' is not a value of type INTEGER",
                "INSERT INTO orders (id) VALUES (7), (CAST('8' AS INT) / (1 - 1)) ; 22012 ; 1:38 ; Division by zero (in CAST(8 AS INTEGER) /",
                "SELECT * FROM (VALUES (CAST('1' AS INT)), (CAST('x' AS INT))) AS v (a) ; 22018 ; 1:44 ; (in CAST('x' AS INTEGER))",
                "BEGIN ; 0A000 ; 1:1 ; setAutoCommit(false)",
            })
    void whatIsNotTakenIsToldAtItsPlaceWithWhatToDo(String statement, String state, String place, String part) {
        SQLException failure = sql.failure(statement.replace('´', '`'));
        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).contains("line " + place + ":").contains(part);
    }
}
