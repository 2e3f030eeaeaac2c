package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All functions of an OVER: rows with their values, kept in order. For each partition that changed it computes the values that
 * may have changed, and shows every row whose values did. A row's columns are those of the input, then the values, not in the
 * order of the calls: {@link #columnOf} tells where each is.
 */
public final class OverUnits {
    /** What is told of values. */
    public interface Visitor {
        /** Takes rows as they were: they have gone, or have other values from now on. Before anything is written to them. */
        void old(int[] slots, int count);

        /** Takes rows as they are now: they have come, or have other values. */
        void now(int[] slots, int count);

        /** A value of a row could not be computed, and is NULL; only of rows that come or have other values. */
        void failed(int slot, Failure failure);
    }

    /** A computation that failed. */
    public record Failure(
            io.millrace.executor.kernel.FailureSite site, io.millrace.executor.error.ErrorCode code, String detail) {}

    /** States of a row in its word. */
    private static final long SETTLED = 0;

    private static final long CAME = 1;
    private static final long CHANGED = 2;

    private static final int FIRST_BLOCK = 8;

    private final OrderedPartitions partitions;
    private final OrderedRows rows;
    private final int inputs;
    private final int[] columnOf;
    private final List<OverUnit> units = new ArrayList<>();
    private final List<Batch> results = new ArrayList<>();
    private final List<Integer> firstColumns = new ArrayList<>();
    private final int stateWord;
    private final Block block;
    private final Intervals intervals = new Intervals();
    private final SlotList changed = new SlotList();
    private final int[] differing = new int[Block.ROWS];
    private final Map<Integer, List<Failure>> failures = new LinkedHashMap<>();
    private final Failed failed = (row, site, code, detail) ->
            failures.computeIfAbsent(row, ignored -> new ArrayList<>()).add(new Failure(site, code, detail));

    /** No rows. */
    public OverUnits(OverNode node) {
        this.inputs = node.input().types().size();
        this.columnOf = new int[node.calls().size()];
        Map<OverFrame, List<Integer>> aggregated = new LinkedHashMap<>();
        List<Integer> single = new ArrayList<>();
        List<Integer> counted = new ArrayList<>();
        for (int i = 0; i < columnOf.length; i++) {
            OverCall call = node.calls().get(i);
            if (call instanceof OverCall.Aggregated aggregate
                    && !RunningUnit.fits(aggregate, node.input().types())) {
                aggregated
                        .computeIfAbsent(aggregate.frame(), ignored -> new ArrayList<>())
                        .add(i);
            } else {
                single.add(i);
                int column = countedColumn(call);
                if (column >= 0 && !counted.contains(column)) {
                    counted.add(column);
                }
            }
        }
        List<ColumnType> columns = new ArrayList<>();
        single.forEach(i -> place(node, i, columns));
        aggregated.values().forEach(calls -> calls.forEach(i -> place(node, i, columns)));
        int words = (int)
                aggregated.keySet().stream().filter(AggregateUnit::keepsTotal).count();
        this.partitions = new OrderedPartitions(
                node.input().types(),
                node.partition(),
                node.order(),
                new OrderedPartitions.Shape(columns, 1, counted, 0, words, closing(node)));
        this.rows = partitions.rows();
        this.stateWord = rows.ownerWord(0);
        this.block = new Block(rows);
        single.forEach(i -> add(unit(node, i, counted), node, List.of(i)));
        int word = 0;
        for (Map.Entry<OverFrame, List<Integer>> entry : aggregated.entrySet()) {
            List<AggregateCall> calls = entry.getValue().stream()
                    .map(i -> ((OverCall.Aggregated) node.calls().get(i)).aggregate())
                    .toList();
            var place = new AggregateUnit.Place(
                    partitions, word, columnOf[entry.getValue().get(0)]);
            add(new AggregateUnit(node.input(), calls, entry.getKey(), node.order(), place), node, entry.getValue());
            word += AggregateUnit.keepsTotal(entry.getKey()) ? 1 : 0;
        }
    }

    private static @Nullable Closing closing(OverNode node) {
        OverTime time = node.time();
        boolean needed = time != null
                && (node.closesPartitions()
                        || time.rows() != OverTime.ALL
                        || time.closing().action() == Closing.Action.EMIT);
        return time != null && needed ? time.closing() : null;
    }

    private void place(OverNode node, int call, List<ColumnType> columns) {
        columnOf[call] = inputs + columns.size();
        columns.add(node.calls().get(call).type());
    }

    private void add(OverUnit unit, OverNode node, List<Integer> calls) {
        units.add(unit);
        firstColumns.add(columnOf[calls.get(0)]);
        results.add(
                new Batch(calls.stream().map(i -> node.calls().get(i).type()).toList()));
    }

    /** The column whose NULLs a call passes over, or -1. */
    private static int countedColumn(OverCall call) {
        if (call instanceof OverCall.Shift shift && shift.ignoreNulls()) {
            return shift.argument();
        }
        return call instanceof OverCall.Value value && value.ignoreNulls() ? value.argument() : -1;
    }

    private OverUnit unit(OverNode node, int index, List<Integer> counted) {
        OverCall call = node.calls().get(index);
        int column = countedColumn(call);
        int counter = column < 0 ? OrderedRows.ROWS : OrderedRows.MARKS + counted.indexOf(column);
        if (call instanceof OverCall.Aggregated running) {
            return new RunningUnit(running, node.input().types(), node.order(), rows, columnOf[index]);
        }
        if (call instanceof OverCall.Numbered number) {
            return new NumberUnit(number, rows);
        }
        if (call instanceof OverCall.Shift shift) {
            return new ShiftUnit(shift, rows, counter);
        }
        return new ValueUnit((OverCall.Value) call, node.order(), rows, counter);
    }

    /** The rows; what a tick brings is added there. */
    public OrderedPartitions partitions() {
        return partitions;
    }

    /** The column of a row with the value of a call. */
    public int columnOf(int call) {
        return columnOf[call];
    }

    /** A partition is forgotten with all its rows. */
    void forget(int partition) {
        units.forEach(unit -> unit.forget(partition));
    }

    /** Settles the tick: shows what it changed. Rows that went can be read until {@link OrderedPartitions#finish}. */
    public void settle(Visitor visitor) {
        partitions.settle((partition, changes) -> settle(partition, changes, visitor));
    }

    private void settle(int partition, Changes changes, Visitor visitor) {
        changed.clear();
        for (int change = 0; change < changes.size(); change++) {
            int slot = changes.slot(change);
            if (changes.isInserted(change)) {
                setState(slot, CAME);
            } else {
                changed.add(slot);
            }
        }
        changed.show(visitor::old);
        changed.clear();
        for (int change = 0; change < changes.size(); change++) {
            if (changes.isInserted(change)) {
                changed.add(changes.slot(change));
            }
        }
        block.start(changes);
        for (int i = 0; i < units.size(); i++) {
            OverUnit unit = units.get(i);
            unit.prepare(partition, changes);
            if (changes.rows() > 0) {
                if (unit.stops()) {
                    untilStopped(i, changes, visitor);
                } else {
                    throughIntervals(i, changes, visitor);
                }
                unit.finish();
            }
        }
        changed.forEach(slot -> setState(slot, SETTLED));
        changed.show(visitor::now);
    }

    private void throughIntervals(int unit, Changes changes, Visitor visitor) {
        intervals.clear();
        for (int change = 0; change < changes.size(); change++) {
            if (changes.isInserted(change)) {
                intervals.add(changes.place(change), changes.place(change) + 1);
            }
        }
        units.get(unit).affected(changes, intervals);
        intervals.join();
        boolean backward = units.get(unit).isBackward();
        for (int i = 0; i < intervals.size(); i++) {
            int interval = backward ? intervals.size() - 1 - i : i;
            int from = backward ? intervals.to(interval) - 1 : intervals.from(interval);
            int end = backward ? intervals.from(interval) - 1 : intervals.to(interval);
            while (from != end) {
                compute(unit, from, end, Block.ROWS);
                commit(unit, block.size(), visitor);
                from += backward ? -block.size() : block.size();
            }
        }
    }

    /** From each change on until a row has the value it had, and that tells of the rows behind it. */
    private void untilStopped(int unit, Changes changes, Visitor visitor) {
        OverUnit over = units.get(unit);
        int total = changes.rows();
        int reached = 0;
        int change = 0;
        while (change < changes.size()) {
            int from = Math.max(reached, over.affectedFrom(changes, change));
            int limit = FIRST_BLOCK;
            boolean stopped = false;
            while (from < total && !stopped) {
                compute(unit, from, total, limit);
                int row = 0;
                while (row < block.size() && !stopped) {
                    int place = block.place(row);
                    while (change < changes.size() && changes.place(change) <= place) {
                        change++;
                    }
                    boolean behind = change > 0 && changes.place(change - 1) < place;
                    stopped = behind && isSettled(block.slot(row)) && isSame(unit, row) && over.mayStop(block, row);
                    row++;
                }
                commit(unit, row, visitor);
                from += row;
                limit = Math.min(Block.ROWS, 2 * limit);
            }
            reached = from;
            if (from >= total) {
                return;
            }
        }
    }

    private void compute(int unit, int from, int end, int limit) {
        OverUnit over = units.get(unit);
        Batch into = results.get(unit);
        block.fill(from, end, limit, over.needsGroups());
        into.clear();
        failures.clear();
        over.evaluate(block, into, failed);
    }

    private boolean isSame(int unit, int row) {
        Batch values = results.get(unit);
        int first = firstColumns.get(unit);
        int slot = block.slot(row);
        for (int column = 0; column < values.width(); column++) {
            if (!rows.store().equal(slot, first + column, values.column(column), row)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the values of the first rows of the block; rows that get others for the first time in this tick are shown before. */
    private void commit(int unit, int count, Visitor visitor) {
        int others = 0;
        int firstOthers = 0;
        for (int row = 0; row < count; row++) {
            int slot = block.slot(row);
            if (state(slot) == CAME || !isSame(unit, row)) {
                differing[others++] = row;
                if (state(slot) == SETTLED) {
                    setState(slot, CHANGED);
                    changed.add(slot);
                    firstOthers++;
                }
            }
        }
        changed.showLast(firstOthers, visitor::old);
        Batch values = results.get(unit);
        int first = firstColumns.get(unit);
        for (int i = 0; i < others; i++) {
            int row = differing[i];
            int slot = block.slot(row);
            for (int column = 0; column < values.width(); column++) {
                if (!rows.store().equal(slot, first + column, values.column(column), row)) {
                    rows.store().prepareWrite(slot);
                    rows.store().write(slot, first + column, values.column(column), row);
                }
            }
            if (!failures.isEmpty()) {
                failures.getOrDefault(row, List.of()).forEach(failure -> visitor.failed(slot, failure));
            }
        }
    }

    private boolean isSettled(int slot) {
        return state(slot) != CAME;
    }

    private long state(int slot) {
        return rows.store().word(slot, stateWord);
    }

    private void setState(int slot, long state) {
        rows.store().prepareWrite(slot);
        rows.store().words(slot)[rows.store().base(slot) + stateWord] = state;
    }

    /** Heap bytes. */
    public long bytes() {
        long sum = partitions.bytes();
        for (OverUnit unit : units) {
            sum += unit.bytes();
        }
        for (Batch batch : results) {
            sum += batch.bytes();
        }
        return sum;
    }
}
