package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.planner.rewrite.Unnest;
import io.millrace.planner.validate.AsOfJoin;
import io.millrace.planner.validate.IterationScan;
import io.millrace.planner.validate.LookupJoin;
import io.millrace.planner.validate.Recursion;
import io.millrace.planner.validate.RowPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Lowers a plan, bottom-up: each kind of node has a class, this one only dispatches. Equal parts of a plan become equal
 * nodes, which the circuit runs once. Used for one plan.
 */
public final class Lowering {
    private final boolean forgets;
    private final List<Lowered> steps = new ArrayList<>();
    private final Kernels kernels = new Kernels();
    private final Map<OverNode, LowerTopN.Input> overInputs = new HashMap<>();
    private final Map<SessionNode, Chain> sessionInputs = new HashMap<>();
    private final Map<AggregateNode, Lowered> sliced = new HashMap<>();
    private final ChainSealer sealer = new ChainSealer(kernels);
    private final LowerRecursion recursions = new LowerRecursion(this);

    /** For a plan that runs once, or for one that runs on and forgets what event time has passed. */
    public Lowering(boolean forgets) {
        this.forgets = forgets;
    }

    /** Whether nodes shall forget what cannot change any more. */
    boolean forgets() {
        return forgets;
    }

    /** The node that computes a plan. */
    public Lowered lower(RelNode plan) {
        return seal(chain(plan));
    }

    /** What plans have been lowered to so far, below the last filters and projections of each. */
    public List<Lowered> steps() {
        return List.copyOf(steps);
    }

    /** A plan with its last filters and projections not yet made into a kernel. */
    Chain chain(RelNode plan) {
        Chain chain = lowered(plan);
        steps.add(chain.base());
        return chain;
    }

    private Chain lowered(RelNode plan) {
        if (plan instanceof Project project) {
            return project(project);
        }
        if (plan instanceof Filter filter) {
            return filter(filter);
        }
        if (plan instanceof TableScan scan) {
            return LowerScan.lower(scan);
        }
        if (plan instanceof Sort sort) {
            return LowerSort.lower(sort, this);
        }
        if (plan instanceof TableFunctionScan function) {
            return LowerWindow.lower(function, this);
        }
        if (plan instanceof RowPattern pattern) {
            return LowerPattern.lower(pattern, this);
        }
        if (plan instanceof Values values) {
            return LowerValues.lower(values, this);
        }
        if (plan instanceof Union union) {
            return LowerUnion.lower(union, this);
        }
        if (plan instanceof Intersect || plan instanceof Minus) {
            return LowerSetOperation.lower((SetOp) plan, this);
        }
        if (plan instanceof Aggregate aggregate) {
            return LowerAggregate.lower(aggregate, this);
        }
        if (plan instanceof Join join) {
            return LowerJoin.lower(join, this);
        }
        if (plan instanceof AsOfJoin join) {
            return LowerAsOf.lower(join, this);
        }
        if (plan instanceof LookupJoin join) {
            return LowerLookup.lower(join, this);
        }
        if (plan instanceof Recursion recursion) {
            return recursions.lower(recursion);
        }
        if (plan instanceof IterationScan scan) {
            return recursions.lower(scan);
        }
        if (plan instanceof Unnest unnest) {
            return LowerUnnest.lower(unnest, this);
        }
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "This statement needs the step " + plan.getRelTypeName() + ", which is not supported yet.");
    }

    Lowered seal(Chain chain) {
        return sealer.seal(LowerTopN.recognise(chain, overInputs));
    }

    /** Remembers what an OVER reads, which a top-n in its place reads as well. */
    void remember(OverNode over, LowerTopN.Input input) {
        overInputs.put(over, input);
    }

    /** Remembers the rows that sessions are made of, which an aggregate in their place reads as well. */
    void remember(SessionNode sessions, Chain rows) {
        sessionInputs.put(sessions, rows);
    }

    /** What {@link #remember(SessionNode, Chain)} was told. */
    @Nullable
    Chain inputOf(SessionNode sessions) {
        return sessionInputs.get(sessions);
    }

    /** Remembers by what other plan the final rows of a GROUP BY are to be had, if by any. */
    void remember(AggregateNode groups, @Nullable Lowered finalRows) {
        if (finalRows != null) {
            sliced.put(groups, finalRows);
        }
    }

    /** What {@link #remember(AggregateNode, Lowered)} was told. */
    @Nullable
    Lowered finalRowsOf(AggregateNode groups) {
        return sliced.get(groups);
    }

    private Chain project(Project project) {
        if (project.containsOver()) {
            return LowerOver.lower(project, this);
        }
        Chain input = ready(project.getInput(), project.getProjects());
        return input.project(project.getProjects(), project.getRowType().getFieldNames());
    }

    private Chain filter(Filter filter) {
        if (LowerClockFilter.isOne(filter)) {
            return LowerClockFilter.lower(filter, this);
        }
        RexBuilder builder = filter.getCluster().getRexBuilder();
        Chain input = ready(filter.getInput(), List.of(filter.getCondition()));
        return input.filter(filter.getCondition(), builder);
    }

    /** The chain of an input, sealed before expressions over it would grow too large. */
    Chain ready(RelNode input, List<RexNode> expressions) {
        Chain chain = chain(input);
        return chain.isTooLargeFor(expressions) ? Chain.of(seal(chain), input.getRowType()) : chain;
    }
}
