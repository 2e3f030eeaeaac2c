package io.millrace.server;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.server.catalog.CatalogStore;
import io.millrace.server.catalog.SystemTables;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import io.millrace.server.session.SessionService;
import io.millrace.server.statement.Definitions;
import io.millrace.server.statement.StatementCompiler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The whole server but for its wire: catalog, circuit and sessions. Started on a data directory it has the tables and views
 * that were there before, and reads their sources anew. Thread-safe.
 */
public final class Engine implements SessionService, AutoCloseable {
    private final CatalogStore store;
    private final Circuit circuit;
    private final Definitions definitions;
    private final StatementCompiler compiler;
    private final Set<ServerSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Engine(EngineOptions options, CatalogStore store) {
        this.store = store;
        KernelCompiler kernels = new KernelCompiler(Engine.class.getClassLoader(), options.maxKernelClasses());
        this.circuit = new Circuit(options.circuit(), kernels);
        this.definitions = new Definitions(store, circuit);
        SystemTables system = new SystemTables(circuit::status, definitions::catalog);
        QueryReader reader = new QueryReader(circuit, system::rows, options.maxResultBytes());
        this.compiler = new StatementCompiler(definitions, circuit, reader);
    }

    /** Starts an engine. Fails if the data directory is in use or cannot be read. */
    public static Engine start(EngineOptions options) {
        CatalogStore store = CatalogStore.open(options.data());
        Engine engine = new Engine(options, store);
        try {
            engine.definitions.load();
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** What runs the views. */
    public Circuit circuit() {
        return circuit;
    }

    @Override
    public Session open(SessionOptions options) {
        if (closed) {
            throw new EngineException(ErrorCode.SERVER_SHUTDOWN, "The server is shutting down.");
        }
        ServerSession session = new ServerSession(compiler, definitions, circuit, sessions::remove);
        sessions.add(session);
        return session;
    }

    @Override
    public String version() {
        return Version.TEXT;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sessions.forEach(ServerSession::close);
        circuit.close();
        store.close();
    }
}
