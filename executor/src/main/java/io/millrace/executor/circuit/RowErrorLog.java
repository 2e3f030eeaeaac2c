package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import java.util.ArrayDeque;
import java.util.List;

/** The failed expressions of one view: an exact counter and the last ones as samples. Thread-safe. */
final class RowErrorLog implements KernelContext {
    private final String view;
    private final int maxSamples;
    private final ArrayDeque<RowError> samples = new ArrayDeque<>();
    private long count;

    RowErrorLog(String view, int maxSamples) {
        this.view = view;
        this.maxSamples = maxSamples;
    }

    @Override
    public synchronized void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
        count++;
        if (samples.size() == maxSamples) {
            samples.poll();
        }
        samples.add(new RowError(view, code, site.expression(), detail));
    }

    synchronized long count() {
        return count;
    }

    synchronized List<RowError> samples() {
        return List.copyOf(samples);
    }
}
