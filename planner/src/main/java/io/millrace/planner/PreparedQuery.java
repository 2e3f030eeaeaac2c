package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Relation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query that was checked against a catalog, ready to be run for given parameters as often as one likes. What is read is
 * planned once for all parameters; only a value that must be cast to its parameter's type first, and a place that needs a
 * value to be planned, take a planning for each run, about a millisecond. Valid as long as the relations it names are as they
 * were. Thread-safe.
 */
public final class PreparedQuery {
    private final QuerySteps steps;
    private final Schema schema;
    private final List<ColumnType> parameterTypes;
    private final @Nullable QueryPlan plan;
    private final @Nullable PlanTemplate template;
    private final AtomicInteger plannings = new AtomicInteger(1);

    /** With the plan if there is only one, or else with the plan for all values if there is one. */
    PreparedQuery(
            QuerySteps steps,
            Schema schema,
            List<ColumnType> parameterTypes,
            @Nullable QueryPlan plan,
            @Nullable PlanTemplate template) {
        this.steps = steps;
        this.schema = schema;
        this.parameterTypes = List.copyOf(parameterTypes);
        this.plan = plan;
        this.template = template;
    }

    /** Names and types of the result's columns. */
    public Schema schema() {
        return plan == null ? template == null ? schema : template.plan().schema() : plan.schema();
    }

    /** The types of the {@code ?} parameters, in order. */
    public List<ColumnType> parameterTypes() {
        return parameterTypes;
    }

    /** The circuit's names of the relations it reads; without those whose part folding finds to be empty, perhaps. */
    public Set<String> reads() {
        return steps.query().sources().stream().map(Relation::circuitName).collect(Collectors.toUnmodifiableSet());
    }

    /** What the query was prepared for. */
    public Purpose purpose() {
        return steps.purpose();
    }

    /**
     * The plan for given values of the parameters, null for NULL. A value is what JDBC gives for it (Boolean, a Number,
     * String, byte[], the dates and times of java.time or java.sql); it is cast to the parameter's type.
     */
    public QueryPlan plan(List<? extends @Nullable Object> values) {
        if (values.size() != parameterTypes.size()) {
            throw new EngineException(
                    ErrorCode.PARAMETER_MISMATCH,
                    "The statement has " + parameterTypes.size() + " parameters, but " + values.size()
                            + " values were given.");
        }
        if (plan != null) {
            return plan;
        }
        Optional<QueryPlan> bound = template == null
                ? Optional.empty()
                : template.bind(values, steps.clock().instant());
        return bound.orElseGet(() -> {
            plannings.incrementAndGet();
            return Planner.call(() -> steps.plan(values));
        });
    }

    /** How often this query was planned so far, for tests of its cost. */
    int plannings() {
        return plannings.get();
    }
}
