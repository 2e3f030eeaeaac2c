package io.millrace.server.random;

import io.millrace.server.compare.ComparedEngine;
import io.millrace.server.compare.ComparedEngines;
import io.millrace.server.random.RandomQuery.Equal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query that is kept as views, read ad hoc and asked of another engine: all must agree after every step. For one thread.
 */
final class WatchedQuery implements AutoCloseable {
    /**
     * H2 asks conditions from outside of a subquery with QUALIFY within it, before it counts rows; rounds the place of a percentile;
     * fails on elements that are not there, and orders those that are NULL in its own way; has recursion as an experiment.
     */
    private static final Pattern UNKNOWN_TO_H2 = Pattern.compile("QUALIFY|PERCENTILE_DISC\\(0|ARRAY|\\.l\\b|RECURSIVE");

    private final RandomQuery query;
    private final String name;
    private final ComparedEngines engines;

    /** Something that gives the query's rows. */
    private record Answer(Oracle oracle, PreparedStatement statement) {}

    /** The first one is the view that was made first, which is what is judged. */
    private final List<Answer> answers = new ArrayList<>();

    private final List<String> views = new ArrayList<>();

    /** Makes the first view. Fails with SQLSTATE 0A000 if that is not supported. */
    WatchedQuery(RandomQuery query, String name, ComparedEngines engines) throws SQLException {
        this.query = query;
        this.name = name;
        this.engines = engines;
        try {
            keep(Oracle.LATER_VIEW, name, "", query.sql());
            for (Equal equal : query.equals()) {
                keep(equal.oracle(), name + "_equal", "", equal.sql());
            }
            if (!query.mayFail()) {
                answers.add(
                        new Answer(Oracle.READ, engines.millrace().connection().prepareStatement(query.sql())));
                Answer other = other();
                if (other != null) {
                    answers.add(other);
                }
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Makes a view of the same query over what is there by now. */
    void keepAgain(boolean optimized) throws SQLException {
        keep(
                optimized ? Oracle.LATER_VIEW : Oracle.NOT_OPTIMIZED,
                name + "_late",
                optimized ? "" : " WITH ('optimizer' = 'off')",
                query.sql());
    }

    private void keep(Oracle oracle, String view, String options, String sql) throws SQLException {
        engines.millrace().execute("CREATE VIEW " + view + options + " AS " + sql);
        views.add(view);
        answers.add(new Answer(oracle, engines.millrace().connection().prepareStatement("SELECT * FROM " + view)));
    }

    private @Nullable Answer other() {
        boolean known = !UNKNOWN_TO_H2.matcher(query.theirs()).find();
        Answer h2 = known ? answer(Oracle.H2, engines.h2()) : null;
        return h2 == null ? answer(Oracle.DUCKDB, engines.duckdb()) : h2;
    }

    /** The query in another engine, or null if that does not know it. */
    private @Nullable Answer answer(Oracle oracle, ComparedEngine engine) {
        try {
            engine.rows(query.theirs());
            return new Answer(oracle, engine.connection().prepareStatement(query.theirs()));
        } catch (SQLException e) {
            return null;
        }
    }

    /** Fails if two answers differ. */
    void compare(Tally tally) throws SQLException {
        List<String> judged = ComparedEngine.sortedRows(answers.get(0).statement());
        for (Answer answer : answers.subList(1, answers.size())) {
            List<String> rows = ComparedEngine.sortedRows(answer.statement());
            if (!rows.equals(judged)) {
                throw new AssertionError(differences());
            }
            tally.count(answer.oracle());
        }
        tally.countQuery();
    }

    private String differences() throws SQLException {
        StringBuilder text = new StringBuilder(query.sql());
        query.equals()
                .forEach(equal ->
                        text.append("\n").append(equal.oracle()).append(": ").append(equal.sql()));
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            text.append("\n")
                    .append(i == 0 ? "view" : answer.oracle().toString())
                    .append(" has ")
                    .append(ComparedEngine.sortedRows(answer.statement()));
        }
        return text.toString();
    }

    @Override
    public void close() throws SQLException {
        for (Answer answer : answers) {
            answer.statement().close();
        }
        for (String view : views) {
            engines.millrace().execute("DROP VIEW " + view);
        }
    }
}
