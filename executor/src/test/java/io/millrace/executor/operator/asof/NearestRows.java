package io.millrace.executor.operator.asof;

import io.millrace.executor.plan.AsOfMatch.Nearest;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.JoinKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** As-of joins computed from whole relations by two loops: what operators are compared with. */
final class NearestRows {
    private final AsOfNode node;

    private NearestRows(AsOfNode node) {
        this.node = node;
    }

    /** The join of two relations. */
    static Map<List<?>, Long> join(AsOfNode node, Map<List<?>, Long> left, Map<List<?>, Long> right) {
        NearestRows rows = new NearestRows(node);
        Map<List<?>, Long> result = new HashMap<>();
        left.forEach((row, weight) -> {
            List<?> nearest = rows.nearest(row, right);
            if (nearest != null || node.outer()) {
                List<Object> both = new ArrayList<>(row);
                both.addAll(
                        nearest == null
                                ? Collections.nCopies(node.right().types().size(), null)
                                : nearest);
                result.merge(both, weight, Long::sum);
            }
        });
        return result;
    }

    private @Nullable List<?> nearest(List<?> row, Map<List<?>, Long> right) {
        List<?> best = null;
        for (List<?> candidate : right.keySet()) {
            if (matches(row, candidate) && (best == null || isNearer(candidate, best))) {
                best = candidate;
            }
        }
        return best;
    }

    private boolean matches(List<?> row, List<?> candidate) {
        for (JoinKey key : node.keys()) {
            Object own = row.get(key.left());
            if (own == null || !Objects.equals(own, candidate.get(key.right()))) {
                return false;
            }
        }
        Object time = row.get(node.match().left());
        Object other = candidate.get(node.match().right());
        if (time == null || other == null) {
            return false;
        }
        int compared = compare(time, other);
        Nearest nearest = node.match().nearest();
        if (compared == 0) {
            return !nearest.isStrict();
        }
        return compared > 0 == nearest.isBackward();
    }

    private boolean isNearer(List<?> row, List<?> than) {
        int time = node.match().right();
        int compared = compare(row.get(time), than.get(time));
        if (compared != 0) {
            return compared > 0 == node.match().nearest().isBackward();
        }
        for (int column = 0; column < row.size(); column++) {
            int different = compare(row.get(column), than.get(column));
            if (different != 0) {
                return different < 0;
            }
        }
        return false;
    }

    /** NULLs high. */
    private static int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        if (left instanceof Long number) {
            return Long.compare(number, (Long) right);
        }
        if (left instanceof Double number) {
            return Double.compare(number, (Double) right);
        }
        if (left instanceof BigInteger number) {
            return number.compareTo((BigInteger) right);
        }
        if (left instanceof Boolean flag) {
            return Boolean.compare(flag, (Boolean) right);
        }
        return Arrays.compareUnsigned(
                ((String) left).getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
}
