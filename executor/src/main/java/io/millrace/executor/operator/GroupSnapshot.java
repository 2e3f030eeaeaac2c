package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The state of an {@link Groups} as relations. Section 0: keys and accumulators of each group. Sections from
 * 1: keys and values, weighted, for each relation that accumulators keep beside the groups. What was emitted last is
 * not written, as it follows from the rest.
 */
final class GroupSnapshot {
    private static final int ROWS = 1024;

    private final Groups state;
    private final RowStore groups;
    private final Accumulators accumulators;
    private final int[] partition;
    private final int[] keys;
    private final List<ColumnType> keyTypes;
    private int readGroups;

    /**
     * The state of some groups.
     *
     * @param partition by which of the keys, given by their place, groups are spread over the shards
     */
    GroupSnapshot(Groups state, int[] partition) {
        this.state = state;
        this.groups = state.store();
        this.accumulators = state.accumulators();
        this.partition = partition.clone();
        this.keys = IntStream.range(0, state.keyCount()).toArray();
        this.keyTypes =
                IntStream.of(keys).mapToObj(groups.layout().types()::get).toList();
    }

    void write(StateWriter out) {
        Batch batch = new Batch(with(accumulators.stateTypes()));
        int[] found = new int[ROWS];
        int from = 0;
        for (int count; (count = groups.liveSlots(from, found, ROWS)) > 0; from = found[count - 1] + 1) {
            batch.clear();
            groups.read(found, count, keys, batch);
            batch.setSize(count);
            accumulators.save(groups, found, count, batch, keys.length);
            out.write(0, batch, KeyHash.of(batch, partition, new int[0]));
        }
        for (int side = 0; side < accumulators.sides(); side++) {
            writeSide(side, out);
        }
    }

    private void writeSide(int side, StateWriter out) {
        Batch batch = new Batch(with(accumulators.sideTypes(side)));
        accumulators.saveSide(side, (slots, values) -> {
            batch.clear();
            int count = values.size();
            groups.read(slots, count, keys, batch);
            batch.setSize(count);
            for (int column = 0; column < values.width(); column++) {
                batch.column(keys.length + column).copyAll(0, values.column(column), count);
            }
            for (int row = 0; row < count; row++) {
                batch.setWeight(row, values.weight(row));
            }
            out.write(1 + side, batch, KeyHash.of(batch, partition, new int[0]));
        });
    }

    /** Reads a state; returns the slots of its groups, {@link #readGroups} of them, in {@code into} or a longer array. */
    int[] read(StateReader in, int[] into) {
        int[] all = into;
        int[] hashes = new int[0];
        int[] slots = new int[0];
        readGroups = 0;
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            slots = AggregateOperator.atLeast(slots, batch.size());
            state.openAll(batch, slots);
            accumulators.load(groups, slots, batch, keys.length);
            all = AggregateOperator.atLeast(all, readGroups + batch.size());
            System.arraycopy(slots, 0, all, readGroups, batch.size());
            readGroups += batch.size();
        }
        for (int side = 0; side < accumulators.sides(); side++) {
            for (Batch batch = in.next(1 + side); batch != null; batch = in.next(1 + side)) {
                slots = AggregateOperator.atLeast(slots, batch.size());
                int[] key = state.rows().key();
                hashes = KeyHash.of(batch, key, hashes);
                state.rows().find(batch, key, hashes, slots);
                accumulators.loadSide(side, slots, batch, keys.length);
            }
        }
        return all;
    }

    /** How many groups the last {@link #read} gave. */
    int readGroups() {
        return readGroups;
    }

    private List<ColumnType> with(List<ColumnType> more) {
        List<ColumnType> types = new ArrayList<>(keyTypes);
        types.addAll(more);
        return types;
    }
}
