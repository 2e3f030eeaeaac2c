package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.List;

/**
 * A query without ORDER BY on top.
 *
 * @param sql its columns are named c0, c1, ...
 * @param theirs the same for H2 and DuckDB; windows of time in it may be written as ours
 * @param kinds what its columns are
 * @param mayFail whether expressions in it may fail: then only views of it are compared, and with each other
 * @param equals other queries with the same rows
 */
record RandomQuery(String sql, String theirs, List<Kind> kinds, boolean mayFail, List<Equal> equals) {
    RandomQuery {
        theirs = TimeWindows.theirs(theirs);
    }

    /** A query that must have the same rows, and why. */
    record Equal(Oracle oracle, String sql) {}

    /** A query that is the same in all engines. */
    static RandomQuery of(String sql, List<Kind> kinds) {
        return new RandomQuery(sql, sql, kinds, false, List.of());
    }

    RandomQuery withEqual(Oracle oracle, String other) {
        return new RandomQuery(sql, theirs, kinds, mayFail, List.of(new Equal(oracle, other)));
    }

    RandomQuery thatMayFail() {
        return new RandomQuery(sql, theirs, kinds, true, equals);
    }
}
