package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TopNNode;
import java.util.List;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY with LIMIT or OFFSET becomes a top-n over all rows, on one shard. An order alone is left out: rows of a relation
 * have none.
 */
final class LowerSort {
    private LowerSort() {}

    static Chain lower(Sort sort, Lowering lowering) {
        if (sort.fetch == null && sort.offset == null) {
            return lowering.chain(sort.getInput());
        }
        Lowered input = lowering.lower(sort.getInput()).exchangedBy(List.of());
        List<SortColumn> order = SortColumns.of(sort.getCollation().getFieldCollations());
        long offset = rows(sort.offset, 0);
        long fetch = rows(sort.fetch, TopNNode.UNLIMITED);
        long limit = fetch > TopNNode.UNLIMITED - offset ? TopNNode.UNLIMITED : offset + fetch;
        Closing closing = OrderTimes.ofFirst(input, List.of(), order);
        TopNNode node = new TopNNode(
                input.node(),
                List.of(),
                order,
                Ranking.ROW_NUMBER,
                offset,
                limit,
                false,
                input.properties().appendOnly(),
                input.node().types(),
                lowering.forgets() ? closing : null);
        List<Integer> key = fetch <= 1 ? List.of() : input.properties().key();
        Properties properties = new Properties(
                key, false, input.properties().colocated(), OrderTimes.frontiers(input, List.of(), closing));
        return Chain.of(new Lowered(node, input.names(), properties), sort.getRowType());
    }

    private static long rows(@Nullable RexNode count, long otherwise) {
        return count == null ? otherwise : Parameters.rowCount(count);
    }
}
