package io.millrace.executor.circuit.graph;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A place where a plan reads a relation.
 *
 * @param relation the name of the relation
 * @param columns its columns that are read
 * @param node the {@link InputOperator}s that take them
 */
public record Head(String relation, List<Integer> columns, GraphNode node) {
    /** A node that takes batches as they are, all columns of them. */
    public static GraphNode ofAllColumns(ViewState owner, List<ColumnType> types, int shards) {
        int[] all = IntStream.range(0, types.size()).toArray();
        InputOperator[] operators = new InputOperator[shards];
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = new InputOperator(types, all);
            operators[shard].pick(all, true);
        }
        return new GraphNode(owner, operators, List.of());
    }

    /** Tells the operators where in incoming batches, which hold the relation's columns {@code held}, their columns are. */
    public void bind(List<Integer> held, int shards) {
        int[] picked = columns.stream().mapToInt(held::indexOf).toArray();
        for (int shard = 0; shard < shards; shard++) {
            ((InputOperator) node.shard(shard)).pick(picked, columns.equals(held));
        }
    }
}
