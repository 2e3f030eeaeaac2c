package io.millrace.executor.log;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tick's record as bytes: its number, the number of its inputs, and for each its kind, its length and what it is. A reader
 * can step over rows of a table that is no more; a kind that it does not know it must not ignore, for every input decides
 * something. Stateless.
 */
final class TickCodec {
    /** Changes of a stored table: its number, then rows. Numbers 2 to 4 are kept for source ranges, clock, and watermarks. */
    private static final int ROWS = 1;

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
            TickInput.Rows rows = (TickInput.Rows) input;
            out.put(ROWS);
            int length = out.size();
            out.putFixed(0, LENGTH_BYTES);
            out.putVarint(rows.table());
            RowsCodec.write(rows.rows(), out);
            out.set(length, out.size() - length - LENGTH_BYTES, LENGTH_BYTES);
        }
    }

    /** The record; rows of tables that are no more are left out. */
    static TickRecord read(ByteSource in, Tables tables) {
        long tick = in.getVarint();
        int count = in.getCount();
        List<TickInput> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = in.get();
            if (kind != ROWS) {
                throw new IllegalStateException("an input is of kind " + kind + ", which a later version has written");
            }
            int length = in.getInt();
            int end = Math.addExact(in.position(), length);
            long table = in.getVarint();
            List<ColumnType> types = tables.types(table);
            if (types == null) {
                in.position(end);
                continue;
            }
            inputs.add(new TickInput.Rows(table, RowsCodec.read(in, types)));
            if (in.position() != end) {
                throw new IllegalStateException("rows of table " + table + " have another length than they say");
            }
        }
        return new TickRecord(tick, inputs);
    }
}
