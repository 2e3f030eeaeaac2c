package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a join as relations: section 0 for the left side, 1 for the right. A side's rows with their weights; where rows of a key
 * are told apart, behind the columns of a decided side, the matches of each row and for how many the residual is unknown. Of a side that is
 * only counted, the keys, each with the count as weight. A side that is on every shard is written by the first one for all.
 */
final class JoinSnapshot {
    private static final int ROWS = 1024;

    private final JoinShape shape;
    private final JoinKeys keys;
    private final @Nullable JoinSide[] sides;
    private final int[][] partition;
    private final boolean first;

    JoinSnapshot(JoinShape shape, JoinKeys keys, @Nullable JoinSide[] sides, int[][] partition, boolean first) {
        this.shape = shape;
        this.keys = keys;
        this.sides = sides;
        this.partition = partition;
        this.first = first;
    }

    void write(StateWriter out) {
        for (int side = 0; side < sides.length; side++) {
            JoinSide rows = sides[side];
            if (shape.isBroadcast(side) && !first) {
                continue;
            }
            if (rows == null) {
                writeCounts(side, out);
            } else {
                writeRows(side, rows, out);
            }
        }
    }

    private void writeRows(int side, JoinSide from, StateWriter out) {
        RowStore rows = from.rows();
        int width = shape.types(side).size();
        Batch batch = new Batch(types(side));
        int[] found = new int[ROWS];
        int[] keySlots = new int[ROWS];
        int start = 0;
        for (int count; (count = rows.liveSlots(start, found, ROWS)) > 0; start = found[count - 1] + 1) {
            batch.clear();
            for (int i = 0; i < count; i++) {
                keySlots[i] = from.key(found[i]);
            }
            int payload = 0;
            for (int column = 0; column < width; column++) {
                int place = shape.place(side, column);
                if (place < 0) {
                    rows.read(payload++, found, count, batch.column(column), 0);
                } else {
                    keys.store().read(place, keySlots, count, batch.column(column), 0);
                }
            }
            for (int i = 0; i < count && batch.width() > width; i++) {
                batch.longs(width).set(i, from.matches(found[i]));
                batch.longs(width + 1).set(i, from.unknown(found[i]));
            }
            batch.setSize(count);
            for (int i = 0; i < count; i++) {
                batch.setWeight(i, from.weight(found[i]));
            }
            write(side, batch, partition[side], out);
        }
    }

    private void write(int side, Batch batch, int[] columns, StateWriter out) {
        if (shape.isBroadcast(side)) {
            out.writeForAll(side, batch);
        } else {
            out.write(side, batch, KeyHash.of(batch, columns, new int[0]));
        }
    }

    /** The columns of a section of rows. */
    private List<ColumnType> types(int side) {
        List<ColumnType> types = new ArrayList<>(shape.types(side));
        if (shape.tellsRowsApart() && shape.isDecided(side)) {
            types.add(ColumnType.of(TypeKind.BIGINT));
            types.add(ColumnType.of(TypeKind.BIGINT));
        }
        return types;
    }

    private void writeCounts(int side, StateWriter out) {
        RowStore rows = keys.store();
        int[] columns = columns();
        Batch batch = new Batch(shape.keyTypes());
        int[] found = new int[ROWS];
        int[] counted = new int[ROWS];
        int start = 0;
        for (int count; (count = rows.liveSlots(start, found, ROWS)) > 0; start = found[count - 1] + 1) {
            batch.clear();
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (keys.total(found[i], side) != 0) {
                    counted[kept++] = found[i];
                }
            }
            if (kept > 0) {
                rows.read(counted, kept, columns, batch);
                for (int i = 0; i < kept; i++) {
                    batch.setWeight(i, keys.total(counted[i], side));
                }
                write(side, batch, keyPartition(side), out);
            }
        }
    }

    private int[] columns() {
        return IntStream.range(0, shape.keyTypes().size()).toArray();
    }

    /** Which keys decide the shard; they are among the columns by which the side is exchanged. */
    private int[] keyPartition(int side) {
        return Arrays.stream(partition[side])
                .map(column -> shape.place(side, column))
                .toArray();
    }

    void read(StateReader in) {
        for (int side = 0; side < sides.length; side++) {
            JoinSide rows = sides[side];
            int[] columns = rows == null ? columns() : shape.keys(side);
            for (Batch batch = in.next(side); batch != null; batch = in.next(side)) {
                int[] slots = keys.find(batch, columns);
                for (int row = 0; row < batch.size(); row++) {
                    read(side, rows, batch, row, slots[row]);
                }
            }
        }
    }

    private void read(int side, @Nullable JoinSide rows, Batch batch, int row, int key) {
        if (shape.countsByKey()) {
            keys.addToTotal(key, side, batch.weight(row));
            keys.list(key);
        }
        if (rows != null) {
            int slot = rows.add(batch, row, key, batch.weight(row));
            int width = shape.types(side).size();
            if (batch.width() > width) {
                rows.setMatches(
                        slot,
                        batch.longs(width).get(row),
                        batch.longs(width + 1).get(row));
            }
        }
    }
}
