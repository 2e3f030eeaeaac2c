package io.millrace.server;

import io.millrace.server.session.MemoryServerFactory;
import io.millrace.server.session.SessionService;

/** The engines behind {@code jdbc:millrace:mem:NAME}: like any other, but nothing is kept. */
public final class MemoryEngines implements MemoryServerFactory {
    /** For {@code ServiceLoader}. */
    public MemoryEngines() {}

    @Override
    public MemoryServer start(String name) {
        return new Running(Engine.start(EngineOptions.DEFAULT));
    }

    private record Running(Engine engine) implements MemoryServer {
        @Override
        public SessionService sessions() {
            return engine;
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
