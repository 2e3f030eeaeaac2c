package io.millrace.server;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Prepared;
import io.millrace.server.statement.CompiledStatement;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;

/**
 * A statement of a session: compiled once for each version of the catalog and each time zone that it runs in, however often it
 * runs. What its client knows of it stays. Thread-safe.
 */
final class SessionStatement implements Prepared {
    private final CompiledStatement first;
    private volatile Latest latest;

    SessionStatement(CompiledStatement compiled, ZoneId zone) {
        this.first = compiled;
        this.latest = new Latest(compiled, zone);
    }

    /** What was compiled last, and the time zone in which. */
    private record Latest(CompiledStatement statement, ZoneId zone) {}

    /** The statement as it is against a version of the catalog and in a time zone. */
    CompiledStatement against(long catalogVersion, ZoneId zone, Function<String, CompiledStatement> compiler) {
        Latest known = latest;
        if (known.statement().catalogVersion() == catalogVersion && known.zone().equals(zone)) {
            return known.statement();
        }
        CompiledStatement anew = compiler.apply(first.sql());
        if (!anew.columns().equals(first.columns()) || !anew.parameters().equals(first.parameters())) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    "What this statement reads was changed since it was prepared, and it would give other columns now. Prepare it anew.");
        }
        latest = new Latest(anew, zone);
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
