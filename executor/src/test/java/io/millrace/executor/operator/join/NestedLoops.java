package io.millrace.executor.operator.join;

import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Joins computed from whole relations by two loops: what operators are compared with. */
final class NestedLoops {
    private final JoinNode node;
    private final int lesser;
    private final int greater;
    private final Map<List<?>, Long> result = new HashMap<>();

    private NestedLoops(JoinNode node, int lesser, int greater) {
        this.node = node;
        this.lesser = lesser;
        this.greater = greater;
    }

    /** The join of two relations; a residual is {@code left[lesser] < right[greater]}. */
    static Map<List<?>, Long> join(JoinNode node, List<Map<List<?>, Long>> inputs, int lesser, int greater) {
        NestedLoops loops = new NestedLoops(node, lesser, greater);
        loops.join(inputs.get(0), inputs.get(1));
        return loops.result;
    }

    /** The types of a join's columns. */
    static List<ColumnType> types(JoinKind kind, List<ColumnType> left, List<ColumnType> right) {
        List<ColumnType> types = new ArrayList<>(left);
        if (kind.hasPairs()) {
            types.addAll(right);
        } else if (kind == JoinKind.MARK) {
            types.add(ColumnType.of(TypeKind.BOOLEAN));
        }
        return types;
    }

    private void join(Map<List<?>, Long> left, Map<List<?>, Long> right) {
        JoinKind kind = node.kind();
        left.forEach((row, weight) -> {
            boolean matches = false;
            boolean unknown = false;
            for (Map.Entry<List<?>, Long> other : right.entrySet()) {
                Boolean truth = truth(row, other.getKey());
                if (Boolean.TRUE.equals(truth)) {
                    matches = true;
                    if (kind.hasPairs()) {
                        add(row, other.getKey(), weight * other.getValue());
                    }
                }
                unknown |= truth == null;
            }
            decide(row, weight, matches, unknown);
        });
        if (kind.decidesRight()) {
            right.forEach((row, weight) -> {
                if (left.keySet().stream().noneMatch(other -> Boolean.TRUE.equals(truth(other, row)))) {
                    add(nulls(node.left().types().size()), row, weight);
                }
            });
        }
    }

    private void decide(List<?> row, long weight, boolean matches, boolean unknown) {
        switch (node.kind()) {
            case INNER, RIGHT -> {}
            case LEFT, FULL -> {
                if (!matches) {
                    add(row, nulls(node.right().types().size()), weight);
                }
            }
            case SEMI -> {
                if (matches) {
                    add(row, List.of(), weight);
                }
            }
            case ANTI -> {
                if (!matches) {
                    add(row, List.of(), weight);
                }
            }
            case MARK -> {
                Boolean mark = matches ? Boolean.TRUE : unknown ? null : Boolean.FALSE;
                add(row, Collections.singletonList(mark), weight);
            }
        }
    }

    private static List<?> nulls(int count) {
        return Collections.nCopies(count, null);
    }

    private void add(List<?> left, List<?> right, long weight) {
        List<Object> row = new ArrayList<>(left);
        row.addAll(right);
        result.merge(row, weight, Long::sum);
    }

    /** Whether two rows match; null if the residual is unknown. Keys with NULLs that are not null-safe match nothing. */
    private @Nullable Boolean truth(List<?> left, List<?> right) {
        for (JoinKey key : node.condition().keys()) {
            Object a = left.get(key.left());
            Object b = right.get(key.right());
            if (!Objects.equals(a, b) || a == null && !key.nullSafe()) {
                return false;
            }
        }
        TimeRange range = node.time() == null ? null : node.time().range();
        if (range != null) {
            Long a = (Long) left.get(range.left());
            Long b = (Long) right.get(range.right());
            if (a == null || b == null || a - b < range.least() || a - b > range.most()) {
                return false;
            }
        }
        if (node.condition().residual() == null) {
            return true;
        }
        Long a = (Long) left.get(lesser);
        Long b = (Long) right.get(greater);
        return a == null || b == null ? null : (Boolean) (a < b);
    }
}
