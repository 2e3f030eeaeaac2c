package io.millrace.server.random;

import io.millrace.server.compare.ComparedEngine;
import io.millrace.server.compare.ComparedEngines;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some random queries, and random changes below them, after each of which all answers are compared. For one thread. */
final class RandomRound {
    static final int QUERIES = 20;
    static final int STEPS = 32;

    /** Above it, a table is made smaller. */
    private static final int MOST_ROWS = 40;

    /** SQLSTATE of what Millrace does not support. */
    private static final String NOT_SUPPORTED = "0A000";

    private final ComparedEngines engines;
    private final Random random;
    private final RandomChanges changes;
    private final Tally tally;
    private final List<WatchedQuery> watched = new ArrayList<>();
    private int refused;

    RandomRound(ComparedEngines engines, Random random, Tally tally) {
        this.engines = engines;
        this.random = random;
        this.changes = new RandomChanges(random);
        this.tally = tally;
    }

    /** Returns how many queries were not supported. */
    int run() throws SQLException {
        for (String table : RandomTables.NAMES) {
            for (String statement : changes.fill(table)) {
                engines.execute(statement);
            }
        }
        watch();
        for (int step = 0; step < STEPS; step++) {
            List<String> done = change();
            try {
                check(step);
            } catch (AssertionError e) {
                throw new AssertionError("step " + step + ": " + e.getMessage() + "\nafter " + done + contents(), e);
            }
        }
        for (WatchedQuery query : watched) {
            query.close();
        }
        return refused;
    }

    private void watch() throws SQLException {
        RandomQueries queries = new RandomQueries(random);
        while (watched.size() < QUERIES) {
            RandomQuery query = queries.next();
            try {
                watched.add(new WatchedQuery(query, "view" + watched.size(), engines));
            } catch (SQLException e) {
                if (!NOT_SUPPORTED.equals(e.getSQLState())) {
                    throw new AssertionError(query + "\n" + e.getMessage(), e);
                }
                refused++;
            }
        }
    }

    /** One to three changes; returns what was done. */
    private List<String> change() throws SQLException {
        List<String> done = new ArrayList<>();
        for (int change = random.nextInt(3); change >= 0; change--) {
            String sql = changes.next();
            if (isDone(sql)) {
                done.add(sql);
            }
        }
        for (String table : RandomTables.NAMES) {
            int rows = Integer.parseInt(
                    engines.h2().rows("SELECT COUNT(*) FROM " + table).get(0));
            if (rows > MOST_ROWS) {
                engines.execute(RandomChanges.shrink(table));
                done.add(RandomChanges.shrink(table));
            }
        }
        return done;
    }

    /** Runs a change everywhere, or nowhere if another engine does not know the statement. */
    private boolean isDone(String sql) throws SQLException {
        List<Connection> others =
                List.of(engines.h2().connection(), engines.duckdb().connection());
        for (Connection other : others) {
            other.setAutoCommit(false);
        }
        boolean known = isKnownToOthers(sql);
        if (known) {
            try {
                engines.millrace().execute(sql);
            } catch (SQLException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
        for (Connection other : others) {
            if (known) {
                other.commit();
            } else {
                other.rollback();
            }
            other.setAutoCommit(true);
        }
        return known;
    }

    private boolean isKnownToOthers(String sql) {
        try {
            engines.h2().execute(sql);
            engines.duckdb().execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void check(int step) throws SQLException {
        for (String table : RandomTables.NAMES) {
            String all = "SELECT * FROM " + table;
            List<String> rows = engines.millrace().sortedRows(all);
            if (!rows.equals(engines.h2().sortedRows(all))
                    || !rows.equals(engines.duckdb().sortedRows(all))) {
                throw new AssertionError("the rows of " + table + " differ");
            }
            tally.count(Oracle.CHANGES);
        }
        if (step == STEPS / 2) {
            for (int i = 0; i < watched.size(); i++) {
                watched.get(i).keepAgain(i % 2 == 0);
            }
        }
        for (WatchedQuery query : watched) {
            query.compare(tally);
        }
    }

    private String contents() throws SQLException {
        StringBuilder text = new StringBuilder();
        for (ComparedEngine engine : List.of(engines.h2(), engines.duckdb(), engines.millrace())) {
            for (String table : RandomTables.NAMES) {
                text.append("\n")
                        .append(engine.name())
                        .append(" ")
                        .append(table)
                        .append(": ")
                        .append(engine.sortedRows("SELECT * FROM " + table));
            }
        }
        return text.toString();
    }
}
