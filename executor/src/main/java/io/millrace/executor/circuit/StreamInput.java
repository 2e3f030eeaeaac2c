package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Source;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Decodes a stream's chunks once for all plans that read it: the columns that any of them needs. One decoder and one
 * batch a shard. Heads change between ticks only, on the owning thread.
 */
final class StreamInput {
    private final Source source;
    private final Schema schema;
    private final BadRecords badRecords;
    private final int shards;
    private final int batchRows;
    private final List<Head> heads = new ArrayList<>();
    private List<Integer> columns = List.of();
    private Decoder[] decoders = new Decoder[0];
    private Batch[] batches = new Batch[0];

    StreamInput(StreamRelation stream, BadRecords badRecords, int shards, int batchRows) {
        this.source = stream.source();
        this.schema = stream.schema();
        this.badRecords = badRecords;
        this.shards = shards;
        this.batchRows = batchRows;
    }

    boolean isUsed() {
        return !heads.isEmpty();
    }

    void add(List<Head> added) {
        heads.addAll(added);
        if (decoders.length > 0 && added.stream().allMatch(head -> columns.containsAll(head.columns()))) {
            added.forEach(head -> head.bind(columns, shards));
        } else {
            rebind();
        }
    }

    void remove(ViewState view) {
        if (heads.removeIf(head -> head.node().owner() == view)) {
            rebind();
        }
    }

    private void rebind() {
        TreeSet<Integer> needed = new TreeSet<>();
        heads.forEach(head -> needed.addAll(head.columns()));
        columns = List.copyOf(needed);
        List<ColumnType> types = schema.select(columns).types();
        decoders = new Decoder[shards];
        batches = new Batch[shards];
        for (int shard = 0; shard < shards; shard++) {
            decoders[shard] = source.decoder(columns, badRecords);
            batches[shard] = new Batch(types);
        }
        for (Head head : heads) {
            head.bind(columns, shards);
        }
    }

    /** Appends the tasks that decode a chunk, in parts of about a batch. */
    void addTasks(Chunk chunk, List<InputTask> tasks) {
        if (heads.isEmpty()) {
            return;
        }
        for (int first = 0; first < chunk.records(); first += batchRows) {
            tasks.add(new DecodeTask(this, chunk, first, Math.min(batchRows, chunk.records() - first)));
        }
    }

    private void decode(int shard, Chunk chunk, int first, int count) {
        Batch batch = batches[shard];
        batch.clear();
        try {
            decoders[shard].decode(chunk, first, count, batch);
        } catch (Throwable e) {
            // A table may be declared to fail on bad records: then the views that read it stop, and no other.
            heads.forEach(head -> head.node().owner().fail(e));
            return;
        }
        if (batch.size() > 0) {
            for (Head head : heads) {
                head.node().receive(shard, 0, batch);
            }
        }
    }

    private record DecodeTask(StreamInput stream, Chunk chunk, int first, int count) implements InputTask {
        @Override
        public int rows() {
            return count;
        }

        @Override
        public int shard() {
            return ANY_SHARD;
        }

        @Override
        public void run(int shard) {
            stream.decode(shard, chunk, first, count);
        }
    }
}
