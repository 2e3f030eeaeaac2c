package io.millrace.server.sql;

import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.ScriptPart;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Runs a script of statements over JDBC and compares the result of each query with the one expected: a header line with
 * the names of the columns, then a line for each row, columns separated by {@code |}. A query is repeated until its result
 * is the expected one or patience ends, as streams take their time; one with STREAM is read for as many rows as are
 * expected, and then cancelled.
 */
final class ScriptRun {
    private static final Set<String> QUERIES =
            Set.of("SELECT", "WITH", "VALUES", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "SUBSCRIBE");

    private final Connection connection;
    private final Duration patience;

    /** Gives each query so much time to become what is expected. */
    ScriptRun(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /** The statements of a script. */
    static List<String> statements(String script) {
        return new Parser().splitScript(script).stream().map(ScriptPart::text).toList();
    }

    /** The results in a file of expected ones, which are separated by empty lines. */
    static List<String> results(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\n\n+"));
    }

    static boolean isQuery(String statement) {
        return QUERIES.contains(statement.split("\\s", 2)[0].toUpperCase(Locale.ROOT));
    }

    private static boolean isStream(String statement) {
        String upper = statement.toUpperCase(Locale.ROOT);
        return upper.startsWith("SUBSCRIBE") || upper.matches("SELECT\\s+STREAM\\s[\\s\\S]*");
    }

    /** Runs all statements and gives the result of each query; after the last expected one, as it is at once. */
    List<String> run(String script, List<String> expected) throws SQLException {
        List<String> results = new ArrayList<>();
        for (String sql : statements(script)) {
            try (Statement statement = connection.createStatement()) {
                if (!isQuery(sql)) {
                    statement.execute(sql);
                } else if (results.size() < expected.size()) {
                    results.add(awaited(statement, sql, expected.get(results.size())));
                } else {
                    results.add(result(statement, sql, isStream(sql) ? 0 : Integer.MAX_VALUE));
                }
            } catch (SQLException e) {
                throw new SQLException(e.getMessage() + "\nin the statement\n" + sql, e.getSQLState(), e);
            }
        }
        return results;
    }

    private String awaited(Statement statement, String sql, String expected) throws SQLException {
        if (isStream(sql)) {
            return result(statement, sql, (int) expected.lines().count() - 1);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        String result = result(statement, sql, Integer.MAX_VALUE);
        while (!result.equals(expected) && System.nanoTime() < deadline) {
            result = result(statement, sql, Integer.MAX_VALUE);
        }
        return result;
    }

    private static String result(Statement statement, String sql, int mostRows) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int width = rows.getMetaData().getColumnCount();
            StringJoiner header = new StringJoiner(" | ");
            for (int column = 1; column <= width; column++) {
                header.add(rows.getMetaData().getColumnLabel(column));
            }
            text.append(header);
            for (int row = 0; row < mostRows && rows.next(); row++) {
                StringJoiner line = new StringJoiner(" | ");
                for (int column = 1; column <= width; column++) {
                    line.add(rows.getString(column));
                }
                text.append('\n').append(line.toString().stripTrailing());
            }
        }
        return text.toString();
    }
}
