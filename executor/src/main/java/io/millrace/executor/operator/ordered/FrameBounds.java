package io.millrace.executor.operator.ordered;

import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the frame of a row begins and ends, and which rows' frames hold a place or move with it. Both ends only grow from row
 * to row. One for each frame and operator shard; used for one partition at a time.
 */
abstract class FrameBounds {
    final OrderedRows rows;
    private final boolean startUnbounded;
    private final boolean endUnbounded;

    FrameBounds(OrderedRows rows, boolean startUnbounded, boolean endUnbounded) {
        this.rows = rows;
        this.startUnbounded = startUnbounded;
        this.endUnbounded = endUnbounded;
    }

    /** The bounds of a frame over rows in an order. */
    static FrameBounds of(OverFrame frame, List<SortColumn> order, OrderedRows rows) {
        BigDecimal start = frame.start();
        BigDecimal end = frame.end();
        return switch (frame.unit()) {
            case ROWS -> new RowBounds(rows, offset(start), offset(end));
            case GROUPS -> new GroupBounds(rows, offset(start), offset(end));
            case RANGE, MONTHS ->
                isPeers(start) && isPeers(end)
                        ? new GroupBounds(rows, offset(start), offset(end))
                        : new RangeBounds(rows, frame, order);
        };
    }

    private static boolean isPeers(@Nullable BigDecimal offset) {
        return offset == null || offset.signum() == 0;
    }

    private static @Nullable Long offset(@Nullable BigDecimal offset) {
        return offset == null
                ? null
                : (Long) offset.max(BigDecimal.valueOf(-Integer.MAX_VALUE))
                        .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                        .longValueExact();
    }

    final boolean isStartUnbounded() {
        return startUnbounded;
    }

    final boolean isEndUnbounded() {
        return endUnbounded;
    }

    /** Whether rows must come with their groups. */
    abstract boolean needsGroups();

    /** Writes for each row of a block where its frame starts, and behind which row it ends: never before it starts. */
    abstract void resolve(Block block, int[] starts, int[] ends);

    /** The first row whose frame may hold the row of a change, or move with it. */
    abstract int affectedFrom(Changes changes, int change);

    /** Behind the last such row. */
    abstract int affectedTo(Changes changes, int change);

    static int clamp(long place, int total) {
        return (int) Math.max(0, Math.min(place, total));
    }

    /** ROWS: by place. */
    private static final class RowBounds extends FrameBounds {
        private final long start;
        private final long end;

        RowBounds(OrderedRows rows, @Nullable Long start, @Nullable Long end) {
            super(rows, start == null, end == null);
            this.start = start == null ? 0 : start;
            this.end = end == null ? 0 : end;
        }

        @Override
        boolean needsGroups() {
            return false;
        }

        @Override
        void resolve(Block block, int[] starts, int[] ends) {
            int total = block.total();
            for (int row = 0; row < block.size(); row++) {
                long place = block.place(row);
                starts[row] = isStartUnbounded() ? 0 : clamp(place + start, total);
                ends[row] = Math.max(starts[row], isEndUnbounded() ? total : clamp(place + end + 1, total));
            }
        }

        @Override
        int affectedFrom(Changes changes, int change) {
            return isEndUnbounded() ? 0 : clamp(changes.place(change) - Math.max(end, 0) - 1, changes.rows());
        }

        @Override
        int affectedTo(Changes changes, int change) {
            int total = changes.rows();
            return isStartUnbounded() ? total : clamp(changes.place(change) - Math.min(start, 0) + 1, total);
        }
    }

    /** GROUPS, and RANGE without offsets: by groups of peers. */
    private static final class GroupBounds extends FrameBounds {
        private final long start;
        private final long end;

        GroupBounds(OrderedRows rows, @Nullable Long start, @Nullable Long end) {
            super(rows, start == null, end == null);
            this.start = start == null ? 0 : start;
            this.end = end == null ? 0 : end;
        }

        @Override
        boolean needsGroups() {
            return true;
        }

        @Override
        void resolve(Block block, int[] starts, int[] ends) {
            int known = -1;
            for (int row = 0; row < block.size(); row++) {
                int group = block.group(row);
                if (row > 0 && group == known) {
                    starts[row] = starts[row - 1];
                    ends[row] = ends[row - 1];
                    continue;
                }
                known = group;
                int root = block.root();
                starts[row] =
                        isStartUnbounded() ? 0 : start == 0 ? block.groupStart(row) : groupStart(root, group + start);
                int behind = isEndUnbounded()
                        ? block.total()
                        : end == 0 ? block.groupEnd(row) : groupStart(root, group + end + 1);
                ends[row] = Math.max(starts[row], behind);
            }
        }

        private int groupStart(int root, long group) {
            return group <= 0 ? 0 : rows.position(root, OrderedRows.GROUPS, (int) Math.min(group, Integer.MAX_VALUE));
        }

        @Override
        int affectedFrom(Changes changes, int change) {
            return isEndUnbounded()
                    ? 0
                    : groupStart(changes.root(), groupsBefore(changes, change) - 2L - Math.max(end, 0));
        }

        @Override
        int affectedTo(Changes changes, int change) {
            return isStartUnbounded()
                    ? changes.rows()
                    : groupStart(changes.root(), groupsBefore(changes, change) + 2L - Math.min(start, 0));
        }

        private int groupsBefore(Changes changes, int change) {
            return rows.countAmong(changes.root(), changes.place(change), OrderedRows.GROUPS);
        }
    }
}
