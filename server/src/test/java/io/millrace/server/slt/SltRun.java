package io.millrace.server.slt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.server.compare.ComparedEngine;
import io.millrace.server.slt.SltRecord.Change;
import io.millrace.server.slt.SltRecord.Query;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one file. Every query is read ad hoc, kept as a view that was created before the first row came ("early"), and as one
 * created after the last ("late"). After the file's own changes, rows are deleted at random and come back, in several
 * rounds. Each time all three equal what H2 says of the same rows, or DuckDB where the file keeps H2 out, or the rows that the
 * file states.
 *
 * <p>Rows are deleted by the first column of their table, where that is an integer; others stay.
 */
final class SltRun {
    private static final int ROUNDS = 3;
    private static final Pattern CREATE_TABLE = Pattern.compile(
            "CREATE\\s+TABLE\\s+(\\w+)\\s*\\(\\s*\\w+\\s+(\\w+).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final List<SltRecord> records;
    private final ComparedEngine millrace;
    private final List<ComparedEngine> oracles;
    private final Random random;

    /** Tables whose rows may be deleted, with the column that finds them. */
    private final List<String> tables = new ArrayList<>();

    /** Views of the queries, by line. */
    private final Map<Integer, String> early = new LinkedHashMap<>();

    private final Map<Integer, String> late = new LinkedHashMap<>();

    SltRun(List<SltRecord> records, ComparedEngine millrace, List<ComparedEngine> oracles, Random random) {
        this.records = records;
        this.millrace = millrace;
        this.oracles = oracles;
        this.random = random;
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
        for (int round = 1; round <= ROUNDS; round++) {
            comparisons += churn(round);
        }
        return comparisons;
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
                String columns = IntStream.range(0, query.width())
                        .mapToObj(column -> "c" + column)
                        .collect(Collectors.joining(", "));
                millrace.execute("CREATE MATERIALIZED VIEW " + view + " (" + columns + ") AS " + query.sql());
                views.put(query.line(), view);
            }
        }
    }

    private void apply(Change change) throws SQLException {
        List<ComparedEngine> all = new ArrayList<>(oracles);
        all.add(millrace);
        for (ComparedEngine engine : all) {
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
        Matcher created = CREATE_TABLE.matcher(change.sql());
        if (change.error() == null
                && created.matches()
                && created.group(2).toUpperCase(Locale.ROOT).matches("INT|INTEGER|BIGINT|SMALLINT")) {
            tables.add(created.group(1));
        }
    }

    /** Deletes rows of every table, compares, brings them back, and compares again. */
    private int churn(int round) throws SQLException {
        Map<String, List<List<Object>>> deleted = new HashMap<>();
        for (String table : tables) {
            deleted.put(table, delete(table));
        }
        int comparisons = checkAll("round " + round + ", some rows deleted", false);
        for (String table : tables) {
            for (ComparedEngine engine : enginesWith(table)) {
                engine.insert(table, deleted.getOrDefault(table, List.of()));
            }
        }
        return comparisons + checkAll("round " + round + ", all rows back", true);
    }

    private List<List<Object>> delete(String table) throws SQLException {
        ComparedEngine first = enginesWith(table).get(0);
        List<List<Object>> rows = first.values("SELECT * FROM " + table);
        List<String> keys = new ArrayList<>();
        for (List<Object> row : rows) {
            if (row.get(0) != null && random.nextInt(3) == 0) {
                keys.add(row.get(0).toString());
            }
        }
        if (keys.isEmpty()) {
            return List.of();
        }
        String column = columnOf(first, table);
        rows.removeIf(row -> row.get(0) == null || !keys.contains(row.get(0).toString()));
        for (ComparedEngine engine : enginesWith(table)) {
            engine.execute("DELETE FROM " + table + " WHERE " + column + " IN (" + String.join(", ", keys) + ")");
        }
        return rows;
    }

    private static String columnOf(ComparedEngine engine, String table) throws SQLException {
        try (var statement = engine.connection().createStatement();
                var rows = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            return rows.getMetaData().getColumnName(1);
        }
    }

    /** The engines that the file gives a table, Millrace last. */
    private List<ComparedEngine> enginesWith(String table) {
        List<ComparedEngine> engines = new ArrayList<>();
        for (SltRecord record : records) {
            if (record instanceof Change change) {
                Matcher created = CREATE_TABLE.matcher(change.sql());
                if (created.matches() && created.group(1).equals(table)) {
                    oracles.stream()
                            .filter(engine -> change.engines().contains(engine.name()))
                            .forEach(engines::add);
                }
            }
        }
        engines.add(millrace);
        return engines;
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

    /** What the first engine says that takes the query, or the one that has its label; null if none can run it. */
    private @Nullable List<String> expected(Query query) {
        for (ComparedEngine oracle : oracles) {
            for (SltRecord record : records) {
                if (record instanceof Query other
                        && other.engines().contains(oracle.name())
                        && (other == query
                                || query.label() != null && query.label().equals(other.label()))) {
                    List<String> rows = rowsIfKnown(oracle, other.sql());
                    if (rows != null) {
                        return rows;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable List<String> rowsIfKnown(ComparedEngine oracle, String sql) {
        try {
            return oracle.rows(sql);
        } catch (SQLException e) {
            // This engine does not know such a query; without any that does, the file must state its rows.
            return null;
        }
    }

    private static List<String> sorted(List<String> rows, boolean ordered) {
        List<String> copy = new ArrayList<>(rows);
        if (!ordered) {
            Collections.sort(copy);
        }
        return copy;
    }
}
