package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/** Runs a kernel over every batch. Linear: no state. Cost: the kernel's; one output batch, used again. */
final class MapOperator implements Operator {
    private final Kernel kernel;
    private final Batch result;

    MapOperator(Kernel kernel, List<ColumnType> types) {
        this.kernel = kernel;
        this.result = new Batch(types);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        result.clear();
        kernel.run(batch, result);
        if (result.size() > 0) {
            out.emit(result);
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
