package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.validate.CurrentTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/** Puts values in the place of {@code ?} parameters, and of functions that tell the time. */
public final class Parameters {
    private Parameters() {}

    /**
     * The plan with a literal, cast to the parameter's type, for each parameter.
     *
     * @param now the time that it is, which takes the place of functions that tell it; null if they stay
     */
    public static RelNode bind(RelNode plan, List<? extends @Nullable Object> values, @Nullable Instant now) {
        RexBuilder builder = plan.getCluster().getRexBuilder();
        RexShuttle replace = new RexShuttle() {
            @Override
            public RexNode visitDynamicParam(RexDynamicParam parameter) {
                return ParameterValues.literal(
                        builder, parameter.getType(), values.get(parameter.getIndex()), parameter.getIndex());
            }

            @Override
            public RexNode visitCall(RexCall call) {
                RexNode visited = super.visitCall(call);
                return now != null && visited instanceof RexCall current
                        ? CurrentTime.at(current, now, builder)
                        : visited;
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subquery);
                return visited.clone(bind(visited.rel, values, now));
            }
        };
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return super.visit(node).accept(replace);
            }
        });
    }

    /** The plan for any values: the parameters stay in it, and the time becomes parameters behind those. */
    public static RelNode timeless(RelNode plan, int parameters) {
        RexBuilder builder = plan.getCluster().getRexBuilder();
        RexShuttle replace = new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                RexNode visited = super.visitCall(call);
                return visited instanceof RexCall current
                        ? CurrentTime.parameter(current, parameters, builder)
                        : visited;
            }
        };
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return super.visit(node).accept(replace);
            }
        });
    }

    /** The number of the parameter that a LIMIT or OFFSET is, or -1 if it is a number. */
    public static int parameter(@Nullable RexNode count) {
        return count instanceof RexDynamicParam parameter ? parameter.getIndex() : -1;
    }

    /** The number of rows that a bound LIMIT or OFFSET asks for. */
    public static long rowCount(RexNode count) {
        RexNode literal = count instanceof RexCall call && call.getOperands().size() == 1
                ? call.getOperands().get(0)
                : count;
        return rowCount(literal instanceof RexLiteral known ? known.getValueAs(BigDecimal.class) : null);
    }

    /** The number of rows that a value of LIMIT or OFFSET asks for. */
    public static long rowCount(@Nullable BigDecimal value) {
        if (value == null || value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    "LIMIT and OFFSET take a whole number that is not negative, but got "
                            + (value == null ? "NULL" : value.toPlainString()) + ".");
        }
        return value.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
    }
}
