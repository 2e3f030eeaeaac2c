package io.millrace.executor.circuit;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        if (plan instanceof JoinNode join) {
            return joined(join, input, rows(plan.inputs().get(1), relations));
        }
        if (plan instanceof DistinctNode) {
            return new ArrayList<>(new LinkedHashSet<>(input));
        }
        return plan instanceof AggregateNode aggregate ? groups(aggregate, input) : input;
    }

    /** Rows of both sides whose first columns are equal, and those of a decided side that meet none. */
    private static List<List<@Nullable Long>> joined(
            JoinNode join, List<List<@Nullable Long>> left, List<List<@Nullable Long>> right) {
        JoinKind kind = join.kind();
        Map<@Nullable Long, List<List<@Nullable Long>>> partners = new HashMap<>();
        right.forEach(row ->
                partners.computeIfAbsent(row.get(0), key -> new ArrayList<>()).add(row));
        Set<@Nullable Long> met = new HashSet<>();
        List<List<@Nullable Long>> rows = new ArrayList<>();
        for (List<@Nullable Long> row : left) {
            met.add(row.get(0));
            List<List<@Nullable Long>> others =
                    row.get(0) == null ? List.of() : partners.getOrDefault(row.get(0), List.of());
            if (kind.hasPairs()) {
                others.forEach(other -> rows.add(concatenated(row, other)));
            } else if (others.isEmpty() != (kind == JoinKind.SEMI)) {
                rows.add(row);
            }
            if (kind.hasPairs() && kind.decidesLeft() && others.isEmpty()) {
                rows.add(concatenated(row, nulls(join.right().types().size())));
            }
        }
        for (List<@Nullable Long> row : right) {
            if (kind.decidesRight() && (row.get(0) == null || !met.contains(row.get(0)))) {
                rows.add(concatenated(nulls(join.left().types().size()), row));
            }
        }
        return rows;
    }

    private static List<@Nullable Long> nulls(int count) {
        return Collections.nCopies(count, null);
    }

    private static List<@Nullable Long> concatenated(List<@Nullable Long> left, List<@Nullable Long> right) {
        List<@Nullable Long> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
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
