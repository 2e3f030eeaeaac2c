package io.millrace.server.slt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.server.slt.SltRecord.Change;
import io.millrace.server.slt.SltRecord.Query;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one file. Every query is read ad hoc, kept as a view that was created before the first row came ("early"), and as one
 * created after the last ("late"). All three always equal what H2 says of the same rows, or DuckDB where the file keeps H2 out, or the rows that the
 * file states.
 */
final class SltRun {
    private final List<SltRecord> records;
    private final SltEngine millrace;
    private final List<SltEngine> oracles;

    /** Views of the queries, by line. */
    private final Map<Integer, String> early = new LinkedHashMap<>();

    private final Map<Integer, String> late = new LinkedHashMap<>();

    SltRun(List<SltRecord> records, SltEngine millrace, List<SltEngine> oracles) {
        this.records = records;
        this.millrace = millrace;
        this.oracles = oracles;
    }

    /** Runs all; returns how many comparisons it made. */
    int run() throws SQLException {
        int comparisons = 0;
        boolean empty = true;
        for (SltRecord record : records) {
            if (record instanceof Change change) {
                if (empty && !isDefinition(change)) {
                    createViews("early", early);
                    empty = false;
                }
                apply(change);
            } else if (record instanceof Query query && query.engines().contains("millrace")) {
                comparisons += check(query, "as written", query.rows());
            }
        }
        createViews("late", late);
        return comparisons + checkAll("at the end", true);
    }

    private static boolean isDefinition(Change change) {
        String start = change.sql().toUpperCase(Locale.ROOT);
        return start.startsWith("CREATE") || start.startsWith("DROP") || change.error() != null;
    }

    private void createViews(String prefix, Map<Integer, String> views) throws SQLException {
        for (SltRecord record : records) {
            if (record instanceof Query query
                    && query.engines().contains("millrace")
                    && query.engines().contains("view")) {
                String view = prefix + query.line();
                millrace.execute("CREATE MATERIALIZED VIEW " + view + " AS " + query.sql());
                views.put(query.line(), view);
            }
        }
    }

    private void apply(Change change) throws SQLException {
        List<SltEngine> all = new ArrayList<>(oracles);
        all.add(millrace);
        for (SltEngine engine : all) {
            if (!change.engines().contains(engine.name())) {
                continue;
            }
            String error = change.error();
            if (error == null) {
                engine.execute(change.sql());
            } else if (engine == millrace) {
                SQLException failure = catchThrowableOfType(SQLException.class, () -> engine.execute(change.sql()));
                assertThat((Throwable) failure)
                        .as("line " + change.line() + " succeeds: " + change.sql())
                        .isNotNull();
                assertThat(failure.getSQLState())
                        .as("line " + change.line() + ", " + failure)
                        .isEqualTo(error);
            }
        }
    }

    private int checkAll(String when, boolean asWritten) throws SQLException {
        int comparisons = 0;
        for (int at = 0; at < records.size(); at++) {
            if (records.get(at) instanceof Query query && query.engines().contains("millrace")) {
                boolean same = asWritten
                        && records.subList(at, records.size()).stream().noneMatch(later -> later instanceof Change);
                comparisons += check(query, when, same ? query.rows() : null);
            }
        }
        return comparisons;
    }

    private int check(Query query, String when, @Nullable List<String> stated) throws SQLException {
        List<String> expected = expected(query);
        String place = "line " + query.line() + ", " + when + ":\n" + query.sql() + "\n";
        if (expected != null && stated != null) {
            assertThat(sorted(expected, query.ordered()))
                    .as("the other engine and the file differ, " + place)
                    .isEqualTo(sorted(stated, query.ordered()));
        }
        List<String> told = expected == null ? stated : expected;
        if (told == null) {
            assertThat(query.rows())
                    .as("neither rows nor another engine, " + place)
                    .isNotNull();
            return agree(query, place);
        }
        assertThat(sorted(millrace.rows(query.sql()), query.ordered()))
                .as("ad hoc, " + place)
                .isEqualTo(sorted(told, query.ordered()));
        int comparisons = 1;
        for (Map<Integer, String> views : List.of(early, late)) {
            String view = views.get(query.line());
            if (view != null) {
                assertThat(sorted(millrace.rows("SELECT * FROM " + view), false))
                        .as(view + ", " + place)
                        .isEqualTo(sorted(told, false));
                comparisons++;
            }
        }
        return comparisons;
    }

    /** Where nobody says what is right, at least the three ways agree. */
    private int agree(Query query, String place) throws SQLException {
        List<String> read = sorted(millrace.rows(query.sql()), false);
        int comparisons = 0;
        for (Map<Integer, String> views : List.of(early, late)) {
            String view = views.get(query.line());
            if (view != null) {
                assertThat(sorted(millrace.rows("SELECT * FROM " + view), false))
                        .as(view + ", " + place)
                        .isEqualTo(read);
                comparisons++;
            }
        }
        return comparisons;
    }

    /** What the first engine says that takes the query, or the one that has its label. */
    private @Nullable List<String> expected(Query query) throws SQLException {
        for (SltEngine oracle : oracles) {
            for (SltRecord record : records) {
                if (record instanceof Query other
                        && other.engines().contains(oracle.name())
                        && (other == query
                                || query.label() != null && query.label().equals(other.label()))) {
                    return oracle.rows(other.sql());
                }
            }
        }
        return null;
    }

    private static List<String> sorted(List<String> rows, boolean ordered) {
        List<String> copy = new ArrayList<>(rows);
        if (!ordered) {
            Collections.sort(copy);
        }
        return copy;
    }
}
