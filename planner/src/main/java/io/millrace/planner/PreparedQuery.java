package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Relation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query that was checked against a catalog, to be planned for given parameters as often as it is run: names, types and
 * errors are found once, what is left costs about a millisecond, or nothing if there are no parameters. Valid as long as
 * the relations it names are as they were. Thread-safe: a plan is made from it without changing it.
 */
public final class PreparedQuery {
    private final QuerySteps steps;
    private final Schema schema;
    private final List<ColumnType> parameterTypes;
    private final @Nullable QueryPlan plan;

    /** With the plan if there are no parameters. */
    PreparedQuery(QuerySteps steps, Schema schema, List<ColumnType> parameterTypes, @Nullable QueryPlan plan) {
        this.steps = steps;
        this.schema = schema;
        this.parameterTypes = List.copyOf(parameterTypes);
        this.plan = plan;
    }

    /** Names and types of the result's columns. */
    public Schema schema() {
        return plan == null ? schema : plan.schema();
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
        return plan == null ? Planner.call(() -> steps.plan(values)) : plan;
    }
}
