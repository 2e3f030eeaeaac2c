package io.millrace.executor.circuit;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a plan of {@link Plans} gives when it is computed from scratch; kernels copy their input. */
final class Recomputed {
    private Recomputed() {}

    /** The rows of a plan, in no particular order. */
    static List<List<@Nullable Long>> rows(PlanNode plan, Function<String, List<List<@Nullable Long>>> relations) {
        if (plan instanceof InputNode input) {
            List<List<@Nullable Long>> rows = new ArrayList<>();
            for (List<@Nullable Long> row : relations.apply(input.relation())) {
                rows.add(pick(row, input.columns()));
            }
            return rows;
        }
        if (plan instanceof UnionNode union) {
            List<List<@Nullable Long>> rows = new ArrayList<>();
            union.inputs().forEach(input -> rows.addAll(rows(input, relations)));
            return rows;
        }
        List<List<@Nullable Long>> input = rows(plan.inputs().get(0), relations);
        if (plan instanceof DistinctNode) {
            return new ArrayList<>(new LinkedHashSet<>(input));
        }
        return plan instanceof AggregateNode aggregate ? groups(aggregate, input) : input;
    }

    private static List<List<@Nullable Long>> groups(AggregateNode plan, List<List<@Nullable Long>> input) {
        Map<List<@Nullable Long>, List<List<@Nullable Long>>> groups = new LinkedHashMap<>();
        if (plan.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<@Nullable Long> row : input) {
            groups.computeIfAbsent(pick(row, plan.keys()), key -> new ArrayList<>())
                    .add(row);
        }
        List<List<@Nullable Long>> rows = new ArrayList<>();
        groups.forEach((key, group) -> {
            List<@Nullable Long> row = new ArrayList<>(key);
            plan.calls().forEach(call -> row.add(value(call, group)));
            rows.add(row);
        });
        return rows;
    }

    private static @Nullable Long value(AggregateCall call, List<List<@Nullable Long>> group) {
        if (call.function() == AggregateFunction.COUNT) {
            return (long) group.size();
        }
        Long sum = null;
        for (List<@Nullable Long> row : group) {
            Long value = row.get(call.argument());
            if (value != null) {
                sum = sum == null ? value : Long.valueOf(sum + value);
            }
        }
        return sum;
    }

    private static List<@Nullable Long> pick(List<@Nullable Long> row, List<Integer> columns) {
        List<@Nullable Long> picked = new ArrayList<>();
        columns.forEach(column -> picked.add(row.get(column)));
        return picked;
    }
}
