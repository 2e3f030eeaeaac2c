package io.millrace.executor.circuit;

/**
 * How a circuit runs.
 *
 * @param workers shards of every operator, and threads that run large ticks; 1 to 256
 * @param smallTickRows a tick of fewer rows runs on the circuit's own thread, without a barrier
 * @param maxTickRows how many source rows a tick takes at most
 * @param stepRows how many rows go through the circuit between two exchanges
 * @param batchRows rows of the batches that kernels see
 * @param queueBytes how many bytes of undecoded records wait for the circuit, a stream; a full queue stops the source
 * @param tapBytes how much of the running streams a view that joins may have waiting before the streams wait for it
 * @param viewBytes how much memory the state of a view or subscription may take unless it says otherwise
 * @param maxRowErrors how many failed expressions are kept as samples, a view; counters go on
 * @param maxBadRecords how many bad records are kept, a stream; counters go on
 * @param maxIterations the last iteration of a recursion that may have rows, unless its view says otherwise
 */
public record CircuitOptions(
        int workers,
        int smallTickRows,
        int maxTickRows,
        int stepRows,
        int batchRows,
        long queueBytes,
        long tapBytes,
        long viewBytes,
        int maxRowErrors,
        int maxBadRecords,
        int maxIterations) {
    /** A view that takes more than this leaves too little for all else. */
    private static final long HALF_OF_HEAP = Runtime.getRuntime().maxMemory() / 2;

    public static final CircuitOptions DEFAULT =
            new CircuitOptions(2, 1_000, 100_000, 16_384, 1_024, 16L << 20, 64L << 20, HALF_OF_HEAP, 100, 100, 10_000);

    public CircuitOptions {
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException(workers + " workers; 1 to 256 are possible");
        }
        if (maxIterations < 1) {
            throw new IllegalArgumentException(maxIterations + " iterations are not positive");
        }
        if (batchRows < 1
                || stepRows < batchRows
                || maxTickRows < stepRows
                || queueBytes < 1
                || tapBytes < 1
                || viewBytes < 1) {
            throw new IllegalArgumentException("batch <= step <= tick rows and positive sizes are needed: " + batchRows
                    + ", " + stepRows + ", " + maxTickRows + ", " + queueBytes + ", " + tapBytes + ", " + viewBytes);
        }
    }

    public CircuitOptions withWorkers(int count) {
        return new CircuitOptions(
                count,
                smallTickRows,
                maxTickRows,
                stepRows,
                batchRows,
                queueBytes,
                tapBytes,
                viewBytes,
                maxRowErrors,
                maxBadRecords,
                maxIterations);
    }

    public CircuitOptions withViewBytes(long bytes) {
        return new CircuitOptions(
                workers,
                smallTickRows,
                maxTickRows,
                stepRows,
                batchRows,
                queueBytes,
                tapBytes,
                bytes,
                maxRowErrors,
                maxBadRecords,
                maxIterations);
    }

    public CircuitOptions withSmallTickRows(int rows) {
        return new CircuitOptions(
                workers,
                rows,
                maxTickRows,
                stepRows,
                batchRows,
                queueBytes,
                tapBytes,
                viewBytes,
                maxRowErrors,
                maxBadRecords,
                maxIterations);
    }

    public CircuitOptions withMaxIterations(int iterations) {
        return new CircuitOptions(
                workers,
                smallTickRows,
                maxTickRows,
                stepRows,
                batchRows,
                queueBytes,
                tapBytes,
                viewBytes,
                maxRowErrors,
                maxBadRecords,
                iterations);
    }
}
