package io.millrace.planner.lower;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.WindowAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY: keys, arguments and filters are brought side by side, exchanged by the keys unless rows of a group are on one
 * shard already, and aggregated. Without aggregates it is DISTINCT.
 */
final class LowerAggregate {
    private LowerAggregate() {}

    static Chain lower(Aggregate aggregate, Lowering lowering) {
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE
                || aggregate.getAggCallList().stream().anyMatch(LowerGroupingSets::isGrouping)) {
            return new LowerGroupingSets(aggregate, lowering).lower();
        }
        List<String> names = aggregate.getRowType().getFieldNames();
        AggregateColumns columns = columns(aggregate, lowering);
        List<Integer> keys =
                aggregate.getGroupSet().asList().stream().map(columns::place).toList();
        List<AggregateCall> calls = new ArrayList<>();
        for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
            calls.add(AggregateCalls.of(call, columns));
        }
        Chain sessions = LowerSessions.lower(aggregate, columns, lowering);
        if (sessions != null) {
            return sessions;
        }
        Chain chain = columns.project();
        Lowered input = lowering.seal(chain);
        if (calls.isEmpty() && !keys.isEmpty()) {
            return Chain.of(distinct(input, lowering), aggregate.getRowType());
        }
        List<ColumnType> types = new ArrayList<>();
        keys.forEach(key -> types.add(input.node().types().get(key)));
        calls.forEach(call -> types.add(call.type()));
        List<Integer> unique = uniqueKey(chain, keys.size());
        Lowered exchanged = input.properties().isColocatedBy(keys) ? input : input.exchangedBy(unique);
        Map<Integer, Frontier> frontiers = EventTimes.ofGroups(input, keys);
        AggregateNode node = new AggregateNode(
                exchanged.node(),
                keys,
                calls,
                input.properties().appendOnly(),
                types,
                lowering.forgets() ? EventTimes.release(frontiers) : null);
        if (node.closing() != null) {
            lowering.remember(node, LowerSlices.lower(aggregate, chain, calls, lowering));
        }
        Properties properties =
                new Properties(unique, false, exchanged.properties().colocated(), frontiers);
        return Chain.of(new Lowered(node, names, properties), aggregate.getRowType());
    }

    /** The columns of an aggregate's input. */
    static AggregateColumns columns(Aggregate aggregate, Lowering lowering) {
        return new AggregateColumns(
                lowering.chain(aggregate.getInput()),
                aggregate.getInput().getRowType(),
                aggregate.getCluster().getRexBuilder());
    }

    /** The group's keys, which come first; without the end of a window whose start is a key too, as it follows from it. */
    private static List<Integer> uniqueKey(Chain chain, int keys) {
        int start = chain.base().node().types().size();
        List<Integer> shown = chain.projections().subList(0, keys).stream()
                .map(ChainSealer::columnOf)
                .toList();
        boolean endFollows = hasOneEnd(chain.window()) && shown.contains(start);
        return IntStream.range(0, keys)
                .filter(key -> !(endFollows && shown.get(key) == start + 1))
                .boxed()
                .toList();
    }

    /** Whether windows that start at the same time end at the same: not where they cumulate, nor where clocks skip whole days. */
    private static boolean hasOneEnd(@Nullable WindowAssignment window) {
        return window != null && window.kind() == WindowAssignment.Kind.HOP && window.zone() == null;
    }

    /** Each row once; as it is, if no two rows are equal anyway. */
    static Lowered distinct(Lowered input, Lowering lowering) {
        List<Integer> all =
                IntStream.range(0, input.node().types().size()).boxed().toList();
        if (input.properties().isUniqueBy(all)) {
            return input;
        }
        Lowered exchanged = input.exchangedBy(all);
        Map<Integer, Frontier> frontiers = input.properties().frontiers();
        Properties properties = new Properties(
                all, input.properties().appendOnly(), exchanged.properties().colocated(), frontiers);
        Closing closing = lowering.forgets() ? EventTimes.release(frontiers) : null;
        return new Lowered(new DistinctNode(exchanged.node(), closing), input.names(), properties);
    }
}
