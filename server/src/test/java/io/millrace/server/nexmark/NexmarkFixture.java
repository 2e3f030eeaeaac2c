package io.millrace.server.nexmark;

import io.millrace.server.sql.SqlFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** A server with the Nexmark tables over the first events, and the queries over them. */
public final class NexmarkFixture implements AutoCloseable {
    private static final String SIDE_INPUT = "(\"key\" BIGINT PRIMARY KEY, \"value\" VARCHAR(20))";
    private static final int SIDE_ROWS = 10_000;
    private static final List<String> TABLES = List.of("person", "auction", "bid");

    private final SqlFixture sql;
    private final long events;

    private NexmarkFixture(SqlFixture sql, long events) {
        this.sql = sql;
        this.events = events;
    }

    static NexmarkFixture start(String name, long events) throws SQLException {
        SqlFixture sql = SqlFixture.start(name);
        for (String table : TABLES) {
            String timed = columns(table).replace("dateTime TIMESTAMP(3)", "dateTime TIMESTAMP(3) NOT NULL");
            sql.execute("CREATE TABLE " + table + timed.substring(0, timed.length() - 1)
                    + ", WATERMARK FOR dateTime AS dateTime - INTERVAL '4' SECOND) WITH ('connector' = 'nexmark', 'kind' = '"
                    + table
                    + "', 'events' = '" + events + "')");
            // All views over a table show the same rows of it in every tick; so this one tells how far they are.
            sql.execute("CREATE VIEW " + table + "_count AS SELECT COUNT(*) AS n FROM " + table);
        }
        sql.execute("CREATE TABLE side_input " + SIDE_INPUT);
        fillSideInput(sql.connection());
        return new NexmarkFixture(sql, events);
    }

    private static String columns(String table) {
        return switch (table) {
            case "person" ->
                "(id BIGINT, name VARCHAR, emailAddress VARCHAR, creditCard VARCHAR, city VARCHAR, state VARCHAR,"
                        + " dateTime TIMESTAMP(3), extra VARCHAR)";
            case "auction" ->
                "(id BIGINT, itemName VARCHAR, description VARCHAR, initialBid BIGINT, reserve BIGINT,"
                        + " dateTime TIMESTAMP(3), expires TIMESTAMP(3), seller BIGINT, category BIGINT, extra VARCHAR)";
            case "bid" ->
                "(auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR, dateTime TIMESTAMP(3),"
                        + " extra VARCHAR)";
            default -> throw new IllegalArgumentException(table);
        };
    }

    SqlFixture sql() {
        return sql;
    }

    /** The text of a query. */
    static String query(String name) {
        try (InputStream in = NexmarkFixture.class.getResourceAsStream("/nexmark/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no query " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void createView(String name) throws SQLException {
        sql.execute("CREATE VIEW " + name + " AS " + query(name));
    }

    /** Creates a view {@code (n)} of the number of rows of a query. */
    void createCount(String name) throws SQLException {
        sql.execute("CREATE VIEW " + name + " AS SELECT COUNT(*) AS n FROM (" + query(name) + ") AS q");
    }

    /** Hands out all rows of a view, as JDBC's texts of their columns. */
    void readView(String name, Lines into) throws SQLException {
        StringBuilder line = new StringBuilder();
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + name)) {
            int width = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                line.setLength(0);
                for (int column = 1; column <= width; column++) {
                    line.append(column == 1 ? "" : "|").append(rows.getString(column));
                }
                into.add(line);
            }
        }
    }

    /** Waits until all views hold all events. */
    void awaitAll() throws SQLException {
        long rounds = events / 50;
        sql.await(
                "SELECT p.n, a.n, b.n FROM person_count AS p, auction_count AS a, bid_count AS b",
                rounds + "|" + 3 * rounds + "|" + 46 * rounds);
    }

    /** An H2 with the same rows. */
    Connection h2() throws SQLException {
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
        try (Statement statement = h2.createStatement()) {
            statement.execute("CREATE ALIAS SPLIT_PART FOR \"" + NexmarkFixture.class.getName() + ".splitPart\"");
            for (String table : TABLES) {
                statement.execute("CREATE TABLE " + table + columns(table));
                copy(table, h2);
            }
            statement.execute("CREATE INDEX auctions ON auction(id)");
            statement.execute("CREATE INDEX persons ON person(id)");
            statement.execute("CREATE TABLE side_input " + SIDE_INPUT);
        }
        fillSideInput(h2);
        return h2;
    }

    private void copy(String table, Connection to) throws SQLException {
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            int width = rows.getMetaData().getColumnCount();
            String marks = java.util.Collections.nCopies(width, "?").stream().collect(Collectors.joining(", "));
            try (PreparedStatement insert = to.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
                while (rows.next()) {
                    for (int column = 1; column <= width; column++) {
                        insert.setObject(column, rows.getObject(column));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private static void fillSideInput(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO side_input VALUES (?, ?)")) {
            for (int key = 0; key < SIDE_ROWS; key++) {
                insert.setLong(1, key);
                insert.setString(2, "value-" + key);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Called by H2. */
    public static String splitPart(String text, String delimiter, int part) {
        String[] parts = text.split(java.util.regex.Pattern.quote(delimiter), -1);
        return part <= parts.length ? parts[part - 1] : "";
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }
}
