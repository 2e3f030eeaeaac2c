package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.nested.NestedWriter;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.state.OrderedIndex;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;

/**
 * ARRAY_AGG and COLLECT: the arguments of a group, NULLs too, as the elements of an array in order or of a multiset. A
 * collection of more than {@link #MAX_BYTES} is NULL and a failure.
 *
 * <p>Cost: the bytes of the collection, for each group that a tick has touched and once a tick, however many of its rows
 * changed.
 */
final class CollectionResult extends Result implements OrderedIndex.Visitor {
    static final int MAX_BYTES = TextResult.MAX_BYTES;

    private final AggregateCall call;
    private final OrderedEntries entries;
    private final int column;
    private final int word;
    private final ColumnType element;
    private final boolean ordered;

    /** The collection at hand. */
    private final NestedWriter writer = new NestedWriter();

    private boolean any;

    CollectionResult(AggregateCall call, OrderedEntries entries) {
        this.call = call;
        this.entries = entries;
        this.column = entries.place(call.argument());
        this.word = entries.rows().layout().word(column);
        this.element = call.type().part(0);
        this.ordered = call.type().kind() == TypeKind.ARRAY;
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        for (int i = 0; i < count; i++) {
            writer.clear();
            any = false;
            entries.index().scan(slots[i], this);
            boolean tooLong = writer.length() > MAX_BYTES;
            if (tooLong) {
                failed.at(
                        at + i,
                        call.site(),
                        ErrorCode.INVALID_ARGUMENT,
                        "Its collection takes more than " + MAX_BYTES
                                + " bytes. Restrict its rows, or group by more columns");
            }
            if (!any || tooLong) {
                Nulls.set(into, at + i);
                continue;
            }
            if (ordered) {
                writer.end();
            } else {
                writer.endEntries();
            }
            ((BytesVector) into).set(at + i, writer.data(), 0, writer.length());
        }
    }

    @Override
    public void visit(long group, long order, long reference, long weight) {
        long times = call.distinct() ? Math.min(weight, 1) : weight;
        for (long i = 0; i < times && writer.length() <= MAX_BYTES; i++) {
            any = true;
            if (!ordered) {
                writer.startEntry();
            }
            add((int) reference);
        }
    }

    private void add(int slot) {
        RowStore store = entries.rows();
        if (store.isNull(slot, column)) {
            writer.addNull();
            return;
        }
        long bits = store.word(slot, word);
        switch (element.storage()) {
            case LONG -> writer.add(bits);
            case DOUBLE -> writer.add(Double.longBitsToDouble(bits));
            case BOOLEAN -> writer.add(bits != 0);
            case DECIMAL128 -> writer.add(bits, store.word(slot, word + 1));
            case BYTES -> addBytes(store.arena(slot), bits);
        }
    }

    private void addBytes(byte[] arena, long bytes) {
        if (element.kind() == TypeKind.UUID || element.kind().isNested()) {
            writer.addPayload(arena, RowLayout.start(bytes), RowLayout.length(bytes));
        } else {
            writer.addBytes(arena, RowLayout.start(bytes), RowLayout.length(bytes));
        }
    }
}
