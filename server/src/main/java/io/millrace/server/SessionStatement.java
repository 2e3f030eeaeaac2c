package io.millrace.server;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Prepared;
import io.millrace.server.statement.CompiledStatement;
import java.util.List;
import java.util.function.Function;

/**
 * A statement of a session: compiled once for each version of the catalog that it runs against, however often it runs. What
 * its client knows of it stays. Thread-safe.
 */
final class SessionStatement implements Prepared {
    private final CompiledStatement first;
    private volatile CompiledStatement latest;

    SessionStatement(CompiledStatement compiled) {
        this.first = compiled;
        this.latest = compiled;
    }

    /** The statement as it is against a version of the catalog. */
    CompiledStatement against(long catalogVersion, Function<String, CompiledStatement> compiler) {
        CompiledStatement known = latest;
        if (known.catalogVersion() == catalogVersion) {
            return known;
        }
        CompiledStatement anew = compiler.apply(first.sql());
        if (!anew.columns().equals(first.columns()) || !anew.parameters().equals(first.parameters())) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    "What this statement reads was changed since it was prepared, and it would give other columns now. Prepare it anew.");
        }
        latest = anew;
        return anew;
    }

    @Override
    public String sql() {
        return first.sql();
    }

    @Override
    public Kind kind() {
        return first.kind();
    }

    @Override
    public Schema columns() {
        return first.columns();
    }

    @Override
    public List<ColumnType> parameters() {
        return first.parameters();
    }
}
