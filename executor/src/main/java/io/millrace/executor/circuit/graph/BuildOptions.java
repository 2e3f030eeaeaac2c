package io.millrace.executor.circuit.graph;

import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.plan.ViewPlan;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a plan are built.
 *
 * @param maxRowErrors how many failed expressions each node remembers
 * @param failures told of failed expressions instead of the nodes' own logs, or null
 * @param opened the plans of views that are computed and not read, by the name of the view; null for all others
 * @param maxIterations the last iteration of a recursion that may have rows
 */
public record BuildOptions(
        int maxRowErrors,
        @Nullable KernelContext failures,
        Function<String, @Nullable ViewPlan> opened,
        int maxIterations) {
    /** For what is kept up to date. */
    public static BuildOptions kept(int maxRowErrors, int maxIterations) {
        return new BuildOptions(maxRowErrors, null, relation -> null, maxIterations);
    }

    /** For what is run once, and tells {@code failures} of failed expressions. */
    public static BuildOptions once(
            KernelContext failures, Function<String, @Nullable ViewPlan> opened, int maxIterations) {
        return new BuildOptions(0, failures, opened, maxIterations);
    }

    /** For a view that is computed: in it an expression that fails is NULL, whatever it is around it. */
    BuildOptions inView() {
        return new BuildOptions(0, (code, site, detail, input, row) -> {}, opened, maxIterations);
    }
}
