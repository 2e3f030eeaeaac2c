package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of an aggregate can be a view's content themselves: the aggregate is the root of the view's plan, its groups stay
 * on one shard, and the view's key tells them apart.
 *
 * @param aggregate the aggregate
 * @param columns by column of the view, that of the aggregate
 * @param identity the view's key, as places of keys of the aggregate
 */
record SharedGroups(AggregateNode aggregate, int[] columns, int[] identity) {
    /** How it can be done for a view, or null if it cannot. */
    static @Nullable SharedGroups of(ViewPlan plan) {
        if (!(plan.root() instanceof AggregateNode aggregate)
                || plan.appendOnly()
                || !Partitioning.isKnown(aggregate)) {
            return null;
        }
        int[] columns = IntStream.range(0, aggregate.types().size()).toArray();
        List<Integer> key = plan.key();
        int keys = aggregate.keys().size();
        int[] identity = key.stream().mapToInt(column -> columns[column]).toArray();
        boolean found = !key.isEmpty() && IntStream.of(identity).allMatch(column -> column < keys);
        return found ? new SharedGroups(aggregate, columns, identity) : null;
    }
}
