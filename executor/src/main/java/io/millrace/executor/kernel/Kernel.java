package io.millrace.executor.kernel;

import io.millrace.executor.column.Batch;

/**
 * A chain of filters, projections and flat-maps as one loop over a batch. Stateless but for scratch space; one instance
 * has one owner. Generated classes have the constructor {@code (Object[] constants, KernelContext context,
 * FailureSite[] sites)}.
 */
public interface Kernel {
    /** Appends the rows computed from {@code in} to {@code out}, each with the weight of the row it comes from. Allocates nothing per row. */
    void run(Batch in, Batch out);
}
