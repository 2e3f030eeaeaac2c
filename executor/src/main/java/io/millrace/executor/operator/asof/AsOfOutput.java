package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Output;
import java.util.Arrays;

/**
 * Gathers what goes out, left rows beside right ones and left rows alone, until there are {@value #ROWS} of a kind, then makes
 * columns of them. Owned by its operator; allocates nothing per row.
 */
final class AsOfOutput {
    private static final int ROWS = 1024;
    private static final int FIRST_ROWS = 16;

    private final AsOfRows rows;
    private final Batch result;
    private int[] lefts = new int[0];
    private int[] rights = new int[0];
    private long[] weights = new long[0];
    private int count;
    private int[] alone = new int[0];
    private long[] aloneWeights = new long[0];
    private int aloneCount;

    AsOfOutput(AsOfRows rows, Batch result) {
        this.rows = rows;
        this.result = result;
    }

    /** Adds a left row beside a right one, or beside NULLs for {@link AsOfSide#NONE}. */
    void add(int left, int right, long weight, Output out) {
        if (right == AsOfSide.NONE) {
            addAlone(left, weight, out);
            return;
        }
        if (count == lefts.length) {
            int capacity = Math.max(FIRST_ROWS, Math.min(ROWS, 4 * count));
            lefts = Arrays.copyOf(lefts, capacity);
            rights = Arrays.copyOf(rights, capacity);
            weights = Arrays.copyOf(weights, capacity);
        }
        lefts[count] = left;
        rights[count] = right;
        weights[count++] = weight;
        if (count == ROWS) {
            flushPairs(out);
        }
    }

    private void addAlone(int left, long weight, Output out) {
        if (aloneCount == alone.length) {
            int capacity = Math.max(FIRST_ROWS, Math.min(ROWS, 4 * aloneCount));
            alone = Arrays.copyOf(alone, capacity);
            aloneWeights = Arrays.copyOf(aloneWeights, capacity);
        }
        alone[aloneCount] = left;
        aloneWeights[aloneCount++] = weight;
        if (aloneCount == ROWS) {
            flushAlone(out);
        }
    }

    /** Sends what there is. */
    void flush(Output out) {
        flushPairs(out);
        flushAlone(out);
    }

    private void flushPairs(Output out) {
        if (count > 0) {
            rows.fill(lefts, rights, count, result);
            send(weights, count, out);
            count = 0;
        }
    }

    private void flushAlone(Output out) {
        if (aloneCount > 0) {
            rows.fill(alone, null, aloneCount, result);
            send(aloneWeights, aloneCount, out);
            aloneCount = 0;
        }
    }

    private void send(long[] of, int size, Output out) {
        System.arraycopy(of, 0, result.weightsForWriting(size), 0, size);
        out.emit(result);
    }

    long bytes() {
        return rows.bytes()
                + result.bytes()
                + (long) Integer.BYTES * (lefts.length + rights.length + alone.length)
                + (long) Long.BYTES * (weights.length + aloneWeights.length);
    }
}
