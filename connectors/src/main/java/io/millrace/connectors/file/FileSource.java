package io.millrace.connectors.file;

import io.millrace.connectors.format.RecordLayout;
import io.millrace.connectors.format.RecordsChunk;
import io.millrace.connectors.time.SourceClock;
import io.millrace.connectors.time.StreamStart;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Partitions are files by name; positions are uncompressed bytes. Thread-safe. */
final class FileSource implements Source {
    private final FileOptions options;
    private final Directory directory;
    private final RecordLayout layout;
    private final SourceClock clock;

    FileSource(Directory directory, RecordLayout layout, SourceClock clock) {
        this.options = directory.options();
        this.directory = directory;
        this.layout = layout;
        this.clock = clock;
    }

    @Override
    public Positions start() {
        Map<String, Long> files = new TreeMap<>();
        for (String name : directory.files().keySet()) {
            tail(name, 0, Long.MAX_VALUE).check();
            files.put(name, 0L);
        }
        if (files.isEmpty() && !options.follow()) {
            throw directory.failed(
                    "'" + options.path() + "' holds none. To wait for some, set 'follow' = 'true'.", null);
        }
        Positions start = Positions.of(files);
        return options.replay().isPresent() ? StreamStart.put(start, clock.micros() / 1_000) : start;
    }

    @Override
    public Positions end(Positions start) {
        if (options.replay().isPresent()) {
            return due(start);
        }
        Positions end = start;
        for (String name : options.follow()
                ? directory.files().keySet()
                : partitions(start).keySet()) {
            end = end.with(name, directory.size(name));
        }
        return end;
    }

    /** Where the records end that are due. Reads the file up to there: no position tells a time. */
    private Positions due(Positions start) {
        Positions end = start;
        try (ReplayReader reader = replay(start)) {
            for (RecordsChunk chunk = reader.poll(Duration.ZERO); chunk != null; chunk = reader.poll(Duration.ZERO)) {
                end = end.with(chunk.partition(), chunk.until());
            }
            return end;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return end;
        }
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return options.onBadRecord();
    }

    @Override
    public SourceReader reader(Positions from) {
        return options.replay().isPresent() ? replay(from) : files(from);
    }

    private FileReader files(Positions from) {
        Map<String, FileTail> tails = new HashMap<>();
        partitions(from).forEach((name, position) -> tails.put(name, tail(name, position, Long.MAX_VALUE)));
        if (options.follow()) {
            for (String name : directory.files().keySet()) {
                tails.computeIfAbsent(name, added -> tail(added, 0, Long.MAX_VALUE));
            }
        }
        return new FileReader(
                tails, options.follow() ? directory : null, added -> tail(added, 0, Long.MAX_VALUE), clock);
    }

    /**
     * A reader that holds records back. It has to know when the first record of all happened, so it looks at the
     * beginning of the first file whatever it begins with.
     */
    private ReplayReader replay(Positions from) {
        FileOptions.Replay replay = options.replay().orElseThrow();
        ReplayTimes times = ReplayTimes.of(layout, replay, StreamStart.millis(from));
        try (FileReader beginning = files(zero(from))) {
            RecordsChunk chunk = beginning.poll(Duration.ZERO);
            while (chunk != null && !times.findFirst(chunk)) {
                chunk = beginning.poll(Duration.ZERO);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new ReplayReader(files(from), times, clock);
    }

    private static Positions zero(Positions from) {
        Positions zero = from;
        for (String name : partitions(from).keySet()) {
            zero = zero.with(name, 0);
        }
        return zero;
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        Map<String, FileTail> tails = new HashMap<>();
        partitions(until).forEach((name, end) -> {
            if (from.of(name, 0) < end) {
                tails.put(name, tail(name, from.of(name, 0), end));
            }
        });
        return new FileReader(tails, null, added -> tail(added, 0, Long.MAX_VALUE), clock);
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return layout.decoder(columns, badRecords);
    }

    private FileTail tail(String name, long from, long until) {
        return new FileTail(directory, name, from, until, layout.value(), layout.valueFields());
    }

    private static Map<String, Long> partitions(Positions positions) {
        Map<String, Long> partitions = new TreeMap<>(positions.next());
        partitions.keySet().removeIf(name -> !StreamStart.isPartition(name));
        return partitions;
    }
}
