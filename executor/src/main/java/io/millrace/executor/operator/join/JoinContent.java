package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.state.Frozen;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a join as they follow from its frozen state: all pairs, found by going through the left side and along the chains
 * of the right one, then the rows that are there without a partner, with the mark that was shown. Belongs to one thread. Cost:
 * what goes out, and the rows of both sides.
 */
final class JoinContent implements FrozenContent {
    private static final int ROWS = 256;

    private final JoinShape shape;
    private final JoinKeys keys;
    private final Frozen frozenKeys;
    private final @Nullable JoinSide[] sides;
    private final @Nullable Frozen[] frozen = new Frozen[2];
    private final @Nullable Kernel residual;

    /** With a residual: both sides' columns and the number of the pair, and the numbers of those that pass. */
    private final Batch candidates;

    private final Batch passed = new Batch(List.of(ColumnType.of(TypeKind.BIGINT)));

    /** Rows that are ready, given up to {@link #given}. */
    private final Batch ready;

    private int given;

    /** The slots of a block of pairs, by side; of rows without partners at their side. */
    private final int[][] slots = new int[2][ROWS];

    private final int[] keySlots = new int[ROWS];
    private final int[] marks = new int[ROWS];
    private final long[] weights = new long[ROWS];

    /** Rows of the side that is gone through, and where in it: the left one for pairs, then each decided side. */
    private final int[] block = new int[ROWS];

    private int blockSize;
    private int blockAt;
    private int nextSlot;
    private int partner = -1;
    private boolean pairsGiven;
    private int loneSide;

    /**
     * Freezes the state of a join.
     *
     * @param residual the join's residual, for this use alone
     */
    JoinContent(JoinShape shape, JoinKeys keys, @Nullable JoinSide[] sides, @Nullable Kernel residual) {
        this.shape = shape;
        this.keys = keys;
        this.sides = sides;
        this.residual = residual;
        this.frozenKeys = keys.store().freeze();
        for (int side = 0; side < sides.length; side++) {
            JoinSide rows = sides[side];
            frozen[side] = rows == null ? null : rows.rows().freeze();
        }
        List<ColumnType> types = new ArrayList<>(shape.types(JoinShape.LEFT));
        types.addAll(shape.types(JoinShape.RIGHT));
        types.add(ColumnType.of(TypeKind.BIGINT).notNull());
        this.candidates = new Batch(types);
        this.ready = new Batch(shape.node().types());
        this.pairsGiven = !shape.kind().hasPairs();
    }

    private JoinSide side(int side) {
        return Objects.requireNonNull(sides[side]);
    }

    private Frozen rows(int side) {
        return Objects.requireNonNull(frozen[side]);
    }

    @Override
    public boolean hasNext() {
        while (given == ready.size()) {
            ready.clear();
            given = 0;
            if (!pairsGiven) {
                givePairs();
            } else if (loneSide <= JoinShape.RIGHT) {
                giveLone();
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public int next(Batch into, int maxRows) {
        into.clear();
        if (!hasNext()) {
            return 0;
        }
        int count = Math.min(maxRows, ready.size() - given);
        into.gather(ready, IntStream.range(given, given + count).toArray(), count);
        into.setSize(count);
        given += count;
        return count;
    }

    /** The next row of a side, or -1 behind its last one. */
    private int nextRow(int side) {
        if (blockAt == blockSize) {
            blockSize = rows(side).liveSlots(nextSlot, block, ROWS);
            blockAt = 0;
            if (blockSize == 0) {
                nextSlot = 0;
                return -1;
            }
            nextSlot = block[blockSize - 1] + 1;
        }
        return block[blockAt++];
    }

    private void givePairs() {
        JoinSide left = side(JoinShape.LEFT);
        JoinSide right = side(JoinShape.RIGHT);
        int count = 0;
        int row = partner < 0 ? -1 : block[blockAt - 1];
        while (count < ROWS && !pairsGiven) {
            if (partner < 0) {
                row = nextRow(JoinShape.LEFT);
                pairsGiven = row < 0;
                if (row >= 0 && left.weight(rows(JoinShape.LEFT), row) != 0) {
                    partner = keys.head(frozenKeys, left.key(rows(JoinShape.LEFT), row), JoinShape.RIGHT);
                }
            } else {
                long weight = right.weight(rows(JoinShape.RIGHT), partner);
                if (weight != 0 && isInRange(row)) {
                    slots[JoinShape.LEFT][count] = row;
                    slots[JoinShape.RIGHT][count] = partner;
                    weights[count++] = Math.multiplyExact(left.weight(rows(JoinShape.LEFT), row), weight);
                }
                partner = right.next(rows(JoinShape.RIGHT), partner);
            }
        }
        if (count > 0) {
            writePairs(count);
        }
    }

    /** Whether the partner at hand is near enough in time to a row of the left side. */
    private boolean isInRange(int row) {
        TimeRange range = shape.range();
        if (range == null) {
            return true;
        }
        long left = side(JoinShape.LEFT).time(rows(JoinShape.LEFT), row);
        long right = side(JoinShape.RIGHT).time(rows(JoinShape.RIGHT), partner);
        return right >= range.firstRight(left) && right <= range.lastRight(left);
    }

    private void writePairs(int count) {
        Kernel condition = residual;
        if (condition == null) {
            write(JoinShape.LEFT, count, ready);
            write(JoinShape.RIGHT, count, ready);
            finish(count);
            return;
        }
        candidates.clear();
        write(JoinShape.LEFT, count, candidates);
        write(JoinShape.RIGHT, count, candidates);
        long[] numbers = ((LongVector) candidates.column(candidates.width() - 1)).valuesForWriting(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        candidates.setSize(count);
        passed.clear();
        condition.run(candidates, passed);
        int[] picked = new int[passed.size()];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = (int) passed.longs(0).get(i);
            weights[i] = weights[picked[i]];
        }
        ready.gather(candidates, picked, picked.length);
        finish(picked.length);
    }

    private void finish(int count) {
        ready.setSize(count);
        for (int i = 0; i < count; i++) {
            ready.setWeight(i, weights[i]);
        }
    }

    /** Writes a side's columns of the rows in {@link #slots}. */
    private void write(int side, int count, Batch into) {
        for (int i = 0; i < count; i++) {
            keySlots[i] = side(side).key(rows(side), slots[side][i]);
        }
        int payload = 0;
        for (int column = 0; column < shape.types(side).size(); column++) {
            Vector vector = into.column(shape.offset(side) + column);
            int place = shape.place(side, column);
            if (place < 0) {
                rows(side).read(payload++, slots[side], count, vector, 0);
            } else {
                frozenKeys.read(place, keySlots, count, vector, 0);
            }
        }
    }

    /** Rows of a decided side that are in the output without a partner. */
    private void giveLone() {
        int side = loneSide;
        if (!shape.isDecided(side)) {
            loneSide++;
            return;
        }
        int count = 0;
        while (count < ROWS && loneSide == side) {
            int row = nextRow(side);
            if (row < 0) {
                loneSide++;
            } else if (side(side).emitted(rows(side), row) != 0) {
                slots[side][count] = row;
                marks[count] = side(side).mark(rows(side), row);
                weights[count++] = side(side).emitted(rows(side), row);
            }
        }
        if (count == 0) {
            return;
        }
        write(side, count, ready);
        if (shape.kind().hasPairs()) {
            int other = 1 - side;
            for (int column = 0; column < shape.types(other).size(); column++) {
                Vector vector = ready.column(shape.offset(other) + column);
                for (int i = 0; i < count; i++) {
                    vector.setNull(i);
                }
            }
        } else if (shape.kind() == JoinKind.MARK) {
            writeMarks(count);
        }
        finish(count);
    }

    private void writeMarks(int count) {
        int column = ready.width() - 1;
        for (int i = 0; i < count; i++) {
            if (marks[i] == JoinSide.UNKNOWN) {
                ready.booleans(column).setNull(i);
            } else {
                ready.booleans(column).set(i, marks[i] == JoinSide.TRUE);
            }
        }
    }

    @Override
    public void close() {
        frozenKeys.close();
        for (Frozen rows : frozen) {
            if (rows != null) {
                rows.close();
            }
        }
    }
}
