package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One shard of a view's or stored table's content; hands the delta on to the views that read it. */
public final class TableTerminal implements Terminal, StatefulOperator {
    private final int shard;
    private volatile ResultTable table;
    private final List<TableTap> taps = new CopyOnWriteArrayList<>();
    private final Readers readers = new Readers();

    public TableTerminal(int shard, ResultTable table) {
        this.shard = shard;
        this.table = table;
    }

    public ResultTable table() {
        return table;
    }

    /** Forgets the content: nobody may read it any more. */
    public void release(ResultTable empty) {
        table = empty;
    }

    /** Shows the groups of another operator that holds the same, if the content are groups. Nobody reads it yet. */
    public void showGroupsOf(Operator groups) {
        table = table.showingGroupsOf(groups);
    }

    public void addTap(TableTap tap) {
        taps.add(tap);
    }

    public void removeTap(TableTap tap) {
        taps.remove(tap);
    }

    /** Whether it needs the delta that it takes, if its own goes to {@code out}. Changes between two ticks only. */
    public boolean needsInput(Output out) {
        return table.needsInput(readers.with(out));
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        table.process(port, batch, readers.with(out));
    }

    @Override
    public void endStep(Output out) {
        table.endStep(readers.with(out));
    }

    @Override
    public void endTick(long tick, Output out) {
        table.endTick(tick, readers.with(out));
    }

    @Override
    public void publish(long tick) {
        table.publish();
    }

    @Override
    public void published() {
        for (TableTap tap : taps) {
            tap.seal();
        }
    }

    @Override
    public void snapshot(StateWriter out) {
        table.snapshot(out);
    }

    @Override
    public void restore(StateReader in) {
        table.restore(in);
    }

    @Override
    public long stateBytes() {
        return table.stateBytes();
    }

    @Override
    public long visited() {
        return table.visited();
    }

    /** Views that join, and those that are part of the graph. */
    private final class Readers implements Output {
        private Output graph = batch -> {};

        Readers with(Output out) {
            graph = out;
            return this;
        }

        @Override
        public void emit(Batch batch) {
            for (TableTap tap : taps) {
                tap.accept(shard, batch);
            }
            graph.emit(batch);
        }

        @Override
        public boolean isRead() {
            return !taps.isEmpty() || graph.isRead();
        }
    }
}
