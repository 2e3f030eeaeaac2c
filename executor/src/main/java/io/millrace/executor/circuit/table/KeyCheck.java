package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.state.KeyHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a statement leaves no two rows with the same key: its deletions count first, so that rows may swap keys. One
 * for each statement and key. Works on whole batches: a few probes for each row. Owned by the circuit's thread.
 */
final class KeyCheck {
    private final TableRelation table;
    private final int shards;
    private final int[] columns;

    /** Of a UNIQUE constraint; null for the primary key. */
    private final @Nullable UniqueKeys unique;

    private KeyCheck(TableRelation table, int shards, int[] columns, @Nullable UniqueKeys unique) {
        this.table = table;
        this.shards = shards;
        this.columns = columns;
        this.unique = unique;
    }

    static KeyCheck primary(TableRelation table, int shards) {
        return new KeyCheck(
                table, shards, table.key().stream().mapToInt(Integer::intValue).toArray(), null);
    }

    static KeyCheck unique(TableRelation table, UniqueKeys unique) {
        return new KeyCheck(table, 0, unique.columns(), unique);
    }

    int[] columns() {
        return columns;
    }

    /**
     * Throws if a key would be there twice.
     *
     * @param delta what the statement does to the table
     * @param staged what became of keys before the statement and is not in the table yet, or null for nothing
     */
    void check(Batch delta, @Nullable KeyStates staged) {
        Batch deleted = withKeys(Deltas.deletions(delta));
        Batch inserted = withKeys(Deltas.insertions(delta));
        if (inserted.size() == 0) {
            return;
        }
        int[] open = new int[inserted.size()];
        int count = 0;
        if (inserted.size() == 1 && deleted.size() == 0 && inserted.weight(0) == 1) {
            count = isOpen(inserted, 0, staged) ? 1 : 0;
        } else {
            KeyStates own = new KeyStates(table.schema(), columns);
            own.put(deleted, KeyStates.ABSENT);
            int[] slots = own.slots(inserted);
            for (int row = 0; row < inserted.size(); row++) {
                long state = own.get(slots[row]);
                if (state == KeyStates.PRESENT || inserted.weight(row) > 1) {
                    throw taken(inserted, row);
                }
                own.set(slots[row], KeyStates.PRESENT);
                if (state == KeyStates.UNTOUCHED && isOpen(inserted, row, staged)) {
                    open[count++] = row;
                }
            }
        }
        checkTable(count == inserted.size() ? inserted : Deltas.gather(inserted, open, count));
    }

    private Batch withKeys(Batch rows) {
        return unique == null ? rows : Deltas.withoutNulls(rows, columns);
    }

    /** Whether the table decides about the key; throws if a row with it was staged before. */
    private boolean isOpen(Batch rows, int row, @Nullable KeyStates staged) {
        long before = staged == null ? KeyStates.UNTOUCHED : staged.of(rows, row);
        if (before == KeyStates.PRESENT) {
            throw taken(rows, row);
        }
        return before == KeyStates.UNTOUCHED;
    }

    private void checkTable(Batch rows) {
        if (rows.size() == 0) {
            return;
        }
        if (unique != null) {
            throwIfTaken(rows, unique.firstPresent(rows));
            return;
        }
        int[] hashes = KeyHash.of(rows, columns, new int[0]);
        for (int shard = 0; shard < shards; shard++) {
            throwIfTaken(rows, table.table(shard).firstPresent(rows, columns, hashes));
        }
    }

    private void throwIfTaken(Batch rows, int row) {
        if (row >= 0) {
            throw taken(rows, row);
        }
    }

    private EngineException taken(Batch rows, int row) {
        StringBuilder key = new StringBuilder();
        for (int column : columns) {
            key.append(key.length() == 0 ? "" : ", ")
                    .append(table.schema().column(column).name())
                    .append(" = ")
                    .append(Values.text(rows, column, row));
        }
        String constraint = unique == null
                ? "this PRIMARY KEY"
                : "these values of UNIQUE constraint '" + unique.constraint().name() + "'";
        return new EngineException(
                ErrorCode.UNIQUE_VIOLATION,
                null,
                "Table '" + table.name() + "' has a row with " + constraint + " already (" + key
                        + "). Nothing of the statement was written.",
                new UniqueViolation(Arrays.stream(columns).boxed().toList(), Deltas.gather(rows, new int[] {row}, 1)));
    }
}
