package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.aggregate.Nulls;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * MIN, MAX and COUNT of the rows up to the current one or its last peer. The value of a row follows from that of the row before and
 * from its own arguments, so nothing is kept but the values; and a value that is what it was tells that so are all behind it.
 *
 * <p>Cost: from a change on, the rows until one keeps its value: one for a MIN if what came is not the least.
 */
final class RunningUnit extends OverUnit {
    private final AggregateCall call;
    private final boolean counts;

    /** What a comparison with a better value gives the sign of: 1 for MAX, -1 for MIN. */
    private final int better;

    private final FrameBounds bounds;
    private final boolean byPeers;

    /** The column of a row with its value. */
    private final int column;

    /** Arguments and filter of some rows, and the value of a row before them. */
    private final Vector arguments;

    private final BooleanVector filters = new BooleanVector();
    private final Vector before;
    private final int[] slots = new int[Block.ROWS];
    private final int[] one = new int[1];

    /** The value so far: a count, or the row of a vector with the best argument, none for NULL. */
    private long count;

    private Vector bestIn;
    private int best;

    /**
     * Nothing kept.
     *
     * @param call one that {@link #fits}
     * @param input the types of the rows
     * @param order of the rows
     * @param rows the rows
     * @param column where they have their values
     */
    RunningUnit(
            OverCall.Aggregated call, List<ColumnType> input, List<SortColumn> order, OrderedRows rows, int column) {
        super(rows);
        this.call = call.aggregate();
        this.counts = this.call.function() == AggregateFunction.COUNT;
        this.better = this.call.function() == AggregateFunction.MAX ? 1 : -1;
        this.bounds = FrameBounds.of(call.frame(), order, rows);
        this.byPeers = call.frame().unit() != OverFrame.Unit.ROWS;
        this.column = column;
        int argument = this.call.argument();
        this.arguments = Vector.of((argument == AggregateCall.NONE ? call.type() : input.get(argument)).storage());
        this.before = Vector.of(call.type().storage());
        this.bestIn = before;
    }

    /** Whether a call is one of these. */
    static boolean fits(OverCall.Aggregated call, List<ColumnType> input) {
        AggregateCall aggregate = call.aggregate();
        OverFrame frame = call.frame();
        boolean running = frame.start() == null
                && frame.end() != null
                && frame.end().signum() == 0
                && frame.exclusion() == Exclusion.NOTHING;
        return running
                && switch (aggregate.function()) {
                    case COUNT -> !aggregate.distinct();
                    case MIN, MAX ->
                        input.get(aggregate.argument()).storage()
                                == aggregate.type().storage();
                    default -> false;
                };
    }

    @Override
    boolean needsGroups() {
        return byPeers;
    }

    @Override
    boolean stops() {
        return true;
    }

    @Override
    int affectedFrom(Changes changes, int change) {
        return bounds.affectedFrom(changes, change);
    }

    @Override
    boolean mayStop(Block block, int row) {
        return true;
    }

    @Override
    void affected(Changes changes, Intervals into) {
        throw new IllegalStateException("this unit stops");
    }

    @Override
    void evaluate(Block block, Batch results, Failed failed) {
        Vector into = results.column(0);
        System.arraycopy(block.slots(), 0, slots, 0, block.size());
        read(block.size());
        for (int row = 0; row < block.size(); row++) {
            if (row == 0) {
                startBehind(block);
            } else {
                start(into, row - 1);
            }
            if (!byPeers) {
                take(row);
            } else if (block.place(row) == block.groupStart(row)) {
                int peers = block.groupEnd(row) - block.place(row);
                int inside = Math.min(peers, block.size() - row);
                for (int peer = row; peer < row + inside; peer++) {
                    take(peer);
                }
                if (inside < peers) {
                    keepBest();
                    takeBehind(block.slot(row + inside - 1), peers - inside);
                }
            }
            write(into, row);
        }
        results.setSize(block.size());
    }

    /** Begins with the value of the row before the block's first. */
    private void startBehind(Block block) {
        if (block.place(0) == 0) {
            count = 0;
            best = -1;
            return;
        }
        one[0] = rows.previous(block.slot(0));
        before.clear();
        rows.store().read(column, one, 1, before, 0);
        start(before, 0);
    }

    private void start(Vector values, int row) {
        if (counts) {
            count = ((LongVector) values).get(row);
        } else {
            bestIn = values;
            best = values.isNull(row) ? -1 : row;
        }
    }

    /** Takes peers that lie behind the block, the last of a block's rows. */
    private void takeBehind(int last, int peers) {
        int slot = last;
        int left = peers;
        while (left > 0) {
            int size = Math.min(left, slots.length);
            for (int i = 0; i < size; i++) {
                slot = rows.next(slot);
                slots[i] = slot;
            }
            read(size);
            for (int row = 0; row < size; row++) {
                take(row);
            }
            keepBest();
            left -= size;
        }
    }

    /** Puts the best argument where the next ones do not take its place. */
    private void keepBest() {
        if (!counts && best >= 0 && bestIn != before) {
            before.clear();
            before.copy(0, bestIn, best);
            bestIn = before;
            best = 0;
        }
    }

    private void read(int size) {
        arguments.clear();
        if (call.argument() != AggregateCall.NONE) {
            rows.store().read(call.argument(), slots, size, arguments, 0);
        }
        if (call.filter() != AggregateCall.NONE) {
            filters.clear();
            rows.store().read(call.filter(), slots, size, filters, 0);
        }
    }

    /** Takes the arguments of a row. */
    private void take(int row) {
        if (call.filter() != AggregateCall.NONE && (filters.isNull(row) || !filters.get(row))) {
            return;
        }
        if (call.argument() != AggregateCall.NONE && arguments.isNull(row)) {
            return;
        }
        if (counts) {
            count++;
        } else if (best < 0 || Integer.signum(arguments.compare(row, bestIn, best)) == better) {
            bestIn = arguments;
            best = row;
        }
    }

    private void write(Vector into, int row) {
        if (counts) {
            ((LongVector) into).set(row, count);
        } else if (best < 0) {
            Nulls.set(into, row);
        } else if (bestIn instanceof DoubleVector doubles) {
            // There is one zero.
            ((DoubleVector) into).set(row, doubles.get(best) + 0.0);
        } else {
            into.copy(row, bestIn, best);
        }
    }

    @Override
    long bytes() {
        return arguments.bytes() + filters.bytes() + before.bytes() + (long) Integer.BYTES * slots.length;
    }
}
