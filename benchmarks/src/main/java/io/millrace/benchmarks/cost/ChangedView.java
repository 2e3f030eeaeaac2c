package io.millrace.benchmarks.cost;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Result;
import io.millrace.server.session.RowCursor;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A case of one size in an engine of its own, made by SQL and changed in the circuit. All shards run on the circuit's thread, so that its
 * processor time is that of a tick: operators, content of the view and of the tables, publish.
 */
final class ChangedView implements AutoCloseable {
    private static final int LOADED_ROWS = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ChangeCase changeCase;
    private final Engine engine;
    private final Session session;
    private final long thread;
    private final List<ChangedTable> tables = new ArrayList<>();

    /** Makes tables and view and fills them. */
    ChangedView(ChangeCase changeCase, int size) {
        this.changeCase = changeCase;
        Set<Long> others = circuitThreads();
        this.engine = Engine.start(
                EngineOptions.DEFAULT.withCircuit(CircuitOptions.DEFAULT.withSmallTickRows(Integer.MAX_VALUE)));
        Set<Long> threads = circuitThreads();
        threads.removeAll(others);
        this.thread = threads.iterator().next();
        this.session = engine.open(SessionOptions.DEFAULT);
        changeCase.tables().forEach(shape -> tables.add(new ChangedTable(shape, size)));
        tables.forEach(table -> execute(table.definition()));
        if (!changeCase.query().isEmpty()) {
            execute("CREATE VIEW v AS " + changeCase.query());
        }
        tables.forEach(this::load);
    }

    private static Set<Long> circuitThreads() {
        Set<Long> found = new HashSet<>();
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().equals("millrace-circuit")) {
                found.add(info.getThreadId());
            }
        }
        return found;
    }

    private void load(ChangedTable table) {
        for (int from = 0; from < table.rows(); from += LOADED_ROWS) {
            int to = Math.min(table.rows(), from + LOADED_ROWS);
            circuit().writeAndWait(List.of(new TableWrite(table.name(), table.part(from, to))));
        }
    }

    private Circuit circuit() {
        return engine.circuit();
    }

    private Result execute(String sql) {
        return session.execute(session.prepare(sql), List.of(), 0, new Cancellation());
    }

    private RowCursor cursor(String sql) {
        if (execute(sql) instanceof Result.Rows result) {
            return result.cursor();
        }
        throw new IllegalArgumentException("not a query: " + sql);
    }

    /** How many rows a relation or a query in parentheses has. */
    long count(String relation) {
        try (RowCursor cursor = cursor("SELECT COUNT(*) FROM " + relation + " AS x")) {
            return value(cursor.poll(1).rows().get(0), 0);
        }
    }

    private static long value(@Nullable Object[] row, int column) {
        if (row[column] instanceof Long value) {
            return value;
        }
        throw new IllegalStateException("no number: " + Arrays.toString(row));
    }

    /** How many rows and tree nodes of their state the view's operators and its content have looked at so far. */
    long visited() {
        String relation = changeCase.query().isEmpty() ? tables.get(0).name() : "v";
        try (RowCursor cursor =
                cursor("SELECT STATE_VISITS FROM MILLRACE.STATE WHERE RELATION_NAME = '" + relation + "'")) {
            return value(cursor.poll(1).rows().get(0), 0);
        }
    }

    /** How many rows the view has that its query has not, and the other way about. */
    long differingRows() {
        String query = changeCase.query();
        return count("(SELECT * FROM v EXCEPT ALL (" + query + "))")
                + count("((" + query + ") EXCEPT ALL SELECT * FROM v)");
    }

    private List<TableWrite> nextChange() {
        List<TableWrite> writes = new ArrayList<>();
        for (ChangedTable table : tables) {
            if (table.isChanging()) {
                writes.add(new TableWrite(table.name(), table.change()));
            }
        }
        return writes;
    }

    /** Applies the next change; the processor time of its tick. */
    long changeNanos() {
        List<TableWrite> writes = nextChange();
        long before = THREADS.getThreadCpuTime(thread);
        circuit().writeAndWait(writes);
        return THREADS.getThreadCpuTime(thread) - before;
    }

    /** Applies the next change; how many rows of the result it deletes and inserts. */
    long affectedRows() throws InterruptedException {
        String name = changeCase.query().isEmpty() ? tables.get(0).name() : "v";
        long content = count(name);
        try (RowCursor changes = cursor("SUBSCRIBE TO " + name)) {
            int weight = changes.columns().size() - 1;
            for (long read = 0; read < content; ) {
                for (@Nullable Object[] row : next(changes)) {
                    read += value(row, weight);
                }
            }
            circuit().writeAndWait(nextChange());
            long affected = 0;
            for (@Nullable Object[] row : next(changes)) {
                affected += Math.abs(value(row, weight));
            }
            return affected;
        }
    }

    /** What has come; a tick comes whole. */
    private static List<@Nullable Object[]> next(RowCursor changes) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        changes.whenReady(ready::countDown);
        if (!ready.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the change touched no row of the result");
        }
        return changes.poll(Integer.MAX_VALUE).rows();
    }

    @Override
    public void close() {
        session.close();
        engine.close();
    }
}
