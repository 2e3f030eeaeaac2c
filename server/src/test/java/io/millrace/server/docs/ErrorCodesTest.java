package io.millrace.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every error code is provoked: here, by a statement or by what a program does with an engine, or by a test of its own that is
 * named here. A code that is added without either fails this test.
 */
class ErrorCodesTest {
    private static final Path PROJECT = Path.of("..");

    /** Codes with a test elsewhere, which speaks of them by name or SQLSTATE. */
    private static final Map<ErrorCode, String> ELSEWHERE = Map.ofEntries(
            Map.entry(ErrorCode.VIEW_FAILED, "server/src/test/java/io/millrace/server/sql/BadRecordsTest.java"),
            Map.entry(
                    ErrorCode.MEMORY_LIMIT, "executor/src/test/java/io/millrace/executor/circuit/QueryMemoryTest.java"),
            Map.entry(ErrorCode.PATTERN_LIMIT, "server/src/test/java/io/millrace/server/sql/RowPatternsTest.java"),
            Map.entry(
                    ErrorCode.MORE_THAN_ONE_ROW,
                    "executor/src/test/java/io/millrace/executor/operator/AggregateResultsTest.java"),
            Map.entry(
                    ErrorCode.SUBSCRIBER_TOO_SLOW,
                    "executor/src/test/java/io/millrace/executor/circuit/SubscriptionTest.java"),
            Map.entry(ErrorCode.LIMIT_REACHED, "server/src/test/java/io/millrace/server/wire/ConnectionTest.java"),
            Map.entry(
                    ErrorCode.SERIALIZATION_FAILURE,
                    "server/src/test/java/io/millrace/server/sql/ConcurrentChangesTest.java"),
            Map.entry(ErrorCode.STATEMENT_NOT_FOUND, "server/src/test/java/io/millrace/server/wire/StreamingTest.java"),
            Map.entry(ErrorCode.LOG_FAILED, "executor/src/test/java/io/millrace/executor/log/TickLogTest.java"),
            Map.entry(ErrorCode.LOG_CORRUPT, "executor/src/test/java/io/millrace/executor/log/TickLogTest.java"));

    /** Codes that only a fault of a program can provoke, and why. */
    private static final Map<ErrorCode, String> FAULTS = Map.of(
            ErrorCode.INTERNAL_ERROR, "only a fault of ours raises it",
            ErrorCode.DATA_DIRECTORY_IN_USE, "only a second process on the same directory meets it",
            ErrorCode.PROTOCOL_ERROR, "only a client that does not keep the protocol meets it, and ours does");

    private final Map<ErrorCode, Provocation> provocations = new EnumMap<>(ErrorCode.class);

    @TempDir
    private Path directory;

    private Engine engine;
    private Session session;

    /** What a user does to meet an error. */
    @FunctionalInterface
    private interface Provocation {
        void run() throws Exception;
    }

    @BeforeEach
    void start() throws IOException {
        engine = Engine.start(EngineOptions.DEFAULT);
        session = engine.open(SessionOptions.DEFAULT);
        run("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(3) NOT NULL, CHECK (id > 0))");
        run("CREATE VIEW v AS SELECT id FROM t");
        statements();
        definitions();
        values();
        sessions();
        directories();
    }

    private void statements() {
        sql(ErrorCode.SYNTAX_ERROR, "SELCT 1");
        sql(ErrorCode.COLUMN_NOT_FOUND, "SELECT nope FROM t");
        sql(ErrorCode.TABLE_NOT_FOUND, "SELECT 1 FROM nope");
        sql(ErrorCode.FUNCTION_NOT_FOUND, "SELECT nope(1)");
        sql(ErrorCode.TYPE_MISMATCH, "SELECT name + 1 FROM t");
        sql(ErrorCode.INVALID_STATEMENT, "SELECT id, COUNT(*) FROM t");
        sql(ErrorCode.NOT_SUPPORTED, "CREATE TABLE c AS SELECT 1 AS a");
        sql(ErrorCode.STATEMENT_TOO_COMPLEX, "SELECT " + "(".repeat(9_000) + "1" + ")".repeat(9_000));
        sql(ErrorCode.AMBIGUOUS_NAME, "SELECT a FROM (SELECT id AS a, name AS a FROM t) AS s");
        sql(ErrorCode.PARAMETER_MISMATCH, "SELECT ? + ?");
        sql(ErrorCode.TIME_NOT_MAINTAINABLE, "CREATE VIEW n AS SELECT NOW() AS n FROM t");
        sql(
                ErrorCode.RECURSION_LIMIT,
                "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT 1 - n FROM r) SELECT n FROM r");
        sql(ErrorCode.OBJECT_IN_USE, "DROP TABLE t");
        sql(ErrorCode.WRONG_OBJECT_KIND, "DROP VIEW t");
    }

    private void definitions() {
        provocations.put(ErrorCode.UNBOUNDED_STATE, () -> {
            run("CREATE TABLE s (id INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1')");
            run("SET unbounded_state = 'refuse'");
            run("CREATE VIEW u AS SELECT id, COUNT(*) AS n FROM s GROUP BY id");
        });
        sql(ErrorCode.OBJECT_EXISTS, "CREATE TABLE t (a INT)");
        table(ErrorCode.UNKNOWN_OPTION, "'connector' = 'datagen', 'nope' = '1'");
        table(ErrorCode.MISSING_OPTION, "'connector' = 'kafka'");
        table(ErrorCode.ILLEGAL_OPTION_VALUE, "'connector' = 'datagen', 'rows-per-second' = 'x'");
        table(ErrorCode.UNKNOWN_CONNECTOR, "'connector' = 'nope'");
        table(ErrorCode.SOURCE_FAILED, "'connector' = 'file', 'format' = 'csv', 'path' = '/nope'");
        provocations.put(ErrorCode.BAD_RECORD, () -> {
            Path bad = Files.writeString(directory.resolve("bad.csv"), "x\n");
            run(
                    "CREATE TABLE c (a INT) WITH ('connector' = 'file', 'format' = 'csv', 'on-bad-record' = 'fail', 'path' = '"
                            + bad + "')");
            run("SELECT a FROM c");
        });
    }

    private void values() {
        sql(ErrorCode.UNIQUE_VIOLATION, "INSERT INTO t VALUES (1, 'a'), (1, 'b')");
        sql(ErrorCode.NOT_NULL_VIOLATION, "INSERT INTO t (id) VALUES (1)");
        sql(ErrorCode.CHECK_VIOLATION, "INSERT INTO t VALUES (0, 'a')");
        sql(ErrorCode.STRING_TOO_LONG, "INSERT INTO t VALUES (1, 'abcd')");
        sql(ErrorCode.DIVISION_BY_ZERO, "SELECT 1 / a FROM (VALUES (0)) AS s (a)");
        sql(ErrorCode.NUMERIC_OVERFLOW, "SELECT a + 1 FROM (VALUES (2147483647)) AS s (a)");
        sql(ErrorCode.INVALID_CAST, "SELECT CAST('x' AS INTEGER)");
        sql(ErrorCode.INVALID_ARGUMENT, "SELECT SQRT(-1)");
        sql(ErrorCode.INVALID_DATETIME, "SELECT DATE '2026-02-30'");
        sql(ErrorCode.INVALID_JSON, "SELECT JSON_TYPE('{')");
        sql(ErrorCode.NO_JSON_ITEM, "SELECT JSON_VALUE('{}', '$.a' ERROR ON EMPTY)");
    }

    private void sessions() {
        provocations.put(ErrorCode.CANCELLED, () -> {
            Cancellation cancelled = new Cancellation();
            cancelled.cancel("The statement was cancelled.");
            run("SELECT * FROM t", cancelled);
        });
        provocations.put(ErrorCode.CONNECTION_CLOSED, () -> {
            session.close();
            session.prepare("SELECT 1");
        });
        provocations.put(ErrorCode.SERVER_SHUTDOWN, () -> {
            engine.close();
            engine.open(SessionOptions.DEFAULT);
        });
        provocations.put(ErrorCode.READ_ONLY, () -> {
            session.readOnly(true);
            run("INSERT INTO t VALUES (1, 'a')");
        });
    }

    private void directories() {
        EngineOptions kept = EngineOptions.DEFAULT.withData(directory.resolve("data"));
        provocations.put(ErrorCode.DATA_FORMAT_UNKNOWN, () -> {
            Engine.start(kept).close();
            String catalog = "jdbc:h2:file:" + directory.resolve("data").resolve("catalog");
            try (Connection connection = DriverManager.getConnection(catalog, "millrace", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE format SET version = 999");
            }
            Engine.start(kept).close();
        });
        provocations.put(ErrorCode.LOG_FAILED, () -> {
            Path data = Files.createDirectories(directory.resolve("data"));
            Files.writeString(data.resolve("log"), "not a directory");
            Engine.start(kept).close();
        });
        provocations.put(ErrorCode.LOG_CORRUPT, () -> {
            Engine.start(kept).close();
            Path segment = directory.resolve("data").resolve("log").resolve("tick-00000000000000000001.log");
            byte[] bytes = Files.readAllBytes(segment);
            bytes[0] = 'x';
            Files.write(segment, Arrays.copyOf(bytes, bytes.length + 100));
            Engine.start(kept).close();
        });
        provocations.put(ErrorCode.CATALOG_FAILED, () -> {
            Path file = Files.writeString(directory.resolve("file"), "not a directory");
            Engine.start(EngineOptions.DEFAULT.withData(file)).close();
        });
    }

    @AfterEach
    void stop() {
        session.close();
        engine.close();
    }

    @Test
    void everyCodeIsProvokedOrHasAReason() {
        Set<ErrorCode> known = EnumSet.copyOf(provocations.keySet());
        known.addAll(ELSEWHERE.keySet());
        known.addAll(FAULTS.keySet());

        assertThat(EnumSet.complementOf(EnumSet.copyOf(known)))
                .as("codes that no test provokes: add a statement that does")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theProvocationRaisesTheCode(ErrorCode code) throws Exception {
        Provocation provocation = provocations.get(code);
        if (provocation != null) {
            assertThat(raisedBy(provocation)).isEqualTo(code);
        } else if (ELSEWHERE.containsKey(code)) {
            String test = Files.readString(PROJECT.resolve(ELSEWHERE.get(code)));
            assertThat(test.contains(code.name()) || test.contains(code.sqlState()))
                    .as(ELSEWHERE.get(code) + " speaks of " + code)
                    .isTrue();
        } else {
            assertThat(FAULTS).containsKey(code);
        }
    }

    private static Object raisedBy(Provocation provocation) throws Exception {
        try {
            provocation.run();
            return "no error";
        } catch (EngineException e) {
            return e.code();
        }
    }

    private void table(ErrorCode code, String options) {
        sql(code, "CREATE TABLE c (a INT) WITH (" + options + ")");
    }

    private void sql(ErrorCode code, String statement) {
        provocations.put(code, () -> run(statement));
    }

    private void run(String sql) {
        run(sql, new Cancellation());
    }

    private void run(String sql, Cancellation cancellation) {
        Prepared prepared = session.prepare(sql);
        Result result = session.execute(prepared, List.of(), 0, cancellation);
        if (result instanceof Result.Rows rows) {
            rows.cursor().poll(10);
            rows.cursor().close();
        }
    }
}
