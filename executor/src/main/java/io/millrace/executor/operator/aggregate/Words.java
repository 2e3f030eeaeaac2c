package io.millrace.executor.operator.aggregate;

import io.millrace.executor.state.RowView;

/**
 * Words of accumulators by number: those in the rows of groups, live or frozen, or copies of them elsewhere. A word is named by
 * its place in a group's row. Belongs to one thread; taken anew whenever what it looks at may have grown.
 */
public final class Words {
    private long[][] chunks = new long[0][];
    private int shift;
    private int mask;
    private int stride;
    private int bias;

    /** Looks at rows of groups. */
    public Words of(RowView rows) {
        return of(rows.chunks(), rows.shift(), rows.rowWords(), 0);
    }

    /**
     * Looks at copies.
     *
     * @param copies chunks of {@code 1 << shift} copies
     * @param stride how many words apart they are
     * @param bias where in a copy the first word of a group's row would be
     */
    public Words of(long[][] copies, int shift, int stride, int bias) {
        this.chunks = copies;
        this.shift = shift;
        this.mask = (1 << shift) - 1;
        this.stride = stride;
        this.bias = bias;
        return this;
    }

    /** The array that words lie in. */
    long[] array(int number) {
        return chunks[number >>> shift];
    }

    /** Where word 0 of a group's row would be. */
    int base(int number) {
        return (number & mask) * stride + bias;
    }
}
