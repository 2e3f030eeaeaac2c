package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.operator.ReadableOperator;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Where a view that joins reads a node of the running circuit instead of computing it: what the node has emitted up to some tick, and
 * its changes since. Made and released between ticks; the content is read by the joining thread.
 *
 * @param running the node
 * @param head what hands its rows on to the nodes that run apart
 * @param types the columns of its rows
 * @param content what it has emitted, by shard
 * @param tap the changes since
 * @param tapNode where the tap is in the running graph
 */
record SharedContent(
        GraphNode running,
        GraphNode head,
        List<ColumnType> types,
        List<FrozenContent> content,
        TableTap tap,
        GraphNode tapNode) {
    SharedContent {
        content = List.copyOf(content);
    }

    /** Whether what a node has emitted can be read. */
    static boolean isReadable(GraphNode node) {
        for (int shard = 0; shard < node.shards(); shard++) {
            if (!(node.shard(shard) instanceof ReadableOperator operator && operator.isReadable())) {
                return false;
            }
        }
        return true;
    }

    /** Between two ticks: the view needs neither content nor changes any more. */
    void release(Relations relations, Graph graph, ViewState view) {
        close();
        relations.removeNodeTap(tap);
        graph.remove(view, tapNode);
    }

    /** Lets the node change its state in place again. Closing twice does nothing. */
    void close() {
        content.forEach(FrozenContent::close);
    }
}
