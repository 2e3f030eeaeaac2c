package io.millrace.executor.circuit;

import io.millrace.executor.circuit.table.Deltas;
import io.millrace.executor.circuit.table.KeyImage;
import io.millrace.executor.circuit.table.StagedWrites;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a session has written and not committed: its own statements are checked against it and see it, nobody else does.
 * Belongs to the session's thread; {@link Circuit#stage} hands it to the circuit's thread for the time of the call.
 */
public final class Transaction {
    private final StagedWrites staged;
    private final Map<String, KeyImage> images = new HashMap<>();
    private final Map<String, Integer> imaged = new HashMap<>();

    Transaction(StagedWrites staged) {
        this.staged = staged;
    }

    StagedWrites staged() {
        return staged;
    }

    /** The changes of a table or, if it has none, nothing; each a delta to what is committed. */
    public List<Batch> changes(String table) {
        return staged.of(table);
    }

    /** Whether nothing was written. */
    public boolean isEmpty() {
        return staged.isEmpty();
    }

    /** All changes in one: what a commit writes. */
    public List<TableWrite> net() {
        return staged.net();
    }

    /** A delta with each different row once. */
    public static Batch net(Batch delta) {
        return Deltas.net(delta.types(), List.of(delta));
    }

    /** The row of a key as this transaction has left it, none if it was deleted, or null if it did not touch the key. */
    @Nullable
    Batch lookup(TableRelation table, Batch keys, int row) {
        List<Batch> changes = staged.of(table.name());
        if (changes.isEmpty()) {
            return null;
        }
        int[] key = table.key().stream().mapToInt(Integer::intValue).toArray();
        KeyImage image = images.computeIfAbsent(
                table.name(), name -> new KeyImage(table.schema().types(), key));
        for (int i = imaged.getOrDefault(table.name(), 0); i < changes.size(); i++) {
            image.apply(changes.get(i));
        }
        imaged.put(table.name(), changes.size());
        return image.lookup(keys, row, IntStream.range(0, key.length).toArray());
    }
}
