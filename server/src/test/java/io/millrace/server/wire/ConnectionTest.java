package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.SessionOptions;
import io.millrace.server.session.Warning;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections, statements, batches, warnings and errors as a caller of the driver meets them. */
@Timeout(60)
class ConnectionTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DriverFixture fixture;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        fixture = new DriverFixture();
        connection = fixture.connect();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        fixture.close();
        threads.shutdownNow();
    }

    @Test
    void anErrorOfTheServerArrivesWordForWordWithStateAndNumber() throws Exception {
        try (Statement statement = connection.createStatement()) {
            SQLException error =
                    catchThrowableOfType(SQLException.class, () -> statement.executeQuery("SELECT * FROM nothing"));

            assertThat((Throwable) error)
                    .isInstanceOf(SQLSyntaxErrorException.class)
                    .hasMessage("line 1:15: Table 'nothing' not found. Did you mean 'k'?"
                            + " [TABLE_NOT_FOUND 1003, SQLSTATE 42P01]");
            assertThat(error.getSQLState()).isEqualTo("42P01");
            assertThat(error.getErrorCode()).isEqualTo(ErrorCode.TABLE_NOT_FOUND.number());
        }
        assertThatThrownBy(() -> connection.prepareStatement("SELECT * FROM nothing"))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessageStartingWith("line 1:15: Table 'nothing' not found");
    }

    @Test
    void aFaultOfTheServerTellsAnIncidentAndNothingOfItsInside() throws Exception {
        fixture.sessions.update("INSERT", List.of(), values -> {
            throw new IllegalStateException("secret detail");
        });

        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate("INSERT"))
                    .hasMessageContaining("incident")
                    .hasMessageNotContaining("secret")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("XX000");
        }
    }

    @Test
    void preparedStatementsRunManyTimesAndHonourMaxRows() throws Exception {
        fixture.sessions.query(
                "SELECT * FROM t WHERE id > ?",
                DriverFixture.ID_AND_NAME,
                List.of(ColumnType.of(TypeKind.INTEGER)),
                values -> List.of(row(values.get(0), "a"), row(2L, "b"), row(3L, "c")));

        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM t WHERE id > ?", Statement.NO_GENERATED_KEYS)) {
            assertThat(statement.getMetaData().getColumnLabel(2)).isEqualTo("name");
            for (int i = 0; i < 20; i++) {
                statement.setMaxRows(i % 2 == 0 ? 2 : 0);
                statement.setInt(1, i);
                int rows = 0;
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        if (rows++ == 0) {
                            assertThat(result.getInt(1)).isEqualTo(i);
                        }
                    }
                }
                assertThat(rows).isEqualTo(i % 2 == 0 ? 2 : 3);
            }
        }
        assertThat(fixture.sessions.openCursors).hasValue(0);
    }

    @Test
    void plainStatementsHonourMaxRowsAndAnyFetchSize() throws Exception {
        Object[][] rows = new Object[2_500][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row((long) i, "n");
        }
        fixture.sessions.query("SELECT", DriverFixture.ID_AND_NAME, rows);

        try (Statement statement = connection.createStatement()) {
            for (int fetchSize : new int[] {0, 1_000, 7, Integer.MIN_VALUE, 100_000}) {
                statement.setFetchSize(fetchSize);
                assertThat(count(statement.executeQuery("SELECT"))).isEqualTo(2_500);
            }
            statement.setMaxRows(3);
            assertThat(count(statement.executeQuery("SELECT"))).isEqualTo(3);
        }
    }

    @Test
    void aBatchOfRowsIsCountedRowByRow() throws Exception {
        fixture.sessions.update("INSERT (?)", List.of(ColumnType.of(TypeKind.BIGINT)), values -> (Long) values.get(0));

        try (PreparedStatement insert = connection.prepareStatement("INSERT (?)")) {
            for (long i = 1; i <= 5; i++) {
                insert.setLong(1, i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 2, 3, 4, 5);
            assertThat(insert.executeBatch()).isEmpty();
        }
    }

    @Test
    void aBatchThatFailsTellsWhatWasDoneBefore() throws Exception {
        fixture.sessions.update("INSERT 1", List.of(), values -> 1);
        fixture.sessions.update("INSERT 2", List.of(), values -> {
            throw new EngineException(ErrorCode.UNIQUE_VIOLATION, "Key (2) is there already");
        });

        try (Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT 1");
            statement.addBatch("INSERT 1");
            statement.addBatch("INSERT 2");
            statement.addBatch("INSERT 1");
            BatchUpdateException error = catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);

            assertThat((Throwable) error).hasMessageStartingWith("Key (2) is there already");
            assertThat(error.getSQLState()).isEqualTo("23505");
            assertThat(error.getUpdateCounts()).containsExactly(1, 1);
        }
    }

    @Test
    void warningsOfAStatementReachTheCallerAndGoWithTheNextRun() throws Exception {
        fixture.sessions.definition(
                "CREATE", new Warning("The watermark has no effect yet"), new Warning("Second", "01S02"));
        fixture.sessions.definition("DROP");

        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE");
            assertThat((Throwable) statement.getWarnings()).hasMessage("The watermark has no effect yet");
            assertThat(statement.getWarnings().getSQLState()).isEqualTo("01000");
            assertThat((Throwable) statement.getWarnings().getNextWarning()).hasMessage("Second");
            assertThat(statement.getWarnings().getNextWarning().getSQLState()).isEqualTo("01S02");
            assertThat(statement.getUpdateCount()).isZero();
            statement.execute("DROP");
            assertThat((Throwable) statement.getWarnings()).isNull();
        }
    }

    @Test
    void askingAQueryForCountsOrAnUpdateForRowsIsAnError() throws Exception {
        fixture.sessions.query("SELECT", DriverFixture.ID_AND_NAME, row(1L, "a"));
        fixture.sessions.update("INSERT", List.of(), values -> 1);

        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate("SELECT")).hasMessageContaining("executeQuery");
            assertThatThrownBy(() -> statement.executeQuery("INSERT")).hasMessageContaining("executeUpdate");
            assertThat(statement.execute("SELECT")).isTrue();
            assertThat(statement.execute("INSERT")).isFalse();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
        }
    }

    @Test
    void aRunningStatementIsCancelledFromAnotherThread() throws Exception {
        CountDownLatch running = blockingStatement();
        Statement statement = connection.createStatement();
        Future<Boolean> executing = threads.submit(() -> statement.execute("BLOCK"));
        running.await();

        statement.cancel();

        assertThatThrownBy(executing::get)
                .cause()
                .hasMessageContaining("cancelled")
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("57014");
    }

    @Test
    void aRunningStatementIsClosedFromAnotherThread() throws Exception {
        CountDownLatch running = blockingStatement();
        Statement statement = connection.createStatement();
        Future<Boolean> executing = threads.submit(() -> statement.execute("BLOCK"));
        running.await();

        statement.close();

        assertThatThrownBy(executing::get).cause().isInstanceOf(SQLException.class);
    }

    @Test
    void aStatementThatTakesTooLongIsCancelledByItsTimeLimit() throws Exception {
        blockingStatement();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);

            assertThatThrownBy(() -> statement.execute("BLOCK"))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("limit of 1 s");
        }
    }

    @Test
    void anAnswerThatTakesLongerThanTheSocketTimeoutIsAnError() throws Exception {
        blockingStatement();
        try (Connection impatient = fixture.connect("socketTimeout=1");
                Statement statement = impatient.createStatement()) {
            assertThat(impatient.getNetworkTimeout()).isEqualTo(1_000);
            assertThatThrownBy(() -> statement.execute("BLOCK"))
                    .hasMessageContaining("did not answer within 1000 ms")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("08006");
        }
    }

    @Test
    void transactionsAndSettingsReachTheSession() throws Exception {
        assertThat(connection.getAutoCommit()).isTrue();
        connection.setAutoCommit(false);
        connection.commit();
        connection.rollback();
        connection.setReadOnly(true);
        connection.setSchema("OTHER");

        assertThat(fixture.sessions.events).containsExactly("autoCommit false", "commit", "rollback");
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.isReadOnly()).isTrue();
        assertThat(connection.getSchema()).isEqualTo("OTHER");
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        assertThatThrownBy(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void theServerIsToldUserTimeZoneAndSchema() throws Exception {
        try (Connection other = fixture.connect("user=ann&timeZone=Asia/Tokyo&schema=S")) {
            assertThat(other.getSchema()).isEqualTo("S");
            assertThat(other.getMetaData().getUserName()).isEqualTo("ann");
        }
        assertThat(fixture.sessions.opened).contains(new SessionOptions("ann", ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void aServerThatWasStartedAgainMakesConnectionsInvalidAndSaysSo() throws Exception {
        fixture.sessions.query("SELECT", DriverFixture.ID_AND_NAME, row(1L, "a"));
        Statement statement = connection.createStatement();
        assertThat(connection.isValid(5)).isTrue();

        fixture.restart();

        assertThat(connection.isValid(5)).isFalse();
        assertThatThrownBy(() -> statement.executeQuery("SELECT"))
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .asString()
                .startsWith("08");
        try (Connection again = fixture.connect();
                Statement works = again.createStatement()) {
            assertThat(count(works.executeQuery("SELECT"))).isEqualTo(1);
        }
    }

    @Test
    void aServerThatStoppedMakesConnectionsInvalidAndCloseFailsNot() throws Exception {
        fixture.server().close();

        assertThat(connection.isValid(5)).isFalse();
        assertThatThrownBy(() -> connection.createStatement())
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("08006");
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(() -> connection.createStatement())
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("08003");
    }

    @Test
    void closingAConnectionClosesItsStatementsAndItsSession() throws Exception {
        Statement statement = connection.createStatement();
        connection.close();

        assertThat(statement.isClosed()).isTrue();
        assertThat(fixture.sessions.openSessions).hasValue(0);
        assertThat(fixture.server().connections()).isZero();
        assertThatThrownBy(() -> statement.execute("SELECT")).isInstanceOf(SQLException.class);
    }

    @Test
    void aConnectionThatIsNotUsedForLongIsClosedAtTheServer() throws Exception {
        fixture.clock.addAndGet(Duration.ofMinutes(31).toNanos());
        fixture.server().closeAbandoned();

        assertThat(fixture.server().connections()).isZero();
        assertThat(connection.isValid(5)).isFalse();
        assertThatThrownBy(() -> connection.createStatement()).hasMessageContaining("Connect again");
    }

    @Test
    void connectionsAndStatementsAreLimited() throws Exception {
        try (DriverFixture small = new DriverFixture(DriverFixture.OPTIONS.limited(1 << 20, 2, 3, 1));
                Connection first = small.connect();
                Connection second = small.connect()) {
            assertThatThrownBy(small::connect).hasMessageContaining("2 open connections");
            for (int i = 0; i < 3; i++) {
                first.createStatement();
            }
            assertThatThrownBy(first::createStatement).hasMessageContaining("3 open statements");
            second.createStatement().close();
        }
    }

    @Test
    void runningStatementsAreLimitedSoThatTheyCanBeCancelled() throws Exception {
        try (DriverFixture small = new DriverFixture(DriverFixture.OPTIONS.limited(1 << 20, 9, 9, 1));
                Connection one = small.connect()) {
            CountDownLatch running = blockingStatement(small);
            Statement blocked = one.createStatement();
            Statement other = one.createStatement();
            Future<Boolean> executing = threads.submit(() -> blocked.execute("BLOCK"));
            running.await();

            assertThatThrownBy(() -> other.execute("BLOCK"))
                    .hasMessageContaining("as many statements as it may")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("53300");
            blocked.cancel();
            assertThatThrownBy(executing::get).hasMessageContaining("cancelled");
        }
    }

    @Test
    void whatJdbcHasAndMillraceNotIsRefusedByAnSqlException() {
        assertThatThrownBy(() -> connection.setSavepoint()).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(
                        () -> connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> connection.prepareStatement("INSERT", Statement.RETURN_GENERATED_KEYS))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    /** A statement "BLOCK" that runs until it is cancelled; the latch opens when it runs. */
    private CountDownLatch blockingStatement() {
        return blockingStatement(fixture);
    }

    private static CountDownLatch blockingStatement(DriverFixture at) {
        CountDownLatch running = new CountDownLatch(1);
        at.sessions.know(new TestSessions.Known(
                "BLOCK",
                Prepared.Kind.UPDATE,
                new Schema(List.of()),
                List.of(),
                (values, maxRows, cancellation) -> block(running, cancellation)));
        return running;
    }

    private static Result block(CountDownLatch running, Cancellation cancellation) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cancellation.onCancel(cancelled::countDown);
        running.countDown();
        try {
            cancelled.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        cancellation.check();
        throw new IllegalStateException("cancelled, but the check passed");
    }

    private static int count(ResultSet result) throws SQLException {
        int rows = 0;
        while (result.next()) {
            rows++;
        }
        return rows;
    }
}
