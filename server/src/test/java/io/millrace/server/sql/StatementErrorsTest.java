package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong statements as a beginner writes them: the SQLSTATE, the place, what the message says, and that nothing of how we
 * are made shows.
 */
@Timeout(120)
class StatementErrorsTest {
    private static SqlFixture sql;

    @BeforeAll
    static void start() throws SQLException {
        sql = SqlFixture.start("errors");
        sql.execute(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(5) NOT NULL, n INT, ts TIMESTAMP(3))",
                "CREATE VIEW v AS SELECT id, n FROM t",
                "CREATE VIEW w AS SELECT id FROM v",
                "CREATE TABLE s (id INT) WITH ('connector' = 'datagen', 'number-of-rows' = '3', 'rows-per-second' = 'unlimited')");
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
                "SELECT nam FROM t | 42703 | 1:8 | Did you mean 'name'?",
                "SELECT * FROM tt | 42P01 | 1:15 | 'tt' not found",
                "SELECT MILLRACE.x FROM t | 42P01 | 1:8 | 'MILLRACE' not found.",
                "SUBSCRIBE TO nope | 42P01 | 1:14 | 'nope' not found",
                "SUBSCRIBE TO MILLRACE.TICKS | 0A000 | 1:14 | does not tell its changes",
                "SELECT uper(name) FROM t | 42883 | 1:8 | Did you mean 'UPPER'?",
                "SELECT UPPER(name, 1) FROM t | 42804 | 1:8 | takes 1 argument",
                "SELECT name + 1 FROM t | 42804 | 1:8 | does not work with VARCHAR(5) and INTEGER",
                "SELCT * FROM t | 42601 | 1:1 | Did you mean 'SELECT'?",
                "SELECT * FORM t | 42601 | 1:10 | Did you mean 'FROM'?",
                "SELECT 1; SELECT 2 | 42601 | 1:11 | One statement at a time",
                "-- nothing | 42601 | 1:1 | The statement is empty",
                "SELECT 'open | 42601 | 1:8 | never closed",
                "SELECT name, COUNT(*) FROM t | 42000 | 1:8 | neither grouped nor aggregated",
                "SELECT * FROM t WHERE COUNT(*) > 1 | 42000 | 1:23 | HAVING",
                "SELECT * FROM t WHERE n | 42804 | 1:23 | WHERE takes a condition",
                "INSERT INTO t VALUES (1) | 42000 | 1:22 | 4 columns are to be written: id, name, n, ts",
                "INSERT INTO t (id, nam) VALUES (1, 'x') | 42703 | 1:20 | Did you mean 'name'?",
                "INSERT INTO v VALUES (1, 1) | 42809 | 1:13 | cannot be written to",
                "INSERT INTO s VALUES (1) | 42809 | 1:13 | it is a stream",
                "CREATE TABLE T (id INT) | 42P07 | 1:14 | IF NOT EXISTS",
                "CREATE VIEW t AS SELECT 1 AS x | 42P07 | 1:13 | already",
                "CREATE OR REPLACE VIEW v AS SELECT id FROM t | 2BP01 | 1:24 | 'v' is read by w. Drop that first",
                "CREATE OR REPLACE VIEW t AS SELECT 1 AS x | 42809 | 1:24 | is a table",
                "DROP TABLE t | 2BP01 | 1:12 | 't' is read by v. Drop that first, or write CASCADE behind the name",
                "DROP VIEW t | 42809 | 1:11 | Use DROP TABLE.",
                "DROP TABLE t RESTRICT | 2BP01 | 1:12 | 't' is read by v. Drop that first",
                "DROP VIEW t CASCADE | 42809 | 1:11 | Use DROP TABLE.",
                "DROP TABLE tt CASCADE | 42P01 | 1:12 | Table or view 'tt' not found",
                "CREATE VIEW j AS SELECT a.id FROM t a ASOF JOIN t b MATCH_CONDITION a.id >= b.id ON a.id < b.id | 0A000 | 1:85 | nothing but equalities",
                "SELECT id, n FROM t INTERSECT SELECT id FROM t | 42804 | 1:38 | different numbers of columns",
                "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT MAX(n) FROM r) SELECT n FROM r | 0A000 | 1:52 | below the aggregate MAX",
                "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 0.5 FROM r) SELECT n FROM r | 42804 | 1:33 | Cast it in the first part",
                "WITH RECURSIVE r (n, m) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n FROM r | 42000 | 1:16 | lists 2 columns",
                "CREATE TABLE k (id INT) WITH ('connector' = 'kafk') | 42616 | 1:45 | Did you mean 'kafka'?",
                "CREATE TABLE k (id INT) WITH ('connector' = 'kafka') | 42616 | 1:45 | needs the option",
                "CREATE TABLE k (id INT) WITH ('connector' = 'datagen', 'row-per-second' = '5') | 42616 | 1:56 | Did you mean 'rows-per-second'?",
                "CREATE TABLE k (id INT) WITH ('connector' = 'datagen', 'rows-per-second' = 'fast') | 22023 | 1:76 | a number above 0",
                "CREATE TABLE k (id INTT) | 42601 | 1:20 | Did you mean 'INT'?",
                "CREATE TABLE k (id INT, ID INT) | 42000 | 1:25 | declared twice",
                "SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(n), INTERVAL '1' HOUR)) | 42804 | 1:48 | needs a TIMESTAMP",
                "UPDATE t SET nn = 1 | 42703 | 1:14 | not found in table 't'",
                "UPDATE t SET n = 1, n = 2 | 42000 | 1:21 | named twice",
                "UPDATE tt SET n = 1 | 42P01 | 1:8 | Table or view 'tt' not found",
                "UPDATE v SET n = 1 | 42809 | 1:8 | cannot be written to",
                "UPDATE t SET n = m + 1 | 42703 | 1:18 | Column 'm' not found",
                "UPDATE t SET n = DEFAULT + 1 | 42601 | 1:18 | DEFAULT",
                "UPDATE t SET n = 1 WHERE n = DEFAULT | 42601 | 1:30 | DEFAULT",
                "DELETE FROM t WHERE n | 42804 | 1:21 | WHERE takes a condition",
                "DELETE FROM s | 42809 | 1:13 | it is a stream",
                "EXPLAIN STATE FOR INSERT INTO t VALUES (1) | 0A000 | 1:19 | EXPLAIN STATE is for queries and views",
                "SET x = 1 | 0A000 | 1:5 | no setting 'x'",
                "CREATE VIEW j AS SELECT id FROM t WHERE n = ? | 0A000 | 1:45 | cannot have parameters",
                "INSERT INTO t VALUES (1, NULL, 2, NULL) | 23502 | 1:26 | may not be NULL",
                "INSERT INTO t (n, id) VALUES (1, 2) | 23502 | 1:13 | may not be NULL",
                "INSERT INTO t (id, name) SELECT 1, CAST(NULL AS VARCHAR) | 23502 | 1:20 | may not be NULL",
                "INSERT INTO t (id, name) VALUES (1, 'abcdef') | 22001 | 1:37 | at most 5 characters",
                "INSERT INTO t (id, name) VALUES (7, 'a'), (8, 'c'), (7, 'b') | 23505 | 1:54 | (id = 7) (row 3)",
                "INSERT INTO t (id, name) VALUES (7, 'a'), (8, NULL) | 23502 | 1:47 | may not be NULL (row 2)",
                "INSERT INTO t (id, name) VALUES (7, 'a'), (8, 'abcdef') | 22001 | 1:47 | has 6 (row 2)",
                "MERGE INTO t USING (VALUES (1)) AS s (k) ON t.id = s.k WHEN MATCHED THEN UPDATE SET name = 'b' WHEN NOT MATCHED THEN INSERT (id, name) VALUES (1, NULL) | 23502 | - | line 1:147: Column 'name'",
                "MERGE INTO t USING (VALUES (1)) AS s (k) ON t.id = s.k WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.k, 'abcdef') | 22001 | - | line 1:109: Column 'name' holds at most 5",
                "SELECT 1 + (SELECT x FROM (VALUES (1), (2)) AS v (x)) | 21000 | 1:12 | has 2 rows. Restrict it, or take MIN or MAX of its column (in x)",
                "MERGE INTO t USING (VALUES (9)) AS s (k) ON t.id = s.k WHEN NOT MATCHED THEN INSERT (id) VALUES (s.k) | 23502 | 1:12 | 'name'",
                "SELECT a FROM select | 42601 | 1:15 | \"select\"",
                "SELECT a FROM WHERE a = 1 | 42601 | 1:15 | Something is missing before 'WHERE'",
                "CREATE TABLE d (a INT DEFAULT 'x') | 42804 | 1:31 | DEFAULT of column 'a'",
                "CREATE TABLE d (a INT DEFAULT 1 / 0) | 42804 | 1:31 | DEFAULT of column 'a'",
                "CREATE TABLE d (a VARCHAR(0)) | 42804 | 1:19 | length of at least 1",
                "CREATE VIEW both AS SELECT 1 AS a | 42601 | 1:13 | \"both\"",
                "CREATE TABLE order (a INT) | 42601 | 1:14 | \"order\"",
                "CREATE TABLE d (select INT) | 42601 | 1:17 | \"select\"",
                "SELECT select FROM t | 42601 | 1:8 | \"select\"",
                "CREATE VIEW j AS SELECT UPPER(name), UPPER(name) FROM t | 42000 | 1:13 | 'upper'",
                "SELECT SQRT(n) FROM (VALUES (-1)) AS v (n) | 22023 | 1:8 | SQRT",
                "SELECT DATE '2026-02-30' | 22007 | 1:8 | days 01 to 28",
                "SELECT TIMESTAMP '2026-13-01 00:00:00' | 22007 | 1:8 | months 01 to 12",
                "SELECT DATE_PART(year, ts) FROM t | 42804 | 1:18 | DATE_PART('year', ts)",
            })
    void tellsWhatIsWrongAndWhere(String statement, String state, String place, String part) {
        SQLException failure = sql.failure(statement);

        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).contains(part).doesNotContain("calcite", "java.", "Exception", "Rex", "null");
        if (!place.equals("-")) {
            String[] parts = place.split(":");
            String caret = "\n    " + " ".repeat(Integer.parseInt(parts[1]) - 1) + "^\n";
            assertThat(failure.getMessage()).startsWith("line " + place + ": ").contains(caret);
        }
    }

    @Test
    void whatIsWrongChangesNothing() throws SQLException {
        assertThat(sql.rows(
                        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '' ORDER BY TABLE_NAME"))
                .containsExactly("s", "t", "v", "w");
        assertThat(sql.rows("SELECT * FROM w")).isEmpty();
    }

    @Test
    void warningsTellWhatHadNoEffect() throws SQLException {
        assertThat(sql.warnings("CREATE TABLE IF NOT EXISTS t (other INT)"))
                .containsExactly("'t' exists already and was left as it is.");
        assertThat(sql.warnings("DROP VIEW IF EXISTS nope"))
                .containsExactly("There is no 'nope'; nothing was dropped.");
        assertThat(sql.warnings(
                        "CREATE TABLE keyed (id INT PRIMARY KEY, ts TIMESTAMP(3) NOT NULL, WATERMARK FOR ts AS ts) "
                                + "WITH ('connector' = 'datagen', 'number-of-rows' = '0')"))
                .singleElement()
                .asString()
                .contains("The PRIMARY KEY of 'keyed' is not enforced");
        sql.execute("DROP TABLE keyed");
    }

    @Test
    void oddButRightStatementsRun() throws SQLException {
        assertThat(sql.rows("SELECT * FROM t LIMIT 0")).isEmpty();
        assertThat(sql.rows("SELECT * FROM t WHERE 1 = 0")).isEmpty();
        assertThat(sql.rows("SELECT COUNT(*) FROM t WHERE 1 = 0;")).containsExactly("0");
        assertThat(sql.rows("SELECT CHAR_LENGTH('日本語😀') AS \"Länge\"")).containsExactly("4");
        StringBuilder list = new StringBuilder("SELECT COUNT(*) FROM (VALUES (7), (-1)) AS x (a) WHERE a IN (0");
        for (int number = 1; number < 5_000; number++) {
            list.append(", ").append(number);
        }
        assertThat(sql.rows(list + ")")).containsExactly("1");
        assertThat(sql.rows("SELECT " + "(".repeat(200) + "1" + ")".repeat(200)))
                .containsExactly("1");
    }

    @Test
    void aConnectorFillsNoIntervalWhichAViewMakesInstead() throws SQLException {
        SQLException refused =
                sql.failure("CREATE TABLE waits (id INT, took INTERVAL HOUR TO SECOND) WITH ('connector' = 'datagen')");
        assertThat(refused.getSQLState()).isEqualTo("0A000");
        assertThat(refused.getMessage()).contains("line 1:29:").contains("Declare it as BIGINT and make");

        sql.execute(
                "CREATE TABLE waits (took BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '1', "
                        + "'rows-per-second' = '1000', 'fields.took.kind' = 'sequence', 'fields.took.start' = '90')",
                "CREATE VIEW intervals AS SELECT took * INTERVAL '1' SECOND AS took FROM waits");
        sql.await("SELECT TIMESTAMP '2026-01-01 00:00:00' + took FROM intervals", "2026-01-01 00:01:30");
        sql.execute("DROP VIEW intervals", "DROP TABLE waits");
    }
}
