package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.plan.MapNode;

/**
 * Rows that a kernel computes from rows kept elsewhere, when they are read. A call that fails on a row yields NULL here and is not
 * noted: it was when the row changed. Used by one thread at a time; what it computed is valid until the next call.
 */
final class RowDerivation {
    private static final KernelContext SILENT = (code, site, detail, input, row) -> {};

    private final Kernel kernel;
    private final Batch kept;
    private final Batch derived;

    RowDerivation(MapNode map, KernelCompiler kernels) {
        this.kernel = kernels.instantiate(map.kernel(), SILENT);
        this.kept = new Batch(map.input().types());
        this.derived = new Batch(map.types());
    }

    /** An empty batch for rows as they are kept. */
    Batch kept() {
        kept.clear();
        return kept;
    }

    /** The rows that follow from those in {@link #kept}. */
    Batch derive() {
        derived.clear();
        kernel.run(kept, derived);
        return derived;
    }
}
