package io.millrace.executor.circuit.stream;

import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.InputTask;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a stream's chunks once for all plans that read it: the columns that any of them needs. One decoder and one
 * batch a shard. Of a stream with a watermark it also decides which rows are late, and hands on the others only; it then decodes what
 * nobody reads as well. Heads change between ticks only, on the owning thread.
 */
public final class StreamInput {
    private final Source source;
    private final Schema schema;
    private final BadRecords badRecords;
    private final int shards;
    private final int batchRows;
    private final List<Head> heads = new ArrayList<>();
    private List<Integer> columns = List.of();
    private Decoder[] decoders = new Decoder[0];
    private Batch[] batches = new Batch[0];

    /** How far event time has come, or null if it does not concern the stream. */
    private @Nullable StreamTime time;

    /** By shard: picks the rows that are in time. */
    private TimelyRows[] timely = new TimelyRows[0];

    /** Where late rows are kept, or null if this reader does not keep them. */
    private @Nullable LateRows lateRows;

    /** Reads a stream from its start on. */
    public StreamInput(StreamRelation stream, BadRecords badRecords, int shards, int batchRows) {
        this.source = stream.source();
        this.schema = stream.schema();
        this.badRecords = badRecords;
        this.shards = shards;
        this.batchRows = batchRows;
        this.time = stream.newTime();
    }

    /** As if it had read nothing, or what {@code anew} says. */
    void restart(@Nullable StreamTime anew) {
        time = anew;
    }

    /** Keeps rows that are late. */
    void keepLate(LateRows kept) {
        lateRows = kept;
    }

    /** How far event time has come, or null if it does not concern the stream. */
    @Nullable
    public StreamTime time() {
        return time;
    }

    /** Records are read from where the last ones were taken; tasks that were made and not run will not be. */
    public void beginPass() {
        StreamTime known = time;
        if (known != null) {
            known.abandon();
            known.learn();
        }
    }

    public boolean isUsed() {
        return !heads.isEmpty();
    }

    public void add(List<Head> added) {
        heads.addAll(added);
        if (decoders.length > 0 && added.stream().allMatch(head -> columns.containsAll(head.columns()))) {
            added.forEach(head -> head.bind(columns, shards));
        } else {
            rebind();
        }
    }

    /** Removes the heads that nobody uses any more. */
    public void removeUnused() {
        if (heads.removeIf(head -> head.node().users().isEmpty())) {
            rebind();
        }
    }

    private void rebind() {
        TreeSet<Integer> needed = new TreeSet<>();
        heads.forEach(head -> needed.addAll(head.columns()));
        StreamTime known = time;
        if (known != null) {
            needed.add(known.declared().column());
        }
        columns = List.copyOf(needed);
        List<ColumnType> types = schema.select(columns).types();
        decoders = new Decoder[shards];
        batches = new Batch[shards];
        for (int shard = 0; shard < shards; shard++) {
            decoders[shard] = source.decoder(columns, badRecords);
            batches[shard] = new Batch(types);
        }
        if (known != null) {
            timely = new TimelyRows[shards];
            int column = columns.indexOf(known.declared().column());
            for (int shard = 0; shard < shards; shard++) {
                timely[shard] = new TimelyRows(types, column, lateRows == null ? null : this::decodeWhole);
            }
        }
        for (Head head : heads) {
            head.bind(columns, shards);
        }
    }

    /** Appends the tasks that decode a chunk, in parts of about a batch. */
    public void addTasks(Chunk chunk, List<InputTask> tasks) {
        StreamTime known = time;
        if (known != null) {
            if (decoders.length == 0) {
                rebind();
            }
            PartitionTime partition = known.partition(chunk.partition());
            for (StreamTime.Part part : known.parts(chunk, batchRows)) {
                tasks.add(new TimedTask(this, chunk, partition, part));
            }
            return;
        }
        if (heads.isEmpty()) {
            return;
        }
        for (int first = 0; first < chunk.records(); first += batchRows) {
            tasks.add(new DecodeTask(this, chunk, first, Math.min(batchRows, chunk.records() - first)));
        }
    }

    private void decode(int shard, Chunk chunk, int first, int count) {
        Batch batch = decoded(shard, chunk, first, count);
        send(shard, batch);
    }

    /** The rows of a part; none if it cannot be decoded. */
    private Batch decoded(int shard, Chunk chunk, int first, int count) {
        Batch batch = batches[shard];
        batch.clear();
        try {
            decoders[shard].decode(chunk, first, count, batch);
        } catch (Throwable e) {
            // A table may be declared to fail on bad records: then the views that read it stop, and no other.
            heads.forEach(head -> head.node().users().fail(e));
            batch.clear();
        }
        return batch;
    }

    private void send(int shard, Batch batch) {
        if (batch.size() > 0) {
            for (Head head : heads) {
                head.node().receive(shard, 0, batch);
            }
        }
    }

    private void decode(int shard, Chunk chunk, PartitionTime partition, StreamTime.Part part) {
        Batch batch = decoded(shard, chunk, part.first(), part.count());
        send(shard, timely[shard].of(batch, chunk, partition, part));
    }

    /** Keeps the late rows of a part, with all columns; they are few, so that nothing is kept ready for it. */
    private void decodeWhole(Chunk chunk, StreamTime.Part part, int[] late, int count) {
        LateRows kept = lateRows;
        if (kept != null) {
            List<Integer> all = IntStream.range(0, schema.size()).boxed().toList();
            Batch whole = new Batch(schema.types());
            // Bad records were told of when the part was decoded.
            BadRecords ignored = (name, position, reason, data, start, length) -> {};
            source.decoder(all, ignored).decode(chunk, part.first(), part.count(), whole);
            kept.add(whole, late, count);
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

    private record TimedTask(StreamInput stream, Chunk chunk, PartitionTime partition, StreamTime.Part part)
            implements InputTask {
        @Override
        public int rows() {
            return part.count();
        }

        @Override
        public int shard() {
            return ANY_SHARD;
        }

        @Override
        public void run(int shard) {
            stream.decode(shard, chunk, partition, part);
        }
    }
}
