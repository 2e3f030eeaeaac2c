package io.millrace.server;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Receipt;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.catalog.CatalogMetadata;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Metadata;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.Session;
import io.millrace.server.statement.Access;
import io.millrace.server.statement.CompiledStatement;
import io.millrace.server.statement.Definitions;
import io.millrace.server.statement.Execution;
import io.millrace.server.statement.SessionSettings;
import io.millrace.server.statement.StatementCompiler;
import io.millrace.server.statement.TableLocks;
import io.millrace.server.statement.UnboundedState;
import io.millrace.server.statement.WriteUnit;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session of the engine. While auto-commit is off, what is written gathers here and becomes visible in one tick on commit;
 * queries see what is committed. Thread-safe.
 */
final class ServerSession implements Session {
    private final ZoneId connectionZone;
    private final Definitions definitions;
    private final Circuit circuit;
    private final Consumer<ServerSession> onClose;
    /** Of what runs and of open results, which hold theirs; weak, so that a result that was read to its end is forgotten. */
    private final Set<Cancellation> running =
            Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private final TableLocks locks;

    /** What the session has written and not committed, null for nothing; guarded by this. */
    private @Nullable Transaction uncommitted;

    /** For the session's time zone. */
    private volatile StatementCompiler compiler;

    private volatile UnboundedState unboundedState = UnboundedState.WARN;

    private final SessionSettings settings = new SessionSettings() {
        @Override
        public void timeZone(@Nullable ZoneId zone) {
            compiler = compiler.in(zone == null ? connectionZone : zone);
        }

        @Override
        public void unboundedState(UnboundedState wanted) {
            unboundedState = wanted;
        }

        @Override
        public UnboundedState unboundedState() {
            return unboundedState;
        }
    };

    private volatile boolean autoCommit = true;
    private volatile boolean readOnly;
    private volatile String schema = "";
    private volatile boolean closed;

    /** A session in the time zone of a compiler; {@code onClose} is told when it ends. */
    ServerSession(
            StatementCompiler compiler, Definitions definitions, Circuit circuit, Consumer<ServerSession> onClose) {
        this.locks = definitions.locks();
        this.compiler = compiler;
        this.connectionZone = compiler.zone();
        this.definitions = definitions;
        this.circuit = circuit;
        this.onClose = onClose;
    }

    @Override
    public Prepared prepare(String sql) {
        checkOpen();
        StatementCompiler present = compiler;
        return new SessionStatement(present.compile(sql), present.zone());
    }

    @Override
    public Result execute(
            Prepared statement, List<@Nullable Object> parameters, long maxRows, Cancellation cancellation) {
        checkOpen();
        CompiledStatement compiled = current(statement);
        checkMayRun(compiled);
        running.add(cancellation);
        try {
            cancellation.check();
            Result result = compiled.action().run(execution(List.of(parameters), maxRows, cancellation));
            if (!(result instanceof Result.Rows)) {
                running.remove(cancellation);
            }
            return result;
        } catch (RuntimeException e) {
            running.remove(cancellation);
            throw e;
        }
    }

    /** The statement as it is against the present catalog and in the present time zone. */
    private CompiledStatement current(Prepared statement) {
        StatementCompiler present = compiler;
        return ((SessionStatement) statement)
                .against(definitions.catalog().version(), present.zone(), present::compile);
    }

    private void checkMayRun(CompiledStatement statement) {
        boolean writes = statement.kind() == Prepared.Kind.UPDATE || statement.kind() == Prepared.Kind.DEFINITION;
        if (writes && readOnly) {
            throw new EngineException(
                    ErrorCode.READ_ONLY, "This connection is read-only. Switch that off to write or define something.");
        }
    }

    @Override
    public BatchResult executeBatch(Prepared statement, List<List<@Nullable Object>> rows, Cancellation cancellation) {
        checkOpen();
        CompiledStatement compiled = current(statement);
        checkMayRun(compiled);
        return rows.isEmpty()
                ? new BatchResult(new long[0], List.of())
                : compiled.action().runBatch(execution(rows, 0, cancellation));
    }

    private synchronized Execution execution(
            List<List<@Nullable Object>> rows, long maxRows, Cancellation cancellation) {
        return new Execution(
                rows,
                maxRows,
                cancellation,
                (access, statement) -> write(access, statement, cancellation),
                settings,
                autoCommit ? null : uncommitted);
    }

    private long[] write(Access access, Function<WriteUnit, long[]> statement, Cancellation cancellation) {
        synchronized (this) {
            if (!autoCommit) {
                checkSame(access);
                WriteUnit unit = new WriteUnit(circuit, uncommitted);
                long[] counts = statement.apply(unit);
                uncommitted = unit.transaction();
                return counts;
            }
        }
        if (access.optimistic()) {
            try {
                return write(access, Set.of(), statement, cancellation);
            } catch (EngineException e) {
                if (e.code() != ErrorCode.SERIALIZATION_FAILURE) {
                    throw e;
                }
            }
        }
        return write(access, access.reads(), statement, cancellation);
    }

    private long[] write(
            Access access, Set<String> reads, Function<WriteUnit, long[]> statement, Cancellation cancellation) {
        WriteUnit unit = new WriteUnit(circuit, null);
        long[] counts;
        Receipt receipt;
        try (TableLocks.Lock lock = locks.acquire(Set.of(access.table()), reads, cancellation)) {
            checkSame(access);
            counts = statement.apply(unit);
            List<TableWrite> changes = unit.changes();
            if (changes.isEmpty()) {
                return counts;
            }
            receipt = circuit.submit(changes);
            receipt.awaitVisible();
        }
        // The next one may read what this one wrote; both wait for the same fsync.
        receipt.awaitDurable();
        return counts;
    }

    /** Throws if the table that a statement was compiled for has gone since: one made anew in its likeness is another. */
    @SuppressWarnings("ReferenceEquality")
    private void checkSame(Access access) {
        String name = access.table();
        boolean same = definitions
                .catalog()
                .entry(name)
                .filter(entry -> entry.definition().id() == access.id())
                .isPresent();
        if (!same) {
            throw new EngineException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Table '" + name + "' was dropped when this statement was about to write to it.");
        }
    }

    @Override
    public void autoCommit(boolean on) {
        checkOpen();
        if (on && !autoCommit) {
            commit();
        }
        autoCommit = on;
    }

    @Override
    public boolean autoCommit() {
        return autoCommit;
    }

    @Override
    public void commit() {
        checkOpen();
        List<TableWrite> changes;
        synchronized (this) {
            changes = uncommitted == null ? List.of() : uncommitted.net();
            uncommitted = null;
        }
        if (changes.isEmpty()) {
            return;
        }
        Set<String> tables = changes.stream().map(TableWrite::table).collect(Collectors.toSet());
        Receipt receipt;
        try (TableLocks.Lock lock = locks.acquire(tables, Set.of(), new Cancellation())) {
            receipt = circuit.submit(changes);
            receipt.awaitVisible();
        }
        receipt.awaitDurable();
    }

    @Override
    public void rollback() {
        checkOpen();
        synchronized (this) {
            uncommitted = null;
        }
    }

    @Override
    public void readOnly(boolean on) {
        checkOpen();
        readOnly = on;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public void schema(String name) {
        checkOpen();
        if (!name.isEmpty()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "Schema '" + name
                            + "' cannot be made the current one: tables and views are in the one schema without a name.");
        }
        schema = name;
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public ZoneId timeZone() {
        return compiler.zone();
    }

    @Override
    public Metadata metadata() {
        checkOpen();
        return new CatalogMetadata(definitions.catalog());
    }

    private void checkOpen() {
        if (closed) {
            throw new EngineException(ErrorCode.CONNECTION_CLOSED, "This connection is closed.");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(running).forEach(cancellation -> cancellation.cancel("The connection was closed."));
        running.clear();
        synchronized (this) {
            uncommitted = null;
        }
        onClose.accept(this);
    }
}
