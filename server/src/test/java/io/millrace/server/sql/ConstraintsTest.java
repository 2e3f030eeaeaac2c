package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every constraint of a stored table over JDBC: what breaks it is refused whole, with its SQLSTATE, and told where. */
@Timeout(120)
class ConstraintsTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("constraints");
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5) NOT NULL, code CHAR(3) UNIQUE, a INT, b INT, "
                        + "price DECIMAL(6, 2) DEFAULT 9.99 CHECK (price > 0), small SMALLINT, "
                        + "CONSTRAINT pair UNIQUE (a, b), CONSTRAINT a_before_b CHECK (a < b AND a <> 13), CHECK (id < 1000))",
                "INSERT INTO t (id, name, code, a, b) VALUES (1, 'one', 'x', 1, 2), (2, 'two', NULL, NULL, 2), (3, 'three', NULL, NULL, 2)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INSERT INTO t (id, name) VALUES (1, 'x') | 23505 | - | PRIMARY KEY already (id = 1)",
                "INSERT INTO t (id, name) VALUES (4, 'x'), (4, 'y') | 23505 | - | PRIMARY KEY already (id = 4)",
                "INSERT INTO t (id, name, code) VALUES (4, 'x', 'x') | 23505 | - | UNIQUE constraint 't_code_key' already (code = 'x')",
                "INSERT INTO t (id, name, a, b) VALUES (4, 'x', 1, 2) | 23505 | - | UNIQUE constraint 'pair' already (a = 1, b = 2)",
                "INSERT INTO t (id, name, a, b) VALUES (4, 'x', 5, 6), (5, 'y', 5, 6) | 23505 | - | (a = 5, b = 6)",
                "UPDATE t SET code = 'x' WHERE id = 2 | 23505 | - | code = 'x'",
                "UPDATE t SET code = 'z' | 23505 | - | code = 'z'",
                "UPDATE t SET id = 7 WHERE id < 3 | 23505 | - | id = 7",
                "INSERT INTO t (id, name) VALUES (4, NULL) | 23502 | 1:37 | Column 'name' of table 't' may not be NULL",
                "INSERT INTO t (id) VALUES (4) | 23502 | - | 'name'",
                "INSERT INTO t (name) VALUES ('x') | 23502 | - | 'id'",
                "UPDATE t SET a = 1, name = NULL WHERE id = 1 | 23502 | 1:28 | 'name'",
                "UPDATE t SET name = CAST(NULL AS VARCHAR) | 23502 | 1:21 | 'name'",
                "INSERT INTO t (id, name, price) VALUES (4, 'x', 0) | 23514 | 1:49 | CHECK 't_price_check' (\"price\" > 0): id = 4, price = 0.00",
                "UPDATE t SET price = price - 100 WHERE id = 2 | 23514 | 1:22 | id = 2, price = -90.01",
                "INSERT INTO t (id, name, a, b) VALUES (4, 'x', 2, 1) | 23514 | - | CHECK 'a_before_b'",
                "UPDATE t SET b = 0 WHERE id = 1 | 23514 | - | id = 1, a = 1, b = 0",
                "INSERT INTO t (id, name) VALUES (1000, 'x') | 23514 | 1:34 | CHECK 't_id_check'",
                "INSERT INTO t (id, name) SELECT id + 999, name FROM t | 23514 | - | id = 1000",
                "INSERT INTO t (id, name) VALUES (4, 'sixsix') | 22001 | 1:37 | at most 5 characters",
                "UPDATE t SET name = REPLACE(name, 'e', 'ee') WHERE id = 3 | 22001 | 1:21 | at most 5 characters",
                "INSERT INTO t (id, name, code) VALUES (4, 'x', 'four') | 22001 | 1:48 | 'code' holds at most 3",
                "INSERT INTO t (id, name, small) VALUES (4, 'x', 70000) | 22003 | 1:49 | -",
                "UPDATE t SET small = id + 40000 | 22003 | 1:22 | -",
                "UPDATE t SET price = 12345678 | 22003 | 1:22 | -",
                "UPDATE t SET a = id / (id - 3) WHERE id = 3 | 22012 | 1:18 | -",
                "UPDATE t SET a = CAST(name AS INT) | 22018 | 1:18 | -",
            })
    void whatBreaksAConstraintIsRefusedWholeAndToldWhere(String statement, String state, String place, String part)
            throws SQLException {
        String before = sql.rows("SELECT * FROM t ORDER BY id").toString();

        SQLException failure = sql.failure(statement);

        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        if (!part.equals("-")) {
            assertThat(failure.getMessage()).contains(part);
        }
        if (!place.equals("-")) {
            assertThat(failure.getMessage()).startsWith("line " + place + ": ");
        }
        assertThat(sql.rows("SELECT * FROM t ORDER BY id")).hasToString(before);
    }

    @Test
    void constraintsLookAtTheEndOfAStatement() throws SQLException {
        sql.execute(
                "INSERT INTO t (id, name, code, a, b) VALUES (4, 'four', 'y', 3, 4)",
                "UPDATE t SET id = 5 - id WHERE id IN (1, 4)",
                "UPDATE t SET code = CASE code WHEN 'x' THEN 'y' ELSE 'x' END, a = 4 - a, b = 6 - b WHERE id IN (1, 4)",
                "UPDATE t SET id = id + 1",
                "DELETE FROM t WHERE code = 'x'",
                "INSERT INTO t (id, name, code) VALUES (9, 'nine', 'x')");
        assertThat(sql.rows("SELECT id, name, code, a, b FROM t ORDER BY id"))
                .containsExactly("3|two|null|null|2", "4|three|null|null|2", "5|one|y  |3|4", "9|nine|x  |null|null");
    }

    @Test
    void nullsAreNeverEqualAndUnknownMeetsACheck() throws SQLException {
        sql.execute(
                "INSERT INTO t (id, name, a, b, price) VALUES (10, 'x', NULL, 2, NULL), (11, 'x', 2, NULL, NULL), (12, 'x', 2, NULL, 1)",
                "UPDATE t SET a = NULL, price = NULL");
        assertThat(sql.rows("SELECT COUNT(*) FROM t WHERE a IS NULL AND price IS NULL"))
                .containsExactly("6");
    }

    @Test
    void aBatchIsWrittenWholeOrNotAtAll() throws SQLException {
        try (PreparedStatement insert =
                sql.connection().prepareStatement("INSERT INTO t (id, name, price) VALUES (?, ?, ?)")) {
            for (int row = 0; row < 5; row++) {
                insert.setInt(1, 20 + row);
                insert.setString(2, "n" + row);
                insert.setInt(3, row == 3 ? -1 : 1);
                insert.addBatch();
            }
            BatchUpdateException refused = catchThrowableOfType(BatchUpdateException.class, insert::executeBatch);
            assertThat(refused.getSQLState()).isEqualTo("23514");
            assertThat(refused.getMessage()).contains("id = 23");
        }
        assertThat(sql.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        try (PreparedStatement update = sql.connection().prepareStatement("UPDATE t SET code = ? WHERE id = ?")) {
            for (int row = 1; row < 4; row++) {
                update.setString(1, row == 3 ? "c1" : "c" + row);
                update.setInt(2, row);
                update.addBatch();
            }
            assertThat(catchThrowableOfType(BatchUpdateException.class, update::executeBatch)
                            .getSQLState())
                    .isEqualTo("23505");
        }
        assertThat(sql.rows("SELECT code FROM t ORDER BY id")).containsExactly("x  ", "null", "null");
    }

    @Test
    void constraintsAreDescribed() throws SQLException {
        assertThat(sql.rows("DESCRIBE t"))
                .contains(
                        "id|INTEGER|NO|PRIMARY KEY|CHECK (\"id\" < 1000)",
                        "code|CHAR(3)|YES|UNIQUE|null",
                        "a|INTEGER|YES|UNIQUE|UNIQUE (a, b); CHECK (\"a\" < \"b\" AND \"a\" <> 13)",
                        "price|DECIMAL(6, 2)|YES|null|DEFAULT 9.99; CHECK (\"price\" > 0)");
        assertThat(sql.rows("SHOW CREATE TABLE t").get(0))
                .contains("CONSTRAINT pair UNIQUE (a, b)", "CHECK (price > 0)");
        assertThat(sql.rows("SELECT CONSTRAINT_NAME, CONSTRAINT_TYPE FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS"
                        + " WHERE TABLE_NAME = 't' ORDER BY CONSTRAINT_NAME"))
                .containsExactly(
                        "a_before_b|CHECK",
                        "pair|UNIQUE",
                        "t_code_key|UNIQUE",
                        "t_id_check|CHECK",
                        "t_pkey|PRIMARY KEY",
                        "t_price_check|CHECK");
        assertThat(sql.rows(
                        "SELECT CONSTRAINT_NAME, COLUMN_NAME, ORDINAL_POSITION FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE"
                                + " ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION"))
                .containsExactly("pair|a|1", "pair|b|2", "t_code_key|code|1", "t_pkey|id|1");
        assertThat(
                        sql.rows(
                                "SELECT CHECK_CLAUSE FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS WHERE CONSTRAINT_NAME = 't_id_check'"))
                .containsExactly("\"id\" < 1000");
    }

    @Test
    void generatedKeysAreRefusedByName() throws SQLException {
        try (Statement statement = sql.connection().createStatement()) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> statement.executeUpdate(
                            "INSERT INTO t (id, name) VALUES (50, 'x')", Statement.RETURN_GENERATED_KEYS));
            assertThat((Throwable) refused).isNotNull();
            assertThat(refused.getSQLState()).isEqualTo("0A000");
        }
        assertThat(sql.rows("SELECT COUNT(*) FROM t WHERE id = 50")).containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE TABLE k (id INT, UNIQUE (idd)) | 42703 | 1:33 | 'idd' is not declared",
                "CREATE TABLE k (id INT, UNIQUE (id, id)) | 42000 | 1:37 | twice in UNIQUE",
                "CREATE TABLE k (id INT, x AS id + 1, UNIQUE (x)) | 42000 | 1:46 | not stored itself",
                "CREATE TABLE k (id INT CHECK (id + 1)) | 42804 | 1:31 | CHECK takes a condition",
                "CREATE TABLE k (id INT, CHECK (idd > 0)) | 42703 | 1:32 | 'idd' not found",
                "CREATE TABLE k (id INT, CHECK (COUNT(*) > 0)) | 42000 | 1:32 | one row",
                "CREATE TABLE k (ts TIMESTAMP(3), CHECK (ts < CURRENT_TIMESTAMP)) | 0A000 | 1:46 | CURRENT_TIMESTAMP",
                "CREATE TABLE k (id INT, CONSTRAINT c UNIQUE (id), CONSTRAINT C CHECK (id > 0)) | 42000 | 1:62 | Give one another name",
                "CREATE TABLE k (id INT UNIQUE) WITH ('connector' = 'datagen') | 0A000 | 1:24 | no meaning for a stream",
                "CREATE TABLE k (id INT, CHECK (id > 0)) WITH ('connector' = 'datagen') | 0A000 | 1:25 | no meaning for a stream",
                "CREATE TABLE k (id INT REFERENCES t) | 0A000 | 1:24 | Foreign keys are not supported",
            })
    void aConstraintThatDoesNotHoldTogetherIsRefused(String statement, String state, String place, String part) {
        SQLException failure = sql.failure(statement);

        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).startsWith("line " + place + ": ").contains(part);
    }
}
