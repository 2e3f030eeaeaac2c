package io.millrace.executor.circuit;

import java.util.List;

/**
 * A place where a plan reads a relation.
 *
 * @param relation the name of the relation
 * @param columns its columns that are read
 * @param node the {@link InputOperator}s that take them
 */
record Head(String relation, List<Integer> columns, GraphNode node) {
    /** Tells the operators where in incoming batches, which hold the relation's columns {@code held}, their columns are. */
    void bind(List<Integer> held, int shards) {
        int[] picked = columns.stream().mapToInt(held::indexOf).toArray();
        for (int shard = 0; shard < shards; shard++) {
            ((InputOperator) node.shard(shard)).pick(picked, columns.equals(held));
        }
    }
}
