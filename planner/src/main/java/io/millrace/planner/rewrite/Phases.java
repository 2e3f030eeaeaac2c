package io.millrace.planner.rewrite;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.kernel.ConstantFolder;
import io.millrace.planner.validate.Analysis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * The one list of rewriting phases. A plan goes through all of them, in order, or through those without which it cannot be
 * run if the optimizer is off. A phase that throws fails the statement with an internal error; none is skipped for that.
 */
public final class Phases {
    /** Over nothing there is no group, but the empty grouping set has one; the stock rule forgets that of ROLLUP and CUBE. */
    private static final RelOptRule EMPTY_AGGREGATE =
            ((PruneEmptyRules.RemoveEmptySingleRule.RemoveEmptySingleRuleConfig)
                            ((RelRule<?>) PruneEmptyRules.AGGREGATE_INSTANCE).config)
                    .withOperandFor(
                            Aggregate.class,
                            aggregate -> aggregate.getGroupSets().stream().noneMatch(ImmutableBitSet::isEmpty))
                    .toRule();

    private final List<Phase> all;

    /** All of them, with what computes constants. */
    public Phases(ConstantFolder constants) {
        this(List.of(
                Phase.optional("common conditions", CommonConditions::apply),
                Phase.needed("subqueries to joins", Subqueries::remove),
                Phase.optional("gather rows", GatheredRows::apply),
                Phase.optional("fold constants", plan -> ConstantFolding.apply(plan, constants)),
                Phase.optional(
                        "push filters",
                        rules(
                                CoreRules.FILTER_PROJECT_TRANSPOSE,
                                FilterBelowOver.Config.DEFAULT.toRule(),
                                CoreRules.FILTER_AGGREGATE_TRANSPOSE,
                                CoreRules.FILTER_SET_OP_TRANSPOSE,
                                CoreRules.FILTER_INTO_JOIN,
                                CoreRules.JOIN_CONDITION_PUSH,
                                FilterBelowAsOf.rule(),
                                CoreRules.FILTER_MERGE,
                                CoreRules.UNION_MERGE)),
                Phase.optional(
                        "remove what is empty",
                        rules(
                                PruneEmptyRules.UNION_INSTANCE,
                                PruneEmptyRules.INTERSECT_INSTANCE,
                                PruneEmptyRules.MINUS_INSTANCE,
                                PruneEmptyRules.PROJECT_INSTANCE,
                                PruneEmptyRules.FILTER_INSTANCE,
                                EMPTY_AGGREGATE,
                                PruneEmptyRules.JOIN_LEFT_INSTANCE,
                                PruneEmptyRules.JOIN_RIGHT_INSTANCE,
                                CoreRules.UNION_REMOVE)),
                Phase.optional("order joins", JoinOrder::apply),
                Phase.optional("trim columns", Phases::trim),
                Phase.needed("present time", PresentTime::apply)));
    }

    private Phases(List<Phase> all) {
        this.all = all;
    }

    /** Those without which no plan can be run. */
    public Phases needed() {
        return new Phases(all.stream().filter(phase -> !phase.isOptional()).toList());
    }

    /** A plan before the first phase ("as written") or after one. */
    public record Stage(String name, RelNode plan) {}

    /** The plan as it was given and after each phase; the last is the result. */
    public List<Stage> run(RelNode plan) {
        return run(plan, all);
    }

    static List<Stage> run(RelNode plan, List<Phase> phases) {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("as written", plan));
        RelNode current = plan;
        for (Phase phase : phases) {
            current = run(phase, current);
            stages.add(new Stage(phase.name(), current));
        }
        return List.copyOf(stages);
    }

    private static RelNode run(Phase phase, RelNode plan) {
        try {
            return phase.rewrite().apply(plan);
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    null,
                    "The statement could not be planned, step '" + phase.name() + "' failed: " + e.getMessage(),
                    e);
        }
    }

    private static RelNode trim(RelNode plan) {
        return new ColumnTrimmer(Analysis.BUILDERS.create(plan.getCluster(), null)).trim(plan);
    }

    private static UnaryOperator<RelNode> rules(RelOptRule... rules) {
        HepProgramBuilder program = new HepProgramBuilder().addMatchOrder(HepMatchOrder.BOTTOM_UP);
        program.addRuleCollection(
                List.of(rules).stream().map(Phases::withOurBuilder).toList());
        var built = program.build();
        return plan -> {
            HepPlanner planner = new HepPlanner(built, Contexts.of(Analysis.BUILDER_CONFIG));
            planner.setRoot(plan);
            return planner.findBestExp();
        };
    }

    /** The rule, but building with our configuration, which does not simplify. */
    private static RelOptRule withOurBuilder(RelOptRule rule) {
        if (rule instanceof org.apache.calcite.plan.RelRule<?> configured) {
            return configured.config.withRelBuilderFactory(Analysis.BUILDERS).toRule();
        }
        throw new IllegalArgumentException(rule + " cannot be configured");
    }
}
