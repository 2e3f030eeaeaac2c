package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.session.MemoryServerFactory.MemoryServer;
import io.millrace.server.session.SessionService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code jdbc:millrace:mem:NAME}: the same server without a network. */
@Timeout(60)
class MemoryDriverTest {
    private final Map<String, TestSessions> started = new ConcurrentHashMap<>();
    private final List<String> stopped = new ArrayList<>();

    @BeforeEach
    void useTestSessions() {
        MemoryServers.use(name -> {
            TestSessions sessions = new TestSessions();
            sessions.query("SELECT 1", DriverFixture.ID_AND_NAME, row(1L, name));
            started.put(name, sessions);
            return new MemoryServer() {
                @Override
                public SessionService sessions() {
                    return sessions;
                }

                @Override
                public void close() {
                    stopped.add(name);
                }
            };
        });
    }

    @AfterEach
    void closeServers() {
        started.keySet().forEach(MemoryServers::close);
        MemoryServers.use(null);
    }

    @Test
    void connectionsOfOneNameShareAServerAndOtherNamesDoNot() throws Exception {
        try (Connection first = DriverManager.getConnection("jdbc:millrace:mem:one");
                Connection second = DriverManager.getConnection("jdbc:millrace:mem:one?user=ann");
                Connection other = DriverManager.getConnection("jdbc:millrace:mem:two")) {
            assertThat(name(first)).isEqualTo("one");
            assertThat(name(second)).isEqualTo("one");
            assertThat(name(other)).isEqualTo("two");
            assertThat(started).containsOnlyKeys("one", "two");
            assertThat(started.get("one").openSessions).hasValue(2);
            assertThat(second.getMetaData().getUserName()).isEqualTo("ann");
        }
        assertThat(started.get("one").openSessions).hasValue(0);
    }

    @Test
    void streamsWaitWakeAndCancelAsOverTheNetwork() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection connection = DriverManager.getConnection("jdbc:millrace:mem:one");
                Statement statement = connection.createStatement()) {
            TestStream stream = started.get("one").stream("SELECT STREAM", DriverFixture.ID_AND_NAME);
            ResultSet result = statement.executeQuery("SELECT STREAM");
            for (long i = 0; i < 100; i++) {
                Future<Boolean> next = threads.submit(result::next);
                stream.put(i, "n");
                assertThat(next.get()).isTrue();
                assertThat(result.getLong(1)).isEqualTo(i);
            }
            Future<Boolean> waiting = threads.submit(result::next);
            statement.cancel();
            assertThatThrownBy(waiting::get).hasMessageContaining("cancelled");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closingAServerEndsItsConnectionsAndTheNextBeginsAnew() throws Exception {
        Connection connection = DriverManager.getConnection("jdbc:millrace:mem:one");

        MemoryServers.close("one");

        assertThat(stopped).containsExactly("one");
        assertThat(connection.isValid(5)).isFalse();
        TestSessions before = started.get("one");
        try (Connection again = DriverManager.getConnection("jdbc:millrace:mem:one")) {
            assertThat(name(again)).isEqualTo("one");
        }
        assertThat(started.get("one")).isNotSameAs(before);
    }

    @Test
    void aNameWithOtherCharactersIsRefused() {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:millrace:mem:../etc"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("jdbc:millrace:mem:NAME");
    }

    private static String name(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT 1")) {
            assertThat(result.next()).isTrue();
            return result.getString("name");
        }
    }
}
