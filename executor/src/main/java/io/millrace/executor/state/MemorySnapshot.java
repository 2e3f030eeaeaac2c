package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one operator shard in memory: what a {@link StateWriter} took, for any number of readers. Written by one
 * thread; once written it is immutable and may be read by many. Costs a copy of the state.
 */
public final class MemorySnapshot implements StateWriter {
    private static final int READ_ROWS = 1024;

    private final List<List<Rows>> sections = new ArrayList<>();

    @Override
    public void write(int section, Batch rows, int[] hashes) {
        add(section, rows, Arrays.copyOf(hashes, rows.size()));
    }

    @Override
    public void writeForAll(int section, Batch rows) {
        add(section, rows, null);
    }

    private void add(int section, Batch rows, int @Nullable [] hashes) {
        while (sections.size() <= section) {
            sections.add(new ArrayList<>());
        }
        if (rows.size() > 0) {
            sections.get(section).add(new Rows(rows.copy(), hashes));
        }
    }

    /** How many sections were written. */
    public int sections() {
        return sections.size();
    }

    /** How many rows were written. */
    public long rows() {
        long sum = 0;
        for (List<Rows> section : sections) {
            for (Rows part : section) {
                sum += part.batch.size();
            }
        }
        return sum;
    }

    /** Reads the rows that belong to shard {@code shard} of {@code shards}. */
    public StateReader reader(int shard, int shards) {
        return new Reader(shard, shards);
    }

    private static final class Rows {
        private final Batch batch;

        /** The hash of each row, or null for rows that all shards read. */
        private final int @Nullable [] hashes;

        Rows(Batch batch, int @Nullable [] hashes) {
            this.batch = batch;
            this.hashes = hashes;
        }

        boolean isOf(int row, int shard, int shards) {
            return hashes == null || KeyGroups.shard(hashes[row], shards) == shard;
        }
    }

    private final class Reader implements StateReader {
        private final int shard;
        private final int shards;
        private final int[] picked = new int[READ_ROWS];
        private int section = -1;
        private int part;
        private int row;

        Reader(int shard, int shards) {
            this.shard = shard;
            this.shards = shards;
        }

        @Override
        public @Nullable Batch next(int wanted) {
            if (wanted != section) {
                section = wanted;
                part = 0;
                row = 0;
            }
            if (section >= sections.size()) {
                return null;
            }
            List<Rows> parts = sections.get(section);
            for (; part < parts.size(); part++, row = 0) {
                Rows rows = parts.get(part);
                int count = 0;
                for (; row < rows.batch.size() && count < READ_ROWS; row++) {
                    if (rows.isOf(row, shard, shards)) {
                        picked[count++] = row;
                    }
                }
                if (count > 0) {
                    Batch batch = new Batch(rows.batch.types());
                    batch.gather(rows.batch, picked, count);
                    return batch;
                }
            }
            return null;
        }
    }
}
