package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Where a table's or view's delta enters the plan of a view: picks the columns that the plan reads. Shares vectors with
 * the incoming batch, copies nothing.
 */
final class InputOperator implements Operator {
    private final List<ColumnType> types;

    /** The wanted columns' places in the incoming batches; set between ticks when those come to hold other columns. */
    private int[] picked;

    private boolean identity;

    InputOperator(List<ColumnType> types, int[] picked) {
        this.types = types;
        this.picked = picked;
    }

    void pick(int[] columns, boolean allInOrder) {
        picked = columns;
        identity = allInOrder;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        out.emit(identity ? batch : batch.select(picked, types));
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
