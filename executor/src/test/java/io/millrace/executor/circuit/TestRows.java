package io.millrace.executor.circuit;

import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows of BIGINTs in and out of a circuit. */
final class TestRows {
    private TestRows() {}

    /** Rows {@code (k, v)}. */
    static Batch batch(long[]... rows) {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        for (long[] row : rows) {
            int at = batch.size();
            batch.longs(0).set(at, row[0]);
            batch.longs(1).set(at, row[1]);
            batch.setSize(at + 1);
        }
        return batch;
    }

    /** Writes rows and waits until they are visible. */
    static long write(Circuit circuit, String table, long[]... rows) {
        return circuit.writeAndWait(List.of(new TableWrite(table, batch(rows))));
    }

    /** The rows of a view in a snapshot of its own, each as often as it is there, sorted. */
    static List<String> read(Circuit circuit, String view) {
        try (Snapshot snapshot = circuit.snapshot(List.of(view))) {
            return read(circuit, snapshot, view);
        }
    }

    /** The rows of a view in a snapshot. */
    static List<String> read(Circuit circuit, Snapshot snapshot, String view) {
        List<ColumnType> types = circuit.relations().table(view).schema().types();
        List<String> rows = new ArrayList<>();
        for (FrozenRows shard : snapshot.rows(view)) {
            Batch batch = new Batch(types);
            while (shard.next(batch, 64) > 0) {
                for (int row = 0; row < batch.size(); row++) {
                    add(batch, row, rows);
                }
            }
        }
        rows.sort(Comparator.naturalOrder());
        return rows;
    }

    private static void add(Batch batch, int row, List<String> rows) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < batch.width(); column++) {
            values.add(Values.get(batch, column, row));
        }
        if (batch.weight(row) <= 0) {
            rows.add(values + " with weight " + batch.weight(row));
        }
        for (long copy = 0; copy < batch.weight(row); copy++) {
            rows.add(values.toString());
        }
    }

    /** Chunks that freezes made the writers of a table or view copy so far. */
    static long copiedChunks(Circuit circuit, String view) {
        return circuit.loop().call(() -> {
            long chunks = 0;
            for (int shard = 0; shard < circuit.options().workers(); shard++) {
                chunks += circuit.relations().table(view).table(shard).copiedChunks();
            }
            return chunks;
        });
    }

    /** Whether any of these streams is read, or any of these tables tapped. */
    static boolean isHeld(Circuit circuit, String name) {
        return circuit.loop().call(() -> {
            StreamRelation stream = circuit.relations().stream(name);
            return stream == null ? circuit.relations().table(name).isTapped() : stream.isUsed() || stream.isActive();
        });
    }
}
