package io.millrace.server.sql;

import io.millrace.server.compare.ComparedEngines;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Three small tables full of matches and NULLs, whose rows come and go: {@code t}, {@code u} and {@code v} are
 * {@code (k, g, i, n, m, f)}; {@code k} is unique, {@code n} is never NULL. {@code u} has fewer rows than {@code t} and
 * {@code v} few, at times none.
 */
final class MatchingTables implements ComparedQueries.Data {
    private static final List<String> NAMES = List.of("t", "u", "v");
    private static final String COLUMNS =
            "k INT NOT NULL, g VARCHAR(10), i INT, n INT NOT NULL, m DECIMAL(12, 2), f BOOLEAN";

    /** The keys in each table. */
    private final List<List<Integer>> present = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private int nextKey;

    @Override
    public List<String> tables() {
        return NAMES.stream().map(name -> name + " (" + COLUMNS + ")").toList();
    }

    @Override
    public int batches() {
        return 5;
    }

    /** Inserts and deletes rows; nothing in the first batch, few in the second. */
    @Override
    public void change(int batch, Random random, ComparedEngines engines) throws SQLException {
        int size = batch == 0 ? 0 : batch == 1 ? 4 : 40;
        for (int table = 0; table < NAMES.size(); table++) {
            String name = NAMES.get(table);
            List<Integer> keys = present.get(table);
            for (int i = size / (3 + 2 * table); i > 0 && !keys.isEmpty(); i--) {
                engines.execute("DELETE FROM " + name + " WHERE k = " + keys.remove(random.nextInt(keys.size())));
            }
            List<List<Object>> rows = new ArrayList<>();
            for (int i = random.nextInt(size / (1 + 3 * table) + 1); i > 0; i--) {
                keys.add(nextKey);
                rows.add(row(random, nextKey++));
            }
            engines.insert(name, rows);
        }
    }

    private static List<Object> row(Random random, int key) {
        return Arrays.asList(
                key,
                orNull(random, "g" + random.nextInt(4)),
                orNull(random, random.nextInt(8) - 2),
                random.nextInt(5),
                orNull(random, BigDecimal.valueOf(random.nextInt(6) * 50 - 100, 2)),
                orNull(random, random.nextBoolean()));
    }

    private static Object orNull(Random random, Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }
}
