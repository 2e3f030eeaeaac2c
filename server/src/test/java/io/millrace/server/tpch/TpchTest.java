package io.millrace.server.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All 22 queries as views while the tables fill in random order and lose a tenth of their rows: at several points each
 * view and each query read ad hoc equal H2. {@code -Dmillrace.tpch.scale=0.1} for more rows.
 */
@Tag("long")
@Timeout(1200)
class TpchTest {
    private static final Path QUERIES = Path.of("src/test/tpch");
    private static final double SCALE = Double.parseDouble(System.getProperty("millrace.tpch.scale", "0.01"));
    private static final long SEED = 4_242;
    private static final int BATCH = 1_000;

    /** How many times during the filling views are compared. */
    private static final int POINTS = 3;

    private static final List<String> INDEXES = List.of(
            "lineitem (l_partkey, l_suppkey)", "lineitem (l_suppkey)", "orders (o_custkey)", "partsupp (ps_suppkey)");

    @TempDir
    Path data;

    private final Map<String, String> queries = new TreeMap<>();

    /** The queries that H2 takes minutes for as they are, said so that it does not. */
    private final Map<String, String> forH2 = new TreeMap<>();

    /** Queries without rows at the last comparison. */
    private final Set<String> empty = new TreeSet<>();

    private ComparedEngine millrace;
    private ComparedEngine h2;

    /** Rows of one table that go into it together. */
    private record Load(String table, List<List<Object>> rows) {}

    @Test
    void viewsFollowRandomInsertsAndDeletes() throws IOException, SQLException {
        readQueries();
        try (Server server = ComparedEngine.server(data, 2);
                ComparedEngine ours = ComparedEngine.millrace(server);
                ComparedEngine other = ComparedEngine.h2()) {
            millrace = ours;
            h2 = other;
            for (String definition :
                    Files.readString(QUERIES.resolve("schema.sql")).split(";\\s*")) {
                millrace.execute(definition);
                h2.execute(definition);
            }
            for (int i = 0; i < INDEXES.size(); i++) {
                h2.execute("CREATE INDEX i" + i + " ON " + INDEXES.get(i));
            }
            for (Map.Entry<String, String> query : queries.entrySet()) {
                millrace.execute("CREATE MATERIALIZED VIEW " + query.getKey() + " AS " + query.getValue());
            }
            Random random = new Random(SEED);
            fill(random);
            delete(random);
            compare("after deletions", true);
        }
    }

    private void readQueries() throws IOException {
        try (Stream<Path> files = Files.list(QUERIES)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("q")) {
                    Map<String, String> of = name.endsWith(".h2.sql") ? forH2 : queries;
                    of.put(name.substring(0, 3), Files.readString(file).strip());
                }
            }
        }
        assertThat(queries).hasSize(22);
    }

    private void fill(Random random) throws SQLException {
        List<Load> loads = new ArrayList<>();
        TpchRows.generate(SCALE, random).forEach((table, rows) -> {
            List<List<Object>> shuffled = new ArrayList<>();
            rows.forEach(row -> shuffled.add(Arrays.asList(row)));
            Collections.shuffle(shuffled, random);
            for (int from = 0; from < shuffled.size(); from += BATCH) {
                loads.add(new Load(table, shuffled.subList(from, Math.min(shuffled.size(), from + BATCH))));
            }
        });
        Collections.shuffle(loads, random);
        for (int i = 0; i < loads.size(); i++) {
            millrace.insert(loads.get(i).table(), loads.get(i).rows());
            h2.insert(loads.get(i).table(), loads.get(i).rows());
            if ((i + 1) % (loads.size() / POINTS) == 0) {
                compare("after " + (i + 1) + " of " + loads.size() + " batches", false);
            }
        }
        assertThat(empty).as("queries that find no rows say nothing").isEmpty();
    }

    private void delete(Random random) throws SQLException {
        String[][] keys = {
            {"lineitem", "l_orderkey"},
            {"orders", "o_orderkey"},
            {"customer", "c_custkey"},
            {"part", "p_partkey"},
            {"partsupp", "ps_partkey"},
            {"supplier", "s_suppkey"}
        };
        for (String[] key : keys) {
            List<String> chosen = new ArrayList<>();
            for (List<Object> row : h2.values("SELECT DISTINCT " + key[1] + " FROM " + key[0] + " ORDER BY 1")) {
                if (random.nextInt(10) == 0) {
                    chosen.add(row.get(0).toString());
                }
            }
            String delete = "DELETE FROM " + key[0] + " WHERE " + key[1] + " IN (" + String.join(", ", chosen) + ")";
            h2.execute(delete);
            millrace.execute(delete);
        }
    }

    private void compare(String when, boolean adHoc) throws SQLException {
        empty.clear();
        for (Map.Entry<String, String> query : queries.entrySet()) {
            List<String> expected = sorted(h2.rows(forH2.getOrDefault(query.getKey(), query.getValue())));
            if (expected.isEmpty()) {
                empty.add(query.getKey());
            }
            String place = query.getKey() + " " + when + ", seed " + SEED;
            assertThat(sorted(millrace.rows("SELECT * FROM " + query.getKey())))
                    .as("view " + place)
                    .isEqualTo(expected);
            if (adHoc) {
                assertThat(sorted(millrace.rows(query.getValue())))
                        .as("ad hoc " + place)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        sorted.sort(null);
        return sorted;
    }
}
