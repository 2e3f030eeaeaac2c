package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.planner.lower.KeyLookup;
import io.millrace.planner.lower.ParameterData;
import io.millrace.planner.lower.Parameters;
import io.millrace.planner.validate.CurrentTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a prepared query for all values of its parameters: kernels ask for them when they run. Giving it values costs a
 * few objects. Immutable.
 *
 * @param plan without values; its ordering and lookup lack what the parameters tell
 * @param types of the parameters
 * @param limit the number of the parameter that is the LIMIT, or -1
 * @param offset the number of the parameter that is the OFFSET, or -1
 * @param lookup the lookup that the query is, or null
 */
record PlanTemplate(
        QueryPlan plan,
        List<ColumnType> types,
        int limit,
        int offset,
        @Nullable KeyLookup lookup) {
    PlanTemplate {
        types = List.copyOf(types);
    }

    /** The plan for some values at an instant; empty if a value has to be cast to its parameter's type first. */
    Optional<QueryPlan> bind(List<? extends @Nullable Object> values, Instant now) {
        return ParameterData.of(types, values).map(data -> bound(data, now));
    }

    private QueryPlan bound(List<@Nullable Object> data, Instant now) {
        Ordering given = plan.ordering();
        Ordering ordering = new Ordering(
                given.keys(),
                offset < 0 ? given.offset() : rows(data.get(offset)),
                limit < 0 ? given.limit() : rows(data.get(limit)));
        List<@Nullable Object> all = new ArrayList<>(data);
        all.addAll(CurrentTime.values(now));
        return new QueryPlan(
                plan.root(),
                plan.schema(),
                plan.key(),
                plan.appendOnly(),
                plan.singleRow(),
                ordering,
                all,
                lookup == null ? null : lookup(lookup, data),
                plan.frontiers(),
                plan.state());
    }

    private static long rows(@Nullable Object data) {
        return Parameters.rowCount(data == null ? null : BigDecimal.valueOf((Long) data));
    }

    /** Null where no row can have such a key: the plan finds that out. */
    private static @Nullable PointLookup lookup(KeyLookup lookup, List<@Nullable Object> data) {
        List<Object> key = new ArrayList<>();
        for (Object part : lookup.values()) {
            Object value =
                    part instanceof KeyLookup.Key parameter ? parameter.value(data.get(parameter.parameter())) : part;
            if (value == null) {
                return null;
            }
            key.add(value);
        }
        return new PointLookup(lookup.view(), lookup.keyColumns(), key, lookup.columns());
    }
}
