package io.millrace.server.sql;

import io.millrace.executor.circuit.WallClock;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/** A server whose clock a test sets, and which stands still otherwise; reached over JDBC. For one thread. */
final class ClockedServer implements AutoCloseable {
    private final SettableClock clock;
    private final Engine engine;
    private final WireServer wire;

    private ClockedServer(SettableClock clock, Engine engine, WireServer wire) {
        this.clock = clock;
        this.engine = engine;
        this.wire = wire;
    }

    /** A new server, at an instant like {@code 2026-05-01T10:00:00Z}. */
    static ClockedServer start(String instant) throws IOException {
        SettableClock clock = new SettableClock(Instant.parse(instant).toEpochMilli());
        Engine engine = Engine.start(EngineOptions.DEFAULT.withClock(clock));
        return new ClockedServer(clock, engine, WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0)));
    }

    /** From now on it is another time; what waits for it is about to happen. */
    void set(String instant) {
        set(Instant.parse(instant).toEpochMilli());
    }

    void set(long millis) {
        clock.set(millis);
    }

    long millis() {
        return clock.millis();
    }

    /** A connection with local times of a zone. */
    SqlFixture connect(String zone) throws SQLException {
        return SqlFixture.connect("jdbc:millrace://127.0.0.1:" + wire.port() + "/?timeZone=" + zone);
    }

    @Override
    public void close() {
        wire.close();
        engine.close();
    }

    private static final class SettableClock implements WallClock {
        private volatile long millis;
        private volatile Runnable told = () -> {};

        SettableClock(long millis) {
            this.millis = millis;
        }

        void set(long to) {
            millis = to;
            told.run();
        }

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public void whenSet(Runnable action) {
            told = action;
        }
    }
}
