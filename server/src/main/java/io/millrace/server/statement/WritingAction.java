package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Result;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A statement that writes: run once or for many rows of parameters, it is one write, and its errors show their place. */
abstract class WritingAction implements Action {
    private final String sql;
    private final Access access;

    /**
     * With what every such statement has.
     *
     * @param sql its text, which errors quote
     * @param access the tables that it writes and reads
     */
    WritingAction(String sql, Access access) {
        this.sql = sql;
        this.access = access;
    }

    /** Writes into a unit for each row of parameters; returns how many rows of the table each of them changed. */
    abstract long[] write(Execution execution, WriteUnit unit);

    /**
     * The error with its place in the statement, where this kind of statement knows it better.
     *
     * @param unit what the statement has written when it failed, or null if it had not begun
     */
    EngineException placed(EngineException error, @Nullable WriteUnit unit) {
        return error;
    }

    @Override
    public final Result run(Execution execution) {
        return new Result.Count(runBatch(execution).counts()[0], List.of());
    }

    @Override
    public final BatchResult runBatch(Execution execution) {
        AtomicReference<@Nullable WriteUnit> last = new AtomicReference<>();
        try {
            long[] counts = execution.writer().write(access, unit -> {
                last.set(unit);
                return write(execution, unit);
            });
            return new BatchResult(counts, List.of());
        } catch (EngineException e) {
            throw StatementCompiler.withExcerpt(placed(e, last.get()), sql);
        }
    }
}
