package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.jdbc.Driver;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Connects to {@code jdbc:millrace:mem:NAME}: a server in this JVM, the same in all but its transport. Options follow a
 * question mark, as in other URLs. Safe for any number of threads.
 */
public final class MemoryDriver extends Driver {
    private static final String MEMORY_PREFIX = PREFIX + "mem:";

    static {
        try {
            DriverManager.registerDriver(new MemoryDriver());
        } catch (SQLException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** For {@code DriverManager}. */
    public MemoryDriver() {}

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(MEMORY_PREFIX);
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        int question = url.indexOf('?');
        String name = url.substring(MEMORY_PREFIX.length(), question < 0 ? url.length() : question);
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            throw new SQLNonTransientConnectionException(
                    "'" + name + "' is not the name of a server in memory. Write jdbc:millrace:mem:NAME with letters,"
                            + " digits, '_', '-' and '.'",
                    "08001");
        }
        var options = options(question < 0 ? "" : url.substring(question + 1), info);
        try {
            return open(url, "mem:" + name, options, MemoryServers.transport(name));
        } catch (EngineException failure) {
            throw new SQLException(
                    failure.getMessage(),
                    failure.code().sqlState(),
                    failure.code().number(),
                    failure);
        }
    }
}
