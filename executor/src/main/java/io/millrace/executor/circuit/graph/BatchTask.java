package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import java.util.List;

/** Rows that are there already, for some nodes, on the shard they belong to. */
public record BatchTask(List<GraphNode> nodes, int shard, Batch batch) implements InputTask {
    @Override
    public int rows() {
        return batch.size();
    }

    @Override
    public void run(int onShard) {
        for (GraphNode node : nodes) {
            node.receive(onShard, 0, batch);
        }
    }
}
