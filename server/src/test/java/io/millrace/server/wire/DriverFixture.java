package io.millrace.server.wire;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A server over test sessions at a free port of this machine, and connections of our driver to it. */
final class DriverFixture implements AutoCloseable {
    static final Schema ID_AND_NAME = new Schema(List.of(
            new Column("id", ColumnType.of(TypeKind.INTEGER)), new Column("name", ColumnType.of(TypeKind.VARCHAR))));

    /** Short enough for tests that wait until an empty fetch is answered. */
    static final WireOptions OPTIONS = WireOptions.DEFAULT
            .at("127.0.0.1", 0)
            .waiting(Duration.ofMillis(100), Duration.ofMinutes(5), Duration.ofMinutes(30));

    final TestSessions sessions = new TestSessions();

    /** Nanoseconds of the server's clock; a test moves it. */
    final AtomicLong clock = new AtomicLong(System.nanoTime());

    private WireServer server;

    DriverFixture() throws Exception {
        this(OPTIONS);
    }

    DriverFixture(WireOptions options) throws Exception {
        server = WireServer.start(sessions, options, clock::get);
    }

    WireServer server() {
        return server;
    }

    String url() {
        return "jdbc:millrace://127.0.0.1:" + server.port() + "/";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    Connection connect(String options) throws SQLException {
        return DriverManager.getConnection(url() + "?" + options);
    }

    /** Another server at the same port, which knows nothing of the connections before. */
    void restart() throws Exception {
        int port = server.port();
        server.close();
        server = WireServer.start(sessions, OPTIONS.at("127.0.0.1", port), clock::get);
    }

    @Override
    public void close() {
        server.close();
    }
}
