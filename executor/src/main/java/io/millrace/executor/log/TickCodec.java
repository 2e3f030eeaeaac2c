package io.millrace.executor.log;

import io.millrace.executor.type.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tick's record as bytes: its number, the number of its inputs, and for each its kind, its length and what it is. A reader
 * can step over rows of a table that is no more; a kind that it does not know it must not ignore, for every input decides
 * something. Stateless.
 */
final class TickCodec {
    /** Changes of a stored table: its number, then rows. Number 2 is kept for source ranges. */
    private static final int ROWS = 1;

    /** The time that the tick was told. */
    private static final int CLOCK = 3;

    /** From where on rows of a partition are late below a time: stream, position, time, partition. */
    private static final int FLOOR = 4;

    private static final int LENGTH_BYTES = 4;

    private TickCodec() {}

    /** What a reader asks about the tables whose rows it meets. */
    @FunctionalInterface
    interface Tables {
        /** The types of a table's columns, or null if there is no such table any more. */
        @Nullable
        List<ColumnType> types(long table);
    }

    static void write(TickRecord record, ByteSink out) {
        out.putVarint(record.tick());
        out.putVarint(record.inputs().size());
        for (TickInput input : record.inputs()) {
            out.put(kind(input));
            int length = out.size();
            out.putFixed(0, LENGTH_BYTES);
            if (input instanceof TickInput.Rows rows) {
                out.putVarint(rows.table());
                RowsCodec.write(rows.rows(), out);
            } else if (input instanceof TickInput.Floor floor) {
                write(floor, out);
            } else if (input instanceof TickInput.Clock clock) {
                out.putFixed(clock.millis(), Long.BYTES);
            }
            out.set(length, out.size() - length - LENGTH_BYTES, LENGTH_BYTES);
        }
    }

    private static int kind(TickInput input) {
        if (input instanceof TickInput.Rows) {
            return ROWS;
        }
        return input instanceof TickInput.Clock ? CLOCK : FLOOR;
    }

    private static void write(TickInput.Floor floor, ByteSink out) {
        out.putVarint(floor.stream());
        out.putFixed(floor.position(), Long.BYTES);
        out.putFixed(floor.time(), Long.BYTES);
        byte[] name = floor.partition().getBytes(StandardCharsets.UTF_8);
        out.putVarint(name.length);
        out.put(name, 0, name.length);
    }

    /** The record; rows of tables that are no more are left out. */
    static TickRecord read(ByteSource in, Tables tables) {
        long tick = in.getVarint();
        int count = in.getCount();
        List<TickInput> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = in.get();
            int length = in.getInt();
            int end = Math.addExact(in.position(), length);
            TickInput input = switch (kind) {
                case ROWS -> readRows(in, tables);
                case FLOOR -> readFloor(in);
                case CLOCK -> new TickInput.Clock(in.getLong());
                default ->
                    throw new IllegalStateException(
                            "an input is of kind " + kind + ", which a later version has written");
            };
            if (input == null) {
                in.position(end);
                continue;
            }
            inputs.add(input);
            if (in.position() != end) {
                throw new IllegalStateException(input.getClass().getSimpleName() + " has another length than it says");
            }
        }
        return new TickRecord(tick, inputs);
    }

    /** Changes of a table, or null if there is no such table any more. */
    private static TickInput.@Nullable Rows readRows(ByteSource in, Tables tables) {
        long table = in.getVarint();
        List<ColumnType> types = tables.types(table);
        return types == null ? null : new TickInput.Rows(table, RowsCodec.read(in, types));
    }

    private static TickInput.Floor readFloor(ByteSource in) {
        long stream = in.getVarint();
        long position = in.getLong();
        long time = in.getLong();
        String partition = new String(in.get(in.getCount()), StandardCharsets.UTF_8);
        return new TickInput.Floor(stream, partition, position, time);
    }
}
