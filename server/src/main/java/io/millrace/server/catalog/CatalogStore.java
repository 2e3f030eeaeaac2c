package io.millrace.server.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.catalog.RelationKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The definitions on disk, in an embedded H2 database that nobody reaches but by the statements here. A change is durable
 * when the call returns. One server at a time may open a data directory. Not thread-safe: its owner changes it under a lock.
 */
public final class CatalogStore implements AutoCloseable {
    private static final int FORMAT = 1;

    /** H2's code for a database file that another process holds. */
    private static final int ALREADY_OPEN = 90020;

    private final ObjectMapper json = new ObjectMapper();
    private final Connection connection;

    private CatalogStore(Connection connection) {
        this.connection = connection;
    }

    /** Opens or creates the catalog of a data directory; without a directory one in memory. */
    public static CatalogStore open(@Nullable Path directory) {
        String url = directory == null
                ? "jdbc:h2:mem:"
                : "jdbc:h2:file:" + directory.toAbsolutePath().resolve("catalog") + ";DB_CLOSE_ON_EXIT=FALSE";
        try {
            CatalogStore store = new CatalogStore(DriverManager.getConnection(url, "millrace", ""));
            store.prepare();
            return store;
        } catch (SQLException e) {
            if (e.getErrorCode() == ALREADY_OPEN) {
                throw new EngineException(
                        ErrorCode.DATA_DIRECTORY_IN_USE,
                        null,
                        "The data directory '" + directory
                                + "' is in use by another server. Stop that one, or use another directory.",
                        e);
            }
            throw failed("opened", e);
        }
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS format (version INT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS definition (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                            + "name VARCHAR NOT NULL, kind VARCHAR NOT NULL, sql VARCHAR NOT NULL, start VARCHAR NOT NULL)");
            // Catalogs of before have none, and all local times in them are in UTC.
            statement.execute(
                    "ALTER TABLE definition ADD COLUMN IF NOT EXISTS time_zone VARCHAR DEFAULT 'UTC' NOT NULL");
            try (ResultSet found = statement.executeQuery("SELECT version FROM format")) {
                if (!found.next()) {
                    statement.execute("INSERT INTO format VALUES (" + FORMAT + ")");
                } else if (found.getInt(1) != FORMAT) {
                    throw new EngineException(
                            ErrorCode.DATA_FORMAT_UNKNOWN,
                            "The catalog has format " + found.getInt(1) + ", this version reads format " + FORMAT
                                    + ". Use the version that wrote it, or another data directory.");
                }
            }
        }
    }

    /** All definitions, in the order of their making: a view comes behind what it reads. */
    public List<Definition> definitions() {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, name, kind, sql, time_zone, start FROM definition ORDER BY id")) {
            List<Definition> definitions = new ArrayList<>();
            while (rows.next()) {
                definitions.add(new Definition(
                        rows.getLong(1),
                        rows.getString(2),
                        RelationKind.valueOf(rows.getString(3)),
                        rows.getString(4),
                        ZoneId.of(rows.getString(5)),
                        positions(rows.getString(6))));
            }
            return List.copyOf(definitions);
        } catch (SQLException | JsonProcessingException e) {
            throw failed("read", e);
        }
    }

    /** Adds a definition behind all others; gives it with its number. */
    public Definition add(Definition definition) {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO definition (name, kind, sql, time_zone, start) VALUES (?, ?, ?, ?, ?)",
                new String[] {"ID"})) {
            insert.setString(1, definition.name());
            insert.setString(2, definition.kind().name());
            insert.setString(3, definition.sql());
            insert.setString(4, definition.timeZone().getId());
            insert.setString(5, json.writeValueAsString(definition.start().next()));
            insert.executeUpdate();
            long id;
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                id = keys.getLong(1);
            }
            makeDurable();
            return definition.withId(id);
        } catch (SQLException | JsonProcessingException e) {
            throw failed("written", e);
        }
    }

    /** Removes a definition. */
    public void remove(String name) {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM definition WHERE name = ?")) {
            delete.setString(1, name);
            delete.executeUpdate();
            makeDurable();
        } catch (SQLException e) {
            throw failed("written", e);
        }
    }

    /** Without this H2 writes what is committed half a second later, and a crash in between loses it. */
    private void makeDurable() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private Positions positions(String text) throws JsonProcessingException {
        Map<String, Long> next = json.readValue(text, new TypeReference<TreeMap<String, Long>>() {});
        return Positions.of(next);
    }

    private static EngineException failed(String what, Exception e) {
        return new EngineException(
                ErrorCode.CATALOG_FAILED, null, "The catalog could not be " + what + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("closed", e);
        }
    }
}
