package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we know but do not have is refused by name. The place is the column at which the text after {@code @} begins. */
class RefusalTest {
    private final Parser parser = new Parser();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE @INDEX i ON v (a)                          | CREATE INDEX is not supported yet.
            CREATE @UNIQUE INDEX i ON v (a)                   | CREATE UNIQUE is not supported yet. Declare a PRIMARY KEY
            CREATE @STREAM s (a INT)                          | CREATE STREAM is not supported yet. Use CREATE TABLE
            CREATE OR REPLACE @FUNCTION f                     | CREATE FUNCTION is not supported yet.
            DROP @INDEX i                                     | DROP INDEX is not supported yet.
            @ALTER TABLE t ADD COLUMN a INT                   | ALTER is not supported yet. DROP what shall change
            @COMMENT ON TABLE t IS 'x'                        | COMMENT is not supported yet.
            @BEGIN                                            | BEGIN is not supported yet.
            @COMMIT                                           | COMMIT is not supported yet.
            @ROLLBACK                                         | ROLLBACK is not supported yet.
            @REPLACE INTO t VALUES (1)                        | REPLACE is not supported yet. Stored tables are changed by INSERT, UPSERT, UPDATE, DELETE and MERGE.
            @REFRESH MATERIALIZED VIEW v                      | A view is always up to date
            @GRANT SELECT ON t TO u                           | GRANT is not supported yet.
            EXPLAIN @ANALYZE SELECT 1                         | EXPLAIN ANALYZE is not supported yet.
            EXPLAIN @CREATE TABLE t (a INT)                   | EXPLAIN is for queries, CREATE VIEW, INSERT, UPDATE, DELETE and MERGE.
            """)
    void statementIsRefusedByName(String marked, String message) {
        check(marked, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE TABLE t (a INT @REFERENCES u(b))           | Foreign keys are not supported.
            CREATE TABLE t (a INT, @FOREIGN KEY (a) REFERENCES u (a)) | Foreign keys are not supported.
            CREATE TABLE t AS @SELECT 1                       | CREATE TABLE ... AS is not supported yet.
            CREATE OR REPLACE TABLE @t (a INT)                | CREATE OR REPLACE TABLE is not supported.
            CREATE VIEW v AS SELECT a FROM t EMIT @CHANGES    | EMIT CHANGES is what every view does. Leave it out.
            INSERT INTO t VALUES (1) @ON CONFLICT DO NOTHING  | ON CONFLICT is not supported. UPSERT INTO writes a row
            INSERT INTO t (a) VALUES (1) @ON CONFLICT (a) DO UPDATE SET b = 1 | ON CONFLICT is not supported.
            INSERT INTO t SELECT 1 @ON CONFLICT DO NOTHING    | ON CONFLICT is not supported.
            INSERT INTO t SELECT a FROM u @ON CONFLICT DO NOTHING | ON CONFLICT is not supported.
            INSERT INTO t VALUES (1) @ON DUPLICATE KEY UPDATE a = 2 | ON DUPLICATE is not supported.
            INSERT INTO t VALUES (1) @RETURNING id            | RETURNING is not supported. Read the rows with a SELECT.
            UPDATE t SET a = 1 WHERE b = 2 @RETURNING *       | RETURNING is not supported.
            UPDATE t SET a = 1 @RETURNING a                   | RETURNING is not supported.
            DELETE FROM t @RETURNING a                        | RETURNING is not supported.
            DELETE FROM t WHERE a = 1 @RETURNING a            | RETURNING is not supported.
            INSERT @OVERWRITE t SELECT 1                      | INSERT OVERWRITE is not supported yet.
            INSERT @IGNORE INTO t VALUES (1)                  | INSERT IGNORE is not supported yet. UPSERT INTO writes
            INSERT @OR REPLACE INTO t VALUES (1)              | INSERT OR is not supported yet.
            SELECT DISTINCT @ON (a) b FROM t                  | SELECT DISTINCT ON is not supported.
            SELECT @TOP 5 a FROM t                            | TOP is not supported. Write LIMIT
            """)
    void clauseIsRefusedByName(String marked, String message) {
        check(marked, message);
    }

    private void check(String marked, String message) {
        int column = marked.indexOf('@') + 1;
        String sql = marked.replace("@", "");

        EngineException e = catchThrowableOfType(EngineException.class, () -> parser.parse(sql));

        assertThat(e).as(sql).isNotNull();
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(e.text()).contains(message);
        assertThat(e.position()).as(e.getMessage()).isEqualTo(new Position(1, column));
    }
}
