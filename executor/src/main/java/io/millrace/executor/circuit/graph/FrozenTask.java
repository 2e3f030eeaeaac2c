package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.FrozenContent;
import java.util.List;

/** The next some rows of frozen content, read when the task runs into a batch that all tasks of the scan share. */
public record FrozenTask(List<GraphNode> nodes, int shard, FrozenContent source, Batch batch, int rows)
        implements InputTask {
    @Override
    public void run(int onShard) {
        batch.clear();
        if (source.next(batch, rows) > 0) {
            for (GraphNode node : nodes) {
                node.receive(onShard, 0, batch);
            }
        }
    }
}
