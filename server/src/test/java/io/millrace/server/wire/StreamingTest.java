package io.millrace.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.ErrorCode.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results that never end: each row at once, and an end when the client wants one. */
@Timeout(60)
class StreamingTest {
    private static final String SQL = "SELECT STREAM * FROM t";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DriverFixture fixture;
    private TestStream stream;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws Exception {
        fixture = new DriverFixture();
        stream = fixture.sessions.stream(SQL, DriverFixture.ID_AND_NAME);
        connection = fixture.connect();
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        fixture.close();
        threads.shutdownNow();
    }

    @Test
    void aRowIsGivenOutBeforeTheNextOneExists() throws Exception {
        ResultSet result = statement.executeQuery(SQL);

        // Each row is put only after the one before it was read: a row that is held back would wait for ever.
        for (long i = 0; i < 100; i++) {
            stream.put(i, "n" + i);
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(i);
        }
    }

    @Test
    void aReaderThatWaitsIsWokenByARowAlsoAfterEmptyAnswers() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        Future<Integer> read = threads.submit(() -> result.next() ? result.getInt(1) : -1);

        // Several times as long as the server lets a fetch wait.
        assertThatThrownBy(() -> read.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        stream.put(7L, "seven");

        assertThat(read.get()).isEqualTo(7);
    }

    @Test
    void aReaderWithASocketTimeoutWaitsForRowsLongerThanThat() throws Exception {
        WireOptions patient = WireOptions.DEFAULT.at("127.0.0.1", 0);
        try (DriverFixture other = new DriverFixture(patient);
                Connection impatient = other.connect("socketTimeout=1");
                Statement reading = impatient.createStatement()) {
            TestStream quiet = other.sessions.stream(SQL, DriverFixture.ID_AND_NAME);
            ResultSet result = reading.executeQuery(SQL);
            Future<Boolean> waiting = threads.submit(result::next);

            assertThatThrownBy(() -> waiting.get(2_500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            quiet.put(1L, "late");
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void otherStatementsOfTheConnectionGoOnWhileOneReaderWaits() throws Exception {
        fixture.sessions.query("SELECT 1", DriverFixture.ID_AND_NAME, TestSessions.row(1L, "one"));
        ResultSet result = statement.executeQuery(SQL);
        Future<Boolean> waiting = threads.submit(result::next);

        for (int i = 0; i < 50; i++) {
            try (Statement other = connection.createStatement();
                    ResultSet one = other.executeQuery("SELECT 1")) {
                assertThat(one.next()).isTrue();
            }
        }

        assertThat(waiting.isDone()).isFalse();
        stream.put(1L, "one");
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void cancellingFromAnotherThreadEndsTheReaderWithAnError() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        Future<Boolean> waiting = threads.submit(result::next);

        statement.cancel();

        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("cancelled")
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("57014");
    }

    @Test
    void aCancelledStatementCanBeRunAgain() throws Exception {
        ResultSet first = statement.executeQuery(SQL);
        statement.cancel();
        assertThatThrownBy(first::next).isInstanceOf(SQLException.class);

        ResultSet second = statement.executeQuery(SQL);
        stream.put(1L, "again");

        assertThat(second.next()).isTrue();
        assertThat(stream.readers()).isEqualTo(1);
    }

    @Test
    void closingTheStatementFromAnotherThreadEndsTheReader() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        Future<String> waiting = threads.submit(() -> {
            try {
                return result.next() ? "row" : "end";
            } catch (SQLException closed) {
                return closed.getMessage();
            }
        });

        statement.close();

        assertThat(waiting.get()).isIn("end", "The result was closed while it was read", "The result is closed");
        assertThat(stream.readers()).isZero();
        assertThat(fixture.sessions.openCursors).hasValue(0);
    }

    @Test
    void closingTheConnectionEndsItsReadersAndFreesTheirCursors() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        Future<Boolean> waiting = threads.submit(result::next);

        connection.close();

        assertThatThrownBy(() -> {
                    if (!waiting.get()) {
                        throw new ExecutionException(new SQLException("end"));
                    }
                })
                .isInstanceOf(ExecutionException.class);
        assertThat(stream.readers()).isZero();
        assertThat(statement.isClosed()).isTrue();
        assertThat(fixture.sessions.openSessions).hasValue(0);
    }

    @Test
    void anErrorComesAfterTheRowsBeforeIt() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        stream.put(1L, "one");
        stream.fail(new EngineException(ErrorCode.VIEW_FAILED, "View 'v' failed"));

        assertThat(result.next()).isTrue();
        assertThatThrownBy(result::next)
                .hasMessageStartingWith("View 'v' failed")
                .extracting(thrown -> ((SQLException) thrown).getErrorCode())
                .isEqualTo(ErrorCode.VIEW_FAILED.number());
        assertThat(ErrorCode.VIEW_FAILED.kind()).isEqualTo(Kind.DATA);
    }

    @Test
    void manyReadersOfOneConnectionAllGetEveryRow() throws Exception {
        int readers = 40;
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        for (int i = 0; i < readers; i++) {
            ResultSet result = connection.createStatement().executeQuery(SQL);
            threads.submit(() -> {
                while (result.next()) {
                    read.add(result.getInt(1));
                }
                return null;
            });
        }
        for (long row = 0; row < 5; row++) {
            stream.put(row, "n");
            for (int i = 0; i < readers; i++) {
                assertThat(read.poll(30, TimeUnit.SECONDS)).isEqualTo((int) row);
            }
        }
    }

    @Test
    void aStreamThatNoOneReadsIsClosedAfterAWhileAndItsReaderIsTold() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        assertThat(stream.readers()).isEqualTo(1);

        fixture.clock.addAndGet(Duration.ofMinutes(6).toNanos());
        fixture.server().closeAbandoned();

        assertThat(stream.readers()).isZero();
        assertThatThrownBy(result::next)
                .hasMessageContaining("not read for too long")
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("26000");
    }

    @Test
    void aStreamWhoseReaderWaitsIsNotClosedHoweverLong() throws Exception {
        ResultSet result = statement.executeQuery(SQL);
        Future<Boolean> waiting = threads.submit(result::next);
        assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        for (int i = 0; i < 10; i++) {
            fixture.clock.addAndGet(Duration.ofMinutes(2).toNanos());
            fixture.server().closeAbandoned();
            assertThatThrownBy(() -> waiting.get(150, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }

        stream.put(1L, "still here");
        assertThat(waiting.get()).isTrue();
    }

    /** Ends, and so passes, only if all readers come to wait without a thread of the server being theirs. */
    @Test
    void readersThatWaitCostTheServerNoThread() throws Exception {
        int readers = 150;
        WireOptions patient = WireOptions.DEFAULT.at("127.0.0.1", 0);
        try (DriverFixture other = new DriverFixture(patient);
                Connection shared = other.connect()) {
            TestStream quiet = other.sessions.stream(SQL, DriverFixture.ID_AND_NAME);
            List<Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                ResultSet result = shared.createStatement().executeQuery(SQL);
                waiting.add(threads.submit(result::next));
            }

            while (quiet.waiting() < readers || threadsInsideTheServer() > 0) {
                Thread.onSpinWait();
            }

            quiet.put(1L, "for all");
            for (Future<Boolean> reader : waiting) {
                assertThat(reader.get()).isTrue();
            }
        }
    }

    private static long threadsInsideTheServer() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("millrace-http"))
                .filter(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.millrace.")))
                .count();
    }
}
