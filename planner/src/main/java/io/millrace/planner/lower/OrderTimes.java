package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When rows that are numbered or looked at in an order are final: with their partition, if one of its columns follows event time; else,
 * if the order begins with event time, ascending, each when all that its values depend on is there.
 */
final class OrderTimes {
    private static final int MAX_DAYS_OF_MONTH = 31;

    private final ColumnType type;

    /** How much older and younger the rows are that a row looks at, in the unit of the column; and how many rows before it. */
    private long before;

    private long after;
    private long rows;

    /** Whether a row may look at rows behind it wherever they are in time. */
    private boolean open;

    private OrderTimes(ColumnType type) {
        this.type = type;
    }

    /** When rows with values of functions are final, by a closing that releases them; null for never. */
    static @Nullable OverTime of(Lowered input, List<Integer> partition, List<SortColumn> order, List<OverCall> calls) {
        Closing byPartition = EventTimes.release(EventTimes.ofPartitions(input, partition));
        if (byPartition != null) {
            return new OverTime(byPartition, 0, 0);
        }
        Frontier frontier = frontier(input, order);
        if (frontier == null) {
            return null;
        }
        int column = order.get(0).column();
        OrderTimes times = new OrderTimes(input.node().types().get(column));
        calls.forEach(times::add);
        if (times.open) {
            return null;
        }
        Frontier end = times.after == 0 ? frontier : frontier.then(new TimeStep.Plus(-times.after));
        return new OverTime(new Closing(column, end, Closing.Action.RELEASE), times.before, times.rows);
    }

    /** When the first rows of an order are final, by a closing that releases them; null for never. */
    static @Nullable Closing ofFirst(Lowered input, List<Integer> partition, List<SortColumn> order) {
        Closing byPartition = EventTimes.release(EventTimes.ofPartitions(input, partition));
        Frontier frontier = byPartition == null ? frontier(input, order) : null;
        return frontier == null ? byPartition : new Closing(order.get(0).column(), frontier, Closing.Action.RELEASE);
    }

    /** How far event time has come in the rows of partitions, where a change touches nothing that comes before it in the order. */
    static Map<Integer, Frontier> frontiers(Lowered input, List<Integer> partition, @Nullable Closing closing) {
        Map<Integer, Frontier> frontiers = new HashMap<>(EventTimes.ofPartitions(input, partition));
        if (closing != null) {
            frontiers.putIfAbsent(closing.column(), closing.frontier());
        }
        return frontiers;
    }

    /** That of the first column of an ascending order, if rows without a time come last. */
    private static @Nullable Frontier frontier(Lowered input, List<SortColumn> order) {
        if (order.isEmpty() || order.get(0).descending()) {
            return null;
        }
        SortColumn first = order.get(0);
        boolean nullsLast =
                !first.nullsFirst() || !input.node().types().get(first.column()).nullable();
        return nullsLast ? input.properties().frontiers().get(first.column()) : null;
    }

    private void add(OverCall call) {
        if (call instanceof OverCall.Numbered numbered) {
            switch (numbered.numbering()) {
                case ROW_NUMBER, RANK, DENSE_RANK -> rows = OverTime.ALL;
                case PERCENT_RANK, CUME_DIST, NTILE -> open = true;
            }
        } else if (call instanceof OverCall.Shift shift) {
            open |= shift.offset() > 0;
            rows = Math.max(rows, shift.ignoreNulls() ? OverTime.ALL : -shift.offset());
        } else if (call instanceof OverCall.Value value) {
            add(value.frame());
        } else {
            add(((OverCall.Aggregated) call).frame());
        }
    }

    private void add(OverFrame frame) {
        BigDecimal start = frame.start();
        BigDecimal end = frame.end();
        if (end == null) {
            open = true;
            return;
        }
        switch (frame.unit()) {
            case ROWS -> {
                open |= end.signum() > 0;
                rows = Math.max(rows, start == null ? OverTime.ALL : whole(start.negate()));
            }
            case GROUPS -> {
                open |= end.signum() > 0;
                rows = OverTime.ALL;
            }
            case RANGE, MONTHS -> {
                boolean months = frame.unit() == OverFrame.Unit.MONTHS;
                after = Math.max(after, months ? millis(end) : whole(end));
                if (start == null) {
                    rows = OverTime.ALL;
                } else {
                    before = Math.max(before, months ? millis(start.negate()) : whole(start.negate()));
                }
            }
        }
    }

    /** The most that some months can be, in the unit of the column. */
    private long millis(BigDecimal months) {
        long unit = type.kind() == TypeKind.DATE ? MAX_DAYS_OF_MONTH : MAX_DAYS_OF_MONTH * Timestamps.PER_DAY;
        return whole(months.multiply(BigDecimal.valueOf(unit)));
    }

    private static long whole(BigDecimal offset) {
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE / 4);
        return offset.max(BigDecimal.ZERO)
                .setScale(0, RoundingMode.CEILING)
                .min(most)
                .longValueExact();
    }
}
