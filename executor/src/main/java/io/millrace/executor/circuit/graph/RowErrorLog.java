package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The failed expressions of one node of the circuit: an exact counter and the last ones as samples. A view's are those of the nodes
 * that it uses, whichever view made them. Thread-safe.
 */
public final class RowErrorLog implements KernelContext {
    private static final AtomicLong NEXT = new AtomicLong();

    private final int maxSamples;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>(0);
    private long count;

    /** A failure, and how many there were before it in this process. */
    private record Sample(long number, ErrorCode code, String expression, String detail) {}

    public RowErrorLog(int maxSamples) {
        this.maxSamples = maxSamples;
    }

    @Override
    public synchronized void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
        count++;
        if (maxSamples == 0) {
            return;
        }
        if (samples.size() == maxSamples) {
            samples.poll();
        }
        samples.add(new Sample(NEXT.getAndIncrement(), code, site.expression(input, row), detail));
    }

    private synchronized long count() {
        return count;
    }

    private synchronized void addTo(List<Sample> all) {
        all.addAll(samples);
    }

    /** How many expressions failed in some nodes. */
    public static long count(List<RowErrorLog> logs) {
        return logs.stream().mapToLong(RowErrorLog::count).sum();
    }

    /** The last failures in some nodes, which are all of a view. */
    public static List<RowError> samples(String view, List<RowErrorLog> logs) {
        List<Sample> all = new ArrayList<>();
        logs.forEach(log -> log.addTo(all));
        all.sort(Comparator.comparingLong(Sample::number));
        int most = logs.stream().mapToInt(log -> log.maxSamples).max().orElse(0);
        return all.subList(Math.max(0, all.size() - most), all.size()).stream()
                .map(sample -> new RowError(view, sample.code(), sample.expression(), sample.detail()))
                .toList();
    }
}
