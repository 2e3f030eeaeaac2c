package io.millrace.executor.circuit;

import io.millrace.executor.column.Values;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A stream in memory, of several partitions, that grows as the test says. Thread-safe. */
final class MemorySource implements Source {
    private static final int CHUNK_ROWS = 5_000;

    private final List<List<Object[]>> partitions = new ArrayList<>();
    private boolean stalled;
    private int stalledReaders;
    private int failures;

    private final BadRecordPolicy onBadRecord;

    MemorySource(int partitionCount) {
        this(partitionCount, BadRecordPolicy.SKIP);
    }

    /** A record whose first column is null is a bad one. */
    MemorySource(int partitionCount, BadRecordPolicy onBadRecord) {
        this.onBadRecord = onBadRecord;
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new ArrayList<>());
        }
    }

    /** Bounded readers opened from now on give nothing and do not end. */
    synchronized void stall() {
        stalled = true;
    }

    /** Waits until so many of them were asked. */
    synchronized void awaitStalled(int readers) throws InterruptedException {
        while (stalledReaders < readers) {
            wait();
        }
    }

    /** The next so many polls of readers fail. */
    synchronized void failNext(int polls) {
        failures = polls;
        notifyAll();
    }

    private synchronized void failIfWanted() {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the line is cut");
        }
    }

    synchronized void append(int partition, Object... row) {
        partitions.get(partition).add(row);
        notifyAll();
    }

    synchronized List<Object[]> rows(int partition, long until) {
        return List.copyOf(partitions.get(partition).subList(0, (int) until));
    }

    @Override
    public Positions start() {
        Map<String, Long> start = new TreeMap<>();
        for (int i = 0; i < partitions.size(); i++) {
            start.put("p" + i, 0L);
        }
        return Positions.of(start);
    }

    @Override
    public synchronized Positions end(Positions start) {
        Map<String, Long> end = new TreeMap<>();
        for (int i = 0; i < partitions.size(); i++) {
            end.put("p" + i, (long) partitions.get(i).size());
        }
        return Positions.of(end);
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return onBadRecord;
    }

    @Override
    public SourceReader reader(Positions from) {
        return new Reader(from, null);
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        return new Reader(from, until);
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return (chunk, first, count, into) -> {
            List<Object[]> rows = ((MemoryChunk) chunk).rows();
            for (int i = first; i < first + count; i++) {
                int row = into.size();
                if (rows.get(i)[0] == null) {
                    badRecords.report(chunk.partition(), chunk.from() + i, "there is no key", new byte[0], 0, 0);
                    continue;
                }
                for (int column = 0; column < columns.size(); column++) {
                    Values.set(into, column, row, rows.get(i)[columns.get(column)]);
                }
                into.setSize(row + 1);
            }
        };
    }

    private synchronized @Nullable MemoryChunk next(Map<String, Long> at, @Nullable Positions until) {
        for (int i = 0; i < partitions.size(); i++) {
            String name = "p" + i;
            long from = at.getOrDefault(name, 0L);
            long end = until == null ? partitions.get(i).size() : until.of(name, 0);
            if (from < end) {
                long to = Math.min(end, from + CHUNK_ROWS);
                at.put(name, to);
                return new MemoryChunk(name, from, List.copyOf(partitions.get(i).subList((int) from, (int) to)));
            }
        }
        return null;
    }

    private record MemoryChunk(String partition, long from, List<Object[]> rows) implements Chunk {
        @Override
        public long until() {
            return from + rows.size();
        }

        @Override
        public int records() {
            return rows.size();
        }

        @Override
        public long bytes() {
            return 50L * rows.size();
        }
    }

    private final class Reader implements SourceReader {
        private final Map<String, Long> at;
        private final @Nullable Positions until;
        private boolean first = true;

        Reader(Positions from, @Nullable Positions until) {
            this.at = new TreeMap<>(from.next());
            this.until = until;
        }

        @Override
        public @Nullable Chunk poll(Duration wait) throws InterruptedException {
            synchronized (MemorySource.this) {
                failIfWanted();
                if (stalled && until != null) {
                    stalledReaders += first ? 1 : 0;
                    first = false;
                    MemorySource.this.notifyAll();
                    MemorySource.this.wait(wait.toMillis());
                    return null;
                }
                MemoryChunk chunk = next(at, until);
                if (chunk == null && until == null) {
                    MemorySource.this.wait(wait.toMillis());
                    failIfWanted();
                    chunk = next(at, null);
                }
                return chunk;
            }
        }

        @Override
        public boolean finished() {
            Positions end = until;
            return end != null
                    && end.next().entrySet().stream().allMatch(e -> at.getOrDefault(e.getKey(), 0L) >= e.getValue());
        }

        @Override
        public void close() {}
    }
}
