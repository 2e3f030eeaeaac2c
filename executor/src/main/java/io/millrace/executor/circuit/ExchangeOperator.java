package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;

/**
 * One shard of an exchange: scatters rows into a buffer for each shard by the key group of their key, and hands on what
 * all shards scattered to this one. Between the two lies a barrier: {@link #process} runs in one phase of a step, {@link #drain}
 * in the next, so a buffer is never written and read at once.
 *
 * <p>Cost: one hash and one copy a row. Buffers grow with the rows of a step and are given back when they were large.
 */
final class ExchangeOperator implements Operator {
    /** Buffers of more bytes than this are not kept over a tick. */
    private static final long KEPT_BYTES = 1 << 20;

    private final int shard;
    private final int[] keys;
    private final List<ColumnType> types;

    /** By sending and receiving shard, shared by all shards of this exchange; null until first used. */
    private final Batch[][] buffers;

    private int[] hashes = new int[0];
    private int[][] rows;
    private final int[] counts;

    private ExchangeOperator(int shard, int[] keys, List<ColumnType> types, Batch[][] buffers) {
        this.shard = shard;
        this.keys = keys;
        this.types = types;
        this.buffers = buffers;
        this.rows = new int[buffers.length][0];
        this.counts = new int[buffers.length];
    }

    /** All shards of an exchange by some columns. */
    static Operator[] create(int shards, List<Integer> keys, List<ColumnType> types) {
        Batch[][] buffers = new Batch[shards][shards];
        int[] columns = keys.stream().mapToInt(Integer::intValue).toArray();
        Operator[] operators = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = new ExchangeOperator(shard, columns, types, buffers);
        }
        return operators;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        if (keys.length == 0) {
            buffer(0).appendAll(batch);
            return;
        }
        int size = batch.size();
        int shards = buffers.length;
        hashes = KeyHash.of(batch, keys, hashes);
        if (rows[0].length < size) {
            rows = new int[shards][hashes.length];
        }
        Arrays.fill(counts, 0);
        for (int row = 0; row < size; row++) {
            int target = KeyGroups.shard(hashes[row], shards);
            rows[target][counts[target]++] = row;
        }
        for (int target = 0; target < shards; target++) {
            if (counts[target] > 0) {
                buffer(target).gather(batch, rows[target], counts[target]);
            }
        }
    }

    private Batch buffer(int target) {
        Batch buffer = buffers[shard][target];
        if (buffer == null) {
            buffer = new Batch(types);
            buffers[shard][target] = buffer;
        }
        return buffer;
    }

    /** Emits what shard {@code from} scattered to this one, and empties the buffer. */
    void drain(int from, Output out) {
        Batch buffer = buffers[from][shard];
        if (buffer != null && buffer.size() > 0) {
            out.emit(buffer);
            buffer.clear();
            if (buffer.bytes() > KEPT_BYTES) {
                buffers[from][shard] = null;
            }
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
