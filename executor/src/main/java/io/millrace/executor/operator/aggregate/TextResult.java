package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.state.OrderedIndex;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * STRING_AGG: the arguments of a group one after the other, in order, with a separator between them, and perhaps something
 * around them. A text of more than {@link #MAX_BYTES} is NULL and a failure.
 *
 * <p>Cost: the length of the text, for each group that a tick has touched and once a tick, however many of its rows changed.
 */
final class TextResult extends Result implements OrderedIndex.Visitor {
    static final int MAX_BYTES = 16 << 20;

    private final AggregateCall call;
    private final OrderedEntries entries;
    private final int word;
    private final byte[] opening;
    private final byte[] separator;
    private final byte[] closing;

    /** Counts the rows, for a form that has a value without arguments; else null. */
    private final @Nullable Count rows;

    /** The text at hand. */
    private byte[] text = new byte[64];

    private int length;
    private boolean any;
    private boolean tooLong;

    /** A plain text, or one of a form for groups that have rows by {@code rows}. */
    TextResult(AggregateCall call, OrderedEntries entries, Count rows) {
        this.call = call;
        this.entries = entries;
        this.word = entries.rows().layout().word(entries.place(call.argument()));
        Object constant = call.arguments().constant();
        boolean formed = constant instanceof TextForm;
        TextForm form = constant instanceof TextForm known
                ? known
                : new TextForm("", constant instanceof String text ? text : "", "");
        this.opening = form.opening().getBytes(StandardCharsets.UTF_8);
        this.separator = form.separator().getBytes(StandardCharsets.UTF_8);
        this.closing = form.closing().getBytes(StandardCharsets.UTF_8);
        this.rows = formed ? rows : null;
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        for (int i = 0; i < count; i++) {
            length = 0;
            any = false;
            tooLong = false;
            append(opening, 0, opening.length);
            entries.index().scan(slots[i], this);
            append(closing, 0, closing.length);
            if (tooLong) {
                failed.at(
                        at + i,
                        call.site(),
                        ErrorCode.STRING_TOO_LONG,
                        "Its text has more than " + MAX_BYTES + " bytes. Restrict its rows, or group by more columns");
            }
            boolean present = any || rows != null && rows.of(groups.words(slots[i]), groups.base(slots[i])) > 0;
            if (present && !tooLong) {
                ((BytesVector) into).set(at + i, text, 0, length);
            } else {
                Nulls.set(into, at + i);
            }
        }
    }

    @Override
    public void visit(long group, long order, long reference, long weight) {
        RowStore store = entries.rows();
        long bytes = store.word((int) reference, word);
        byte[] arena = store.arena((int) reference);
        long times = call.distinct() ? Math.min(weight, 1) : weight;
        for (long i = 0; i < times && !tooLong; i++) {
            if (any) {
                append(separator, 0, separator.length);
            }
            any = true;
            append(arena, RowLayout.start(bytes), RowLayout.length(bytes));
        }
    }

    private void append(byte[] from, int start, int count) {
        if (count > MAX_BYTES - length) {
            tooLong = true;
            return;
        }
        if (count > text.length - length) {
            text = Arrays.copyOf(text, Math.max(length + count, 2 * text.length));
        }
        System.arraycopy(from, start, text, length, count);
        length += count;
    }
}
