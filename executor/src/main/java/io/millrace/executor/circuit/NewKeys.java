package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The primary keys that the statements of one tick have brought so far: refuses a statement that brings one twice, or one
 * that is in the table or came before. Works on whole batches: a few probes for each row. Owned by the circuit's thread.
 */
final class NewKeys {
    private final Relations relations;
    private final int shards;

    /** By table, rows that were accepted and are not in {@link #known} yet: most ticks never need them there. */
    private final Map<String, List<Batch>> accepted = new HashMap<>();

    private final Map<String, KeyedRows> known = new HashMap<>();

    NewKeys(Relations relations, int shards) {
        this.relations = relations;
        this.shards = shards;
    }

    /** Takes the rows of a statement, or throws and takes none. */
    void add(List<TableWrite> parts) {
        Map<String, KeyedRows> own = new HashMap<>();
        for (TableWrite part : parts) {
            TableRelation table = relations.table(part.table());
            if (!table.key().isEmpty() && part.rows().size() > 0) {
                check(table, part.rows(), own, parts.size() == 1);
            }
        }
        for (TableWrite part : parts) {
            if (!relations.table(part.table()).key().isEmpty()) {
                accepted.computeIfAbsent(part.table(), name -> new ArrayList<>())
                        .add(part.rows());
            }
        }
    }

    private void check(TableRelation table, Batch rows, Map<String, KeyedRows> own, boolean alone) {
        int[] columns = columns(table);
        int[] hashes = KeyHash.of(rows, columns, new int[0]);
        int[] slots = new int[rows.size()];
        for (int shard = 0; shard < shards; shard++) {
            throwIfTaken(table, rows, table.table(shard).firstPresent(rows, columns, hashes));
        }
        for (Batch earlier : accepted.getOrDefault(table.name(), List.of())) {
            KeyedRows keys = known.computeIfAbsent(table.name(), name -> keys(table));
            keys.findOrInsert(earlier, columns, KeyHash.of(earlier, columns, new int[0]), new int[earlier.size()]);
        }
        accepted.remove(table.name());
        KeyedRows before = known.get(table.name());
        if (before != null) {
            before.find(rows, columns, hashes, slots);
            for (int row = 0; row < rows.size(); row++) {
                throwIfTaken(table, rows, slots[row] >= 0 ? row : -1);
            }
        }
        if (rows.size() > 1 || !alone) {
            KeyedRows keys = own.computeIfAbsent(table.name(), name -> keys(table));
            int inserted = keys.findOrInsert(rows, columns, hashes, slots);
            throwIfTaken(table, rows, firstRepeated(keys, inserted, rows.size()));
        }
    }

    /** The first row that was not inserted, or -1. */
    private static int firstRepeated(KeyedRows keys, int inserted, int size) {
        int[] rows = Arrays.copyOf(keys.inserted(), inserted);
        Arrays.sort(rows);
        for (int row = 0; row < size; row++) {
            if (row == inserted || rows[row] != row) {
                return row;
            }
        }
        return -1;
    }

    private static int[] columns(TableRelation table) {
        return table.key().stream().mapToInt(Integer::intValue).toArray();
    }

    private static KeyedRows keys(TableRelation table) {
        List<ColumnType> types = table.schema().select(table.key()).types();
        return KeyedRows.of(types, 0);
    }

    private static void throwIfTaken(TableRelation table, Batch rows, int row) {
        if (row < 0) {
            return;
        }
        StringBuilder key = new StringBuilder();
        for (int column : table.key()) {
            key.append(key.length() == 0 ? "" : ", ")
                    .append(table.schema().column(column).name())
                    .append(" = ")
                    .append(Values.text(rows, column, row));
        }
        throw new EngineException(
                ErrorCode.UNIQUE_VIOLATION,
                "Table '" + table.name() + "' has a row with this PRIMARY KEY already (" + key
                        + "). Nothing of the statement was written.");
    }
}
