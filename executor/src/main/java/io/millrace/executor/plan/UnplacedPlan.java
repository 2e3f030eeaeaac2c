package io.millrace.executor.plan;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans without the places of their calls in the text of a statement: what a view computes does not depend on where in its text
 * that was written, so plans that differ in nothing else are equal. Each instance of a node is looked at once. Used by one thread.
 */
public final class UnplacedPlan {
    private final IdentityHashMap<PlanNode, PlanNode> unplaced = new IdentityHashMap<>();

    /** A view's plan without places. */
    public static ViewPlan of(ViewPlan plan) {
        return new ViewPlan(
                plan.name(), plan.schema(), new UnplacedPlan().of(plan.root()), plan.key(), plan.appendOnly());
    }

    /** A node without places, with all below it. */
    public PlanNode of(PlanNode node) {
        PlanNode known = unplaced.get(node);
        if (known != null) {
            return known;
        }
        List<PlanNode> inputs = new ArrayList<>();
        boolean same = true;
        for (PlanNode input : node.inputs()) {
            PlanNode other = of(input);
            same &= isSame(input, other);
            inputs.add(other);
        }
        PlanNode result = withoutPlaces(same ? node : node.withInputs(inputs));
        unplaced.put(node, result);
        return result;
    }

    /** Whether nothing was done to a node; comparing what is in them would go through all paths below. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(PlanNode node, PlanNode other) {
        return node == other;
    }

    private static PlanNode withoutPlaces(PlanNode node) {
        if (node instanceof MapNode map && isPlaced(map.kernel())) {
            return map.withKernel(withoutPlaces(map.kernel()));
        }
        if (node instanceof JoinNode join && isPlaced(join.condition().residual())) {
            JoinCondition condition = join.condition();
            return new JoinNode(
                    join.leftInput(),
                    join.rightInput(),
                    join.kind(),
                    new JoinCondition(condition.keys(), withoutPlaces(condition.residual())),
                    join.types(),
                    join.time());
        }
        return node instanceof PatternNode pattern ? pattern.withKernels(UnplacedPlan::withoutPlaces) : node;
    }

    private static boolean isPlaced(@Nullable KernelSource kernel) {
        return kernel != null && kernel.sites().stream().anyMatch(site -> site.position() != null);
    }

    private static KernelSource withoutPlaces(@Nullable KernelSource kernel) {
        if (kernel == null) {
            throw new IllegalArgumentException("no kernel");
        }
        List<FailureSite> sites = kernel.sites().stream()
                .map(site -> new FailureSite(site.expression(), null, site.positionColumn()))
                .toList();
        return new KernelSource(kernel.className(), kernel.source(), kernel.constants(), sites);
    }
}
