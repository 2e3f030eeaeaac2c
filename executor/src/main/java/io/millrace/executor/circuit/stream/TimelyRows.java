package io.millrace.executor.circuit.stream;

import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the rows of decoded parts through that are in time. One for each shard, owned by its thread; parts wait for their turn here.
 * Where no row is late the batch goes on as it is.
 */
final class TimelyRows {
    private final int column;
    private final @Nullable Keeper keeper;
    private final Batch kept;
    private int[] late = new int[0];
    private int[] others = new int[0];

    /** Keeps late rows. */
    @FunctionalInterface
    interface Keeper {
        /** Called in turn: no other part of the partition is looked at meanwhile. */
        void keep(Chunk chunk, StreamTime.Part part, int[] late, int count);
    }

    /**
     * Nothing yet.
     *
     * @param types of the columns that are decoded
     * @param column which of them is the event time
     * @param keeper where late rows are kept, or null
     */
    TimelyRows(List<ColumnType> types, int column, @Nullable Keeper keeper) {
        this.column = column;
        this.keeper = keeper;
        this.kept = new Batch(types);
    }

    /** The rows of a part that go on: those in time, and late ones that are accepted. */
    Batch of(Batch batch, Chunk chunk, PartitionTime partition, StreamTime.Part part) {
        int size = batch.size();
        if (late.length < size) {
            late = new int[size];
            others = new int[size];
        }
        int count = 0;
        partition.await(part.turn());
        try {
            partition.raiseFloor(part.floor(), part.floors());
            if (size > 0) {
                count = partition.take(batch.longs(column).values(), size, late);
            }
            if (count > 0 && keeper != null) {
                keeper.keep(chunk, part, late, count);
            }
        } finally {
            partition.done();
        }
        return count == 0 ? batch : without(batch, count);
    }

    private Batch without(Batch batch, int count) {
        int size = batch.size();
        int next = 0;
        int found = 0;
        for (int row = 0; row < size; row++) {
            if (next < count && late[next] == row) {
                next++;
            } else {
                others[found++] = row;
            }
        }
        kept.clear();
        kept.gather(batch, others, found);
        return kept;
    }
}
