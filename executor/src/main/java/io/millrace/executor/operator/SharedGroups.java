package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of an aggregate can be a view's content themselves: the aggregate is the root of the view's plan, or below one
 * kernel that gives at most one row for each of its rows; its groups stay on one shard; and the view's key tells them apart. What
 * the kernel computes, or drops as HAVING does, is computed when rows are read. Any number of views can show the groups of one
 * aggregate. Immutable.
 */
public final class SharedGroups {
    private final AggregateNode aggregate;
    private final @Nullable MapNode map;
    private final int[] columns;
    private final int[] key;

    /**
     * A way to show groups.
     *
     * @param aggregate the aggregate
     * @param map the kernel above it, if it does more than to pick columns
     * @param columns by column of the view, that of the aggregate; of the kernel's input if there is one
     * @param key the view's key, as places of keys of the aggregate
     */
    private SharedGroups(AggregateNode aggregate, @Nullable MapNode map, int[] columns, int[] key) {
        this.aggregate = aggregate;
        this.map = map;
        this.columns = columns;
        this.key = key;
    }

    /** How it can be done for a view, or null if it cannot. */
    public static @Nullable SharedGroups of(ViewPlan plan) {
        PlanNode root = plan.root();
        MapNode above = root instanceof MapNode map ? map : null;
        if (!((above == null ? root : above.input()) instanceof AggregateNode aggregate)
                || plan.appendOnly()
                || plan.key().isEmpty()
                || !Partitioning.isKnown(aggregate)
                || forgetsMore(aggregate)) {
            return null;
        }
        int width = aggregate.types().size();
        int[] all = IntStream.range(0, width).toArray();
        List<Integer> shown = above == null ? IntStream.of(all).boxed().toList() : above.copies();
        int[] key = plan.key().stream().mapToInt(shown::get).toArray();
        int keys = aggregate.keys().size();
        if (IntStream.of(key).anyMatch(column -> column < 0 || column >= keys)) {
            return null;
        }
        boolean picks = above == null || above.keepsRows() && !above.copies().contains(MapNode.COMPUTED);
        return picks
                ? new SharedGroups(aggregate, null, Groups.ints(shown), key)
                : new SharedGroups(aggregate, above, all, key);
    }

    /** The aggregate whose groups are shown. */
    public AggregateNode aggregate() {
        return aggregate;
    }

    /** The kernel that computes the view's rows from the aggregate's, or null if they are some of its columns. */
    @Nullable
    MapNode map() {
        return map;
    }

    /** By column of the view, that of the aggregate; of the kernel's input if there is one. */
    int[] columns() {
        return columns.clone();
    }

    /** The view's key, as places of keys of the aggregate. */
    int[] key() {
        return key.clone();
    }

    /** By which keys of the aggregate its groups must be found, ascending; views that agree in that can show the same groups. */
    public List<Integer> identity() {
        return IntStream.of(key).distinct().sorted().boxed().toList();
    }

    /** The operator that keeps the groups, empty. */
    public ShownOperator operator(ShardContext context) {
        return new AggregateOperator(aggregate, Groups.ints(identity()), context);
    }

    /** The content of a view that shows the groups of an operator of this kind. */
    public ResultTable table(Operator groups, ShardContext context) {
        return new GroupTable(this, (AggregateOperator) groups, context);
    }

    /** Whether what is known of final groups beside their results is worth forgetting, while the view goes on showing them. */
    private static boolean forgetsMore(AggregateNode aggregate) {
        Closing closing = aggregate.closing();
        return closing != null
                && closing.action() == Closing.Action.RELEASE
                && aggregate.calls().stream().anyMatch(call -> keepsValues(call, aggregate.appendOnly()));
    }

    /** Whether a call keeps values of rows. */
    private static boolean keepsValues(AggregateCall call, boolean appendOnly) {
        boolean extreme = call.function() == AggregateFunction.MIN || call.function() == AggregateFunction.MAX;
        return call.distinct() || extreme && !appendOnly;
    }
}
