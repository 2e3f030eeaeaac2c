package io.millrace.executor.plan;

import io.millrace.executor.type.Schema;
import java.util.List;

/**
 * A view to keep: its query and the shape of its result table. All rows that are equal in the key columns, or in all
 * columns if there is no key, come out of {@code root} on the same shard, unless it is append-only.
 *
 * @param name the name under which others read it
 * @param schema names and types of the columns of {@code root}
 * @param root the query
 * @param key columns that no two rows of the result share, or empty if none are known
 * @param appendOnly whether rows are never deleted
 */
public record ViewPlan(String name, Schema schema, PlanNode root, List<Integer> key, boolean appendOnly) {
    public ViewPlan {
        key = List.copyOf(key);
        if (!schema.types().equals(root.types())) {
            throw new IllegalArgumentException("schema " + schema.types() + " is not that of the plan " + root.types());
        }
    }
}
