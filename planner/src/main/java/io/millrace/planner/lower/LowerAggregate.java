package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataType;

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
        AggregateColumns columns = new AggregateColumns(
                lowering.chain(aggregate.getInput()), aggregate.getInput().getRowType());
        List<Integer> keys =
                aggregate.getGroupSet().asList().stream().map(columns::place).toList();
        List<AggregateCall> calls = new ArrayList<>();
        for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
            calls.add(call(call, columns));
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
        Properties properties =
                new Properties(unique, false, exchanged.properties().colocated(), frontiers);
        return Chain.of(new Lowered(node, names, properties), aggregate.getRowType());
    }

    /** The group's keys, which come first; without the end of a window whose start is a key too, as it follows from it. */
    private static List<Integer> uniqueKey(Chain chain, int keys) {
        int start = chain.base().node().types().size();
        List<Integer> shown = chain.projections().subList(0, keys).stream()
                .map(ChainSealer::columnOf)
                .toList();
        boolean endFollows = chain.window() != null && shown.contains(start);
        return IntStream.range(0, keys)
                .filter(key -> !(endFollows && shown.get(key) == start + 1))
                .boxed()
                .toList();
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

    static AggregateCall call(org.apache.calcite.rel.core.AggregateCall call, AggregateColumns columns) {
        AggregateFunction function = switch (call.getAggregation().getKind()) {
            case COUNT -> AggregateFunction.COUNT;
            case SUM -> AggregateFunction.SUM;
            case SUM0 -> AggregateFunction.SUM0;
            case AVG -> AggregateFunction.AVG;
            case MIN -> AggregateFunction.MIN;
            case MAX -> AggregateFunction.MAX;
            case SINGLE_VALUE -> AggregateFunction.SINGLE_VALUE;
            case VAR_POP -> AggregateFunction.VAR_POP;
            case VAR_SAMP -> AggregateFunction.VAR_SAMP;
            case STDDEV_POP -> AggregateFunction.STDDEV_POP;
            case STDDEV_SAMP -> AggregateFunction.STDDEV_SAMP;
            // Any will do, so take one that does not depend on the order in which rows come.
            case ANY_VALUE -> AggregateFunction.MIN;
            default -> throw unsupported(call);
        };
        // What may be estimated is counted exactly.
        if (call.getArgList().size() > 1 || !call.getCollation().getKeys().isEmpty()) {
            throw unsupported(call);
        }
        int argument = call.getArgList().isEmpty()
                ? AggregateCall.NONE
                : call.getArgList().get(0);
        FailureSite site = site(call, columns);
        if (argument != AggregateCall.NONE) {
            checkArgument(function, columns.type(argument), site);
        }
        boolean countsRows = function == AggregateFunction.COUNT
                && !call.isDistinct()
                && argument != AggregateCall.NONE
                && !columns.type(argument).isNullable();
        // MIN and MAX are the same with DISTINCT, and cheaper without.
        boolean distinct = call.isDistinct() && function != AggregateFunction.MIN && function != AggregateFunction.MAX;
        return new AggregateCall(
                function,
                argument == AggregateCall.NONE || countsRows ? AggregateCall.NONE : columns.place(argument),
                call.filterArg < 0 ? AggregateCall.NONE : columns.place(call.filterArg),
                distinct,
                ColumnTypes.of(call.getType()),
                site);
    }

    /** The call as it was written, over the columns of what the chain reads. */
    private static FailureSite site(org.apache.calcite.rel.core.AggregateCall call, AggregateColumns columns) {
        List<String> arguments = call.getArgList().stream().map(columns::text).toList();
        String text = call.getAggregation().getName() + "(" + (call.isDistinct() ? "DISTINCT " : "")
                + String.join(", ", arguments) + ")";
        return new FailureSite(text, Positions.of(call.getParserPosition()));
    }

    private static EngineException unsupported(org.apache.calcite.rel.core.AggregateCall call) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The aggregate " + call.getAggregation().getName()
                        + ", used like this, is not supported yet. COUNT, SUM, AVG, MIN and MAX are.");
    }

    /** The squares of long decimals would take more digits than are kept. */
    private static void checkArgument(AggregateFunction function, RelDataType type, FailureSite site) {
        boolean squares = switch (function) {
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> true;
            case COUNT, SUM, SUM0, AVG, MIN, MAX, SINGLE_VALUE -> false;
        };
        if (squares && ColumnTypes.of(type).storage() == Storage.DECIMAL128) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    site.position(),
                    site.expression()
                            + " is not supported for a DECIMAL of more than 18 digits. Cast it to DOUBLE, or to"
                            + " fewer digits.");
        }
    }
}
