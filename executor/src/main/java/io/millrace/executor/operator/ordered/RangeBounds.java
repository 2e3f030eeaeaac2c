package io.millrace.executor.operator.ordered;

import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Unit;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Days;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RANGE with offsets: by the value of the one column of the order. A row's bound is its value moved by the offset, and where
 * that lies is searched in the tree; which rows a change affects is searched the same way, by moving the values of the rows
 * that the search meets. A row that has no value has its peers around it, and is in no other row's frame but where that is
 * unbounded.
 */
final class RangeBounds extends FrameBounds {
    /** Which offset moves a value. */
    private static final int NONE = 0;

    private static final int START = 1;
    private static final int END = 2;

    /** More months than lie between any two dates that can be written. */
    private static final long MAX_MONTHS = 12L * 20_000;

    private final RowStore store;
    private final SortColumn key;
    private final int word;
    private final Storage storage;
    private final boolean days;
    private final boolean months;

    /** Offsets in the direction of the order: negative for values that come before. */
    private final @Nullable BigDecimal start;

    private final @Nullable BigDecimal end;
    private final long startLong;
    private final long endLong;

    /** The place being searched: a value, which offset moves the values of rows, and whether rows with the value come before. */
    private long sought;

    private BigInteger soughtWide = BigInteger.ZERO;
    private int moved;
    private boolean inclusive;
    private final OrderedRows.Probe probe = this::isBefore;

    RangeBounds(OrderedRows rows, OverFrame frame, List<SortColumn> order) {
        super(rows, frame.start() == null, frame.end() == null);
        if (order.size() != 1) {
            throw new IllegalArgumentException("RANGE with offsets over " + order);
        }
        this.store = rows.store();
        this.key = order.get(0);
        this.word = store.layout().word(key.column());
        this.storage = store.layout().storage(key.column());
        ColumnType type = store.layout().types().get(key.column());
        this.days = type.kind() == TypeKind.DATE;
        this.months = frame.unit() == Unit.MONTHS;
        BigDecimal first = frame.start();
        BigDecimal last = frame.end();
        boolean whole = storage != Storage.DOUBLE;
        // No whole value lies between an offset and the next whole one inside the frame.
        this.start = first == null || !whole ? first : first.setScale(0, RoundingMode.CEILING);
        this.end = last == null || !whole ? last : last.setScale(0, RoundingMode.FLOOR);
        this.startLong = saturated(start);
        this.endLong = saturated(end);
    }

    private static long saturated(@Nullable BigDecimal offset) {
        return offset == null
                ? 0
                : offset.max(BigDecimal.valueOf(-Long.MAX_VALUE))
                        .min(BigDecimal.valueOf(Long.MAX_VALUE))
                        .longValue();
    }

    @Override
    boolean needsGroups() {
        return true;
    }

    @Override
    void resolve(Block block, int[] starts, int[] ends) {
        int known = -1;
        for (int row = 0; row < block.size(); row++) {
            if (row > 0 && block.group(row) == known) {
                starts[row] = starts[row - 1];
                ends[row] = ends[row - 1];
                continue;
            }
            known = block.group(row);
            int slot = block.slot(row);
            boolean isNull = store.isNull(slot, key.column());
            int first =
                    isStartUnbounded() ? 0 : isNull ? block.groupStart(row) : search(block.root(), slot, START, false);
            int behind = isEndUnbounded()
                    ? block.total()
                    : isNull ? block.groupEnd(row) : search(block.root(), slot, END, true);
            starts[row] = first;
            ends[row] = Math.max(first, behind);
        }
    }

    /** How many rows come before the value of a row, moved by one of the offsets. */
    private int search(int root, int slot, int by, boolean withEqual) {
        if (storage == Storage.DECIMAL128) {
            soughtWide = wide(slot, by);
        } else {
            sought = value(slot, by);
        }
        moved = NONE;
        inclusive = withEqual;
        return rows.countBelow(root, probe);
    }

    @Override
    int affectedFrom(Changes changes, int change) {
        return isEndUnbounded() ? 0 : affected(changes, change, END, false);
    }

    @Override
    int affectedTo(Changes changes, int change) {
        return isStartUnbounded() ? changes.rows() : affected(changes, change, START, true);
    }

    /** How many rows have a bound, their value moved by an offset, that comes before the value of a change. */
    private int affected(Changes changes, int change, int by, boolean withEqual) {
        int slot = changes.slot(change);
        if (store.isNull(slot, key.column())) {
            int place = changes.place(change);
            int group = rows.countAmong(changes.root(), place, OrderedRows.GROUPS);
            return rows.position(changes.root(), OrderedRows.GROUPS, Math.max(0, withEqual ? group + 1 : group - 1));
        }
        if (storage == Storage.DECIMAL128) {
            soughtWide = wide(slot, NONE);
        } else {
            sought = value(slot, NONE);
        }
        moved = by;
        inclusive = withEqual;
        return rows.countBelow(changes.root(), probe);
    }

    private boolean isBefore(int slot) {
        if (store.isNull(slot, key.column())) {
            return key.nullsFirst();
        }
        int compared;
        if (storage == Storage.DECIMAL128) {
            compared = wide(slot, moved).compareTo(soughtWide);
        } else if (storage == Storage.DOUBLE) {
            compared = Double.compare(Double.longBitsToDouble(value(slot, moved)), Double.longBitsToDouble(sought));
        } else {
            compared = Long.compare(value(slot, moved), sought);
        }
        compared = key.descending() ? -compared : compared;
        return compared < 0 || inclusive && compared == 0;
    }

    private long value(int slot, int by) {
        long value = store.word(slot, word);
        BigDecimal exact = by == START ? start : end;
        if (by == NONE || exact == null) {
            return value;
        }
        if (storage == Storage.DOUBLE) {
            double offset = exact.doubleValue();
            double sum = Double.longBitsToDouble(value) + (key.descending() ? -offset : offset);
            return Double.doubleToLongBits(sum == 0 ? 0.0 : sum);
        }
        long offset = by == START ? startLong : endLong;
        return plus(value, key.descending() ? -offset : offset);
    }

    private long plus(long value, long offset) {
        if (!months) {
            long sum = value + offset;
            boolean overflow = ((value ^ sum) & (offset ^ sum)) < 0;
            return overflow ? value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : sum;
        }
        long day = days ? value : Timestamps.toDay(value);
        long limited = Math.max(-MAX_MONTHS, Math.min(MAX_MONTHS, offset));
        long target = Days.plusMonths(day, limited);
        return days ? target : value + (target - day) * Timestamps.PER_DAY;
    }

    private BigInteger wide(int slot, int by) {
        long high = store.word(slot, word);
        long low = store.word(slot, word + 1);
        BigInteger value = new BigInteger(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
        BigDecimal exact = by == START ? start : end;
        if (by == NONE || exact == null) {
            return value;
        }
        BigInteger offset = exact.toBigInteger();
        return key.descending() ? value.subtract(offset) : value.add(offset);
    }
}
