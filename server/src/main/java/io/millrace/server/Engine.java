package io.millrace.server;

import io.millrace.connectors.Connectors;
import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.log.LogDirectory;
import io.millrace.executor.log.LogOptions;
import io.millrace.executor.log.LogRecovery;
import io.millrace.planner.Planner;
import io.millrace.server.catalog.CatalogStore;
import io.millrace.server.catalog.SystemTables;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import io.millrace.server.session.SessionService;
import io.millrace.server.statement.Definitions;
import io.millrace.server.statement.StatementCompiler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole server but for its wire: catalog, circuit and sessions. Started on a data directory it has the tables and views
 * that were there before, stored rows among them, and reads the sources of streams anew. Thread-safe.
 */
public final class Engine implements SessionService, AutoCloseable {
    private static final Logger LOG = System.getLogger(Engine.class.getName());

    private final @Nullable DirectoryLock lock;
    private final CatalogStore store;
    private final Circuit circuit;
    private final Definitions definitions;
    private final StatementCompiler compiler;
    private final Set<ServerSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Engine(EngineOptions options, @Nullable DirectoryLock lock, CatalogStore store) {
        this.lock = lock;
        this.store = store;
        KernelCompiler kernels = new KernelCompiler(Engine.class.getClassLoader(), options.maxKernelClasses());
        this.circuit = new Circuit(options.circuit(), kernels, options.clock());
        Planner planner = new Planner(() -> Instant.ofEpochMilli(options.clock().millis()));
        this.definitions = new Definitions(store, circuit, Connectors.all(options.fileRoots()), planner);
        SystemTables system = new SystemTables(circuit::status, circuit::end, definitions::catalog);
        QueryReader reader = new QueryReader(circuit, name -> constants(system, name), options.maxResultBytes());
        this.compiler = new StatementCompiler(definitions, circuit, reader, planner);
    }

    /** The rows of a relation that is made when it is read; null for all others. */
    private @Nullable Batch constants(SystemTables system, String name) {
        Batch rows = system.rows(name);
        return rows == null
                ? definitions
                        .catalog()
                        .tableOfLateRows(name)
                        .map(table -> circuit.lateRows(table.name()))
                        .orElse(null)
                : rows;
    }

    /** Starts an engine. Fails if the data directory is in use or cannot be read. */
    public static Engine start(EngineOptions options) {
        Path data = options.data();
        DirectoryLock lock = data == null ? null : DirectoryLock.acquire(data);
        CatalogStore store;
        try {
            store = CatalogStore.open(data);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
        Engine engine = new Engine(options, lock, store);
        try {
            engine.definitions.load(() -> engine.readLog(options.data()));
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static void release(@Nullable DirectoryLock lock) {
        if (lock != null) {
            lock.close();
        }
    }

    /** Gives the stored tables their rows back, and keeps what is written from now on. */
    private void readLog(@Nullable Path data) {
        if (data == null) {
            return;
        }
        try {
            LogRecovery found = circuit.recover(new LogDirectory(data.resolve("log")), LogOptions.DEFAULT);
            LOG.log(
                    Level.INFO,
                    "tick log read: records={0,number,#} bytes={1,number,#} last-tick={2,number,#}",
                    found.records(),
                    found.bytes(),
                    found.lastTick());
            found.tornTail()
                    .ifPresent(torn -> LOG.log(
                            Level.WARNING,
                            "tick log mended: the server was stopped while it wrote, what it had not finished (and not"
                                    + " acknowledged) was cut off: file={0} offset={1,number,#} bytes={2,number,#}",
                            torn.file(),
                            torn.offset(),
                            torn.bytes()));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.LOG_FAILED, null, "The tick log could not be opened: " + e.getMessage(), e);
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
        ServerSession session =
                new ServerSession(compiler.in(options.timeZone()), definitions, circuit, sessions::remove);
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
        release(lock);
    }
}
