package io.millrace.server;

import io.millrace.connectors.file.FileRoots;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.planner.Planner;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;

/** An engine and its wire: what a process runs. */
public final class Server implements AutoCloseable {
    /** Whether a server of this JVM has loaded what planning needs. */
    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final Engine engine;
    private final WireServer wire;

    private Server(Engine engine, WireServer wire) {
        this.engine = engine;
        this.wire = wire;
    }

    /** Starts on a data directory, which is made if it is not there, and listens. */
    public static Server start(ServerOptions options) throws IOException {
        Files.createDirectories(options.data());
        Engine engine = Engine.start(EngineOptions.DEFAULT
                .withData(options.data())
                .withFileRoots(FileRoots.of(options.fileRoots()).without(options.data()))
                .withCircuit(CircuitOptions.DEFAULT
                        .withWorkers(options.workers())
                        .withViewBytes(options.viewMemory())
                        .withMaxIterations(options.maxIterations())));
        try {
            WireServer wire = WireServer.start(engine, WireOptions.DEFAULT.at(options.host(), options.port()));
            warmUp();
            return new Server(engine, wire);
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Loads what planning needs beside the first connection, so that the first statement does not wait a second for it. */
    private static void warmUp() {
        if (WARM.getAndSet(true)) {
            return;
        }
        Thread thread = new Thread(() -> new Planner().warmUp(), "millrace-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    public Engine engine() {
        return engine;
    }

    /** The port it listens on. */
    public int port() {
        return wire.port();
    }

    @Override
    public void close() {
        wire.close();
        engine.close();
    }
}
