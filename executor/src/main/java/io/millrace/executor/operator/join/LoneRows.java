package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a join's output that has rows of one side only: those without a match, for SEMI those with one, for MARK all.
 * Decided when a tick ends: for each row that was touched or whose key's matches came or went, sends the difference to what is in
 * the output. Cost: the rows looked at; nothing is allocated per row. Owned by its operator.
 */
final class LoneRows {
    private static final int ROWS = 1024;

    private final JoinShape shape;
    private final JoinKeys keys;
    private final @Nullable JoinSide[] sides;
    private final Batch result;

    /** By side: one row of NULLs, for the columns of that side. */
    private final Batch[] nulls;

    /** Rows to send, with their keys, weights and marks. Without room until the first one. */
    private int[] slots = new int[0];

    private int[] keySlots = new int[0];
    private long[] weights = new long[0];
    private int[] marks = new int[0];
    private int[] zeros = new int[0];
    private int count;

    /** Whether rows are kept back at the moment. */
    private boolean waits;

    LoneRows(JoinShape shape, JoinKeys keys, @Nullable JoinSide[] sides, Batch result) {
        this.shape = shape;
        this.keys = keys;
        this.sides = sides;
        this.result = result;
        this.nulls = new Batch[] {nulls(shape.types(JoinShape.LEFT)), nulls(shape.types(JoinShape.RIGHT))};
    }

    private static Batch nulls(List<ColumnType> types) {
        List<ColumnType> nullable = new ArrayList<>();
        types.forEach(type -> nullable.add(type.withNullable(true)));
        Batch batch = new Batch(nullable);
        for (int i = 0; i < batch.width(); i++) {
            switch (nullable.get(i).storage()) {
                case LONG -> batch.longs(i).setNull(0);
                case DOUBLE -> batch.doubles(i).setNull(0);
                case BOOLEAN -> batch.booleans(i).setNull(0);
                case DECIMAL128 -> batch.decimals(i).setNull(0);
                case BYTES -> batch.bytes(i).setNull(0);
            }
        }
        batch.setSize(1);
        return batch;
    }

    /** Sends rows that no row of the other side can match: those with a NULL in a key. */
    void pass(int side, Batch batch, int[] rows, int rowCount, Output out) {
        if (!shape.isDecided(side) || shape.kind() == JoinKind.SEMI || rowCount == 0) {
            return;
        }
        result.clear();
        int at = shape.offset(side);
        for (int column = 0; column < batch.width(); column++) {
            result.column(at + column).gather(0, batch.column(column), rows, rowCount);
        }
        if (shape.kind().hasPairs()) {
            Batch missing = nulls[1 - side];
            for (int i = 0; i < missing.width(); i++) {
                Vector vector = result.column(shape.offset(1 - side) + i);
                for (int row = 0; row < rowCount; row++) {
                    vector.copy(row, missing.column(i), 0);
                }
            }
        } else if (shape.kind() == JoinKind.MARK) {
            BooleanVector mark = result.booleans(batch.width());
            for (int row = 0; row < rowCount; row++) {
                mark.set(row, false);
            }
        }
        result.setSize(rowCount);
        for (int row = 0; row < rowCount; row++) {
            result.setWeight(row, batch.weight(rows[row]));
        }
        out.emit(result);
    }

    /** Sends what the tick changed, and forgets rows and keys that are gone. Rows that wait until they are final are not sent. */
    void settle(Output out) {
        waits = shape.waits();
        settleAll(out);
        waits = false;
    }

    private void settleAll(Output out) {
        if (shape.countsByKey()) {
            for (int i = 0; i < keys.listedCount(); i++) {
                settleKey(keys.listed(i), JoinShape.LEFT, out);
            }
            flush(JoinShape.LEFT, out);
            for (int i = 0; i < keys.listedCount(); i++) {
                settleKey(keys.listed(i), JoinShape.RIGHT, out);
            }
            flush(JoinShape.RIGHT, out);
            for (int i = 0; i < keys.listedCount(); i++) {
                keys.rememberPresent(keys.listed(i));
            }
        }
        for (int side = 0; side <= JoinShape.RIGHT; side++) {
            if (shape.isDecided(side)) {
                settleListed(side, Objects.requireNonNull(sides[side]), out);
            }
        }
        keys.release();
    }

    /** Settles all rows of a key if the other side's matches came or went. */
    private void settleKey(int key, int side, Output out) {
        int other = 1 - side;
        if (shape.isDecided(side) && keys.wasPresent(key, other) != (keys.total(key, other) > 0)) {
            JoinSide rows = Objects.requireNonNull(sides[side]);
            long visited = 0;
            for (int slot = keys.head(key, side); slot >= 0; slot = rows.next(slot)) {
                settle(side, rows, slot, out);
                visited++;
            }
            rows.addVisited(visited);
        }
    }

    /** Sends a row that waited, if it is in the output. */
    void sendFinal(int side, int slot, Output out) {
        settle(side, Objects.requireNonNull(sides[side]), slot, out);
    }

    private void settleListed(int side, JoinSide rows, Output out) {
        for (int i = 0; i < rows.listedCount(); i++) {
            settle(side, rows, rows.listed(i), out);
        }
        flush(side, out);
        rows.release();
    }

    private void settle(int side, JoinSide rows, int slot, Output out) {
        if (waits) {
            return;
        }
        boolean matches = shape.tellsRowsApart() ? rows.matches(slot) > 0 : keys.total(rows.key(slot), 1 - side) > 0;
        long weight = rows.weight(slot);
        long emitted = rows.emitted(slot);
        int mark = JoinSide.FALSE;
        if (shape.kind() == JoinKind.MARK) {
            boolean unknown = shape.tellsRowsApart() && rows.unknown(slot) > 0;
            mark = matches ? JoinSide.TRUE : unknown ? JoinSide.UNKNOWN : JoinSide.FALSE;
            if (emitted != 0 && rows.mark(slot) != mark) {
                add(side, rows, slot, -emitted, rows.mark(slot), out);
                emitted = 0;
            }
        } else if (matches != (shape.kind() == JoinKind.SEMI)) {
            weight = 0;
        }
        if (weight != emitted) {
            add(side, rows, slot, Math.subtractExact(weight, emitted), mark, out);
        }
        rows.setEmitted(slot, weight, mark);
    }

    private void add(int side, JoinSide rows, int slot, long weight, int mark, Output out) {
        if (slots.length == 0) {
            slots = new int[ROWS];
            keySlots = new int[ROWS];
            weights = new long[ROWS];
            marks = new int[ROWS];
            zeros = new int[ROWS];
        }
        slots[count] = slot;
        keySlots[count] = rows.key(slot);
        weights[count] = weight;
        marks[count++] = mark;
        if (count == ROWS) {
            flush(side, out);
        }
    }

    /** Sends the rows of a side that were gathered. */
    void flush(int side, Output out) {
        if (count == 0) {
            return;
        }
        result.clear();
        JoinSide rows = Objects.requireNonNull(sides[side]);
        int at = shape.offset(side);
        int payload = 0;
        for (int column = 0; column < shape.types(side).size(); column++) {
            Vector vector = result.column(at + column);
            int place = shape.place(side, column);
            if (place < 0) {
                rows.rows().read(payload++, slots, count, vector, 0);
            } else {
                keys.store().read(place, keySlots, count, vector, 0);
            }
        }
        if (shape.kind().hasPairs()) {
            Batch missing = nulls[1 - side];
            for (int i = 0; i < missing.width(); i++) {
                result.column(shape.offset(1 - side) + i).gather(0, missing.column(i), zeros, count);
            }
        } else if (shape.kind() == JoinKind.MARK) {
            writeMarks(result.booleans(result.width() - 1));
        }
        result.setSize(count);
        for (int i = 0; i < count; i++) {
            result.setWeight(i, weights[i]);
        }
        count = 0;
        out.emit(result);
    }

    private void writeMarks(BooleanVector column) {
        for (int i = 0; i < count; i++) {
            if (marks[i] == JoinSide.UNKNOWN) {
                column.setNull(i);
            } else {
                column.set(i, marks[i] == JoinSide.TRUE);
            }
        }
    }

    long bytes() {
        return (4L * Integer.BYTES + Long.BYTES) * slots.length;
    }
}
