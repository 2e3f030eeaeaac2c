package io.millrace.server.compare;

import java.sql.SQLException;
import java.util.List;

/** Millrace and those that know what is right, over the same rows: what is written is written to all. For one thread. */
public record ComparedEngines(ComparedEngine millrace, ComparedEngine h2, ComparedEngine duckdb)
        implements AutoCloseable {
    /** With a session of Millrace, which is closed with the others. */
    public static ComparedEngines beside(ComparedEngine millrace) throws SQLException {
        return new ComparedEngines(millrace, ComparedEngine.h2(), ComparedEngine.duckdb());
    }

    /** All of them; Millrace comes last, since what another refuses is a mistake of the test. */
    private List<ComparedEngine> all() {
        return List.of(h2, duckdb, millrace);
    }

    /** Runs a statement everywhere. */
    public void execute(String sql) throws SQLException {
        for (ComparedEngine engine : all()) {
            engine.execute(sql);
        }
    }

    /** Adds rows to a table everywhere. */
    public void insert(String table, List<List<Object>> rows) throws SQLException {
        for (ComparedEngine engine : all()) {
            engine.insert(table, rows);
        }
    }

    @Override
    public void close() throws SQLException {
        for (ComparedEngine engine : all()) {
            engine.close();
        }
    }
}
