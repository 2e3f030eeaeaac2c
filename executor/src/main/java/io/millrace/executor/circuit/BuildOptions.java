package io.millrace.executor.circuit;

import io.millrace.executor.kernel.KernelContext;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a plan are built.
 *
 * @param maxRowErrors how many failed expressions each node remembers
 * @param failures told of failed expressions instead of the nodes' own logs, or null
 * @param opened views that are computed and not read
 * @param maxIterations the last iteration of a recursion that may have rows
 */
record BuildOptions(int maxRowErrors, @Nullable KernelContext failures, Opened opened, int maxIterations) {
    /** For what is kept up to date. */
    static BuildOptions kept(int maxRowErrors, int maxIterations) {
        return new BuildOptions(maxRowErrors, null, Opened.NONE, maxIterations);
    }

    /** For what is run once, and tells {@code failures} of failed expressions. */
    static BuildOptions once(KernelContext failures, Opened opened, int maxIterations) {
        return new BuildOptions(0, failures, opened, maxIterations);
    }

    /** For a view that is computed: in it an expression that fails is NULL, whatever it is around it. */
    BuildOptions inView() {
        return new BuildOptions(0, (code, site, detail, input, row) -> {}, opened, maxIterations);
    }
}
