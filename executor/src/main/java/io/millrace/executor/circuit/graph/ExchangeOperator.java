package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One shard of an exchange: scatters rows into a buffer for each shard by the key group of their key, or copies them into all
 * of them, and hands on what all shards put into this one's. Between the two lies a barrier: {@link #process} runs in one phase of a step, {@link #drain}
 * in the next, so a buffer is never written and read at once.
 *
 * <p>Cost: one hash and one copy a row; of a broadcast, a copy for each shard. Buffers grow with the rows of a step and are given back when they were large.
 */
final class ExchangeOperator implements Operator {
    /** Buffers of more bytes than this are not kept over a tick. */
    private static final long KEPT_BYTES = 1 << 20;

    /** Rows of a batch that is handed on. */
    private static final int ROWS = 1024;

    private final int shard;
    private final int[] keys;
    private final boolean broadcast;

    /** By sending and receiving shard, shared by all shards of this exchange. */
    private final Waiting[][] buffers;

    private int[] hashes = new int[0];
    private int[][] rows;
    private final int[] counts;

    private ExchangeOperator(int shard, int[] keys, boolean broadcast, Waiting[][] buffers) {
        this.shard = shard;
        this.keys = keys;
        this.broadcast = broadcast;
        this.buffers = buffers;
        this.rows = new int[buffers.length][0];
        this.counts = new int[buffers.length];
    }

    /** All shards of an exchange by some columns. */
    static Operator[] create(int shards, List<Integer> keys, List<ColumnType> types) {
        return create(shards, keys.stream().mapToInt(Integer::intValue).toArray(), false, types);
    }

    /** All shards of an exchange that gives every shard all rows. */
    static Operator[] broadcast(int shards, List<ColumnType> types) {
        return create(shards, new int[0], true, types);
    }

    private static Operator[] create(int shards, int[] keys, boolean broadcast, List<ColumnType> types) {
        Waiting[][] buffers = new Waiting[shards][shards];
        for (Waiting[] from : buffers) {
            Arrays.setAll(from, to -> new Waiting(types));
        }
        Operator[] operators = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = new ExchangeOperator(shard, keys, broadcast, buffers);
        }
        return operators;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        if (broadcast) {
            for (Waiting target : buffers[shard]) {
                target.addAll(batch);
            }
            return;
        }
        if (keys.length == 0) {
            buffers[shard][0].addAll(batch);
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
                buffers[shard][target].add(batch, rows[target], counts[target]);
            }
        }
    }

    /** Emits what shard {@code from} scattered to this one, and empties the buffer. */
    void drain(int from, Output out) {
        buffers[from][shard].drain(out);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    /** Rows on their way from one shard to another, in batches that stay in the caches while all that is behind takes them. */
    private static final class Waiting {
        private final List<ColumnType> types;
        private final List<Batch> batches = new ArrayList<>();
        private int used;
        private int[] piece = new int[0];

        Waiting(List<ColumnType> types) {
            this.types = types;
        }

        /** Adds rows of a batch. */
        void add(Batch from, int[] rows, int count) {
            int taken = 0;
            while (taken < count) {
                Batch last = last();
                int part = Math.min(count - taken, ROWS - last.size());
                if (taken == 0) {
                    last.gather(from, rows, part);
                } else {
                    if (piece.length == 0) {
                        piece = new int[ROWS];
                    }
                    System.arraycopy(rows, taken, piece, 0, part);
                    last.gather(from, piece, part);
                }
                taken += part;
            }
        }

        /** Adds all rows of a batch, which is about as large as these are. */
        void addAll(Batch from) {
            if (used == 0 || batches.get(used - 1).size() + from.size() > ROWS) {
                next();
            }
            batches.get(used - 1).appendAll(from);
        }

        private Batch last() {
            if (used == 0 || batches.get(used - 1).size() >= ROWS) {
                next();
            }
            return batches.get(used - 1);
        }

        private void next() {
            if (used == batches.size()) {
                batches.add(new Batch(types));
            }
            used++;
        }

        /** Emits the rows and forgets them. */
        void drain(Output out) {
            long bytes = 0;
            int kept = 0;
            for (int i = 0; i < used; i++) {
                Batch batch = batches.get(i);
                out.emit(batch);
                batch.clear();
                bytes += batch.bytes();
                kept += bytes <= KEPT_BYTES ? 1 : 0;
            }
            if (kept < used) {
                batches.subList(kept, batches.size()).clear();
            }
            used = 0;
        }
    }
}
