package io.millrace.connectors.file;

import io.millrace.connectors.format.RecordsChunk;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads files one after another, in the order of their names. If it follows them it then goes round: looks for new lines
 * some fifty times a second, and for new files some five times. Owned by one thread.
 */
final class FileReader implements SourceReader {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int ROUNDS_PER_LISTING = 10;

    private final SortedMap<String, FileTail> tails = new TreeMap<>();
    private final @Nullable Directory followed;
    private final Function<String, FileTail> opener;
    private final SourceClock clock;

    /** The file being read; null before the first. */
    private @Nullable String current;

    private int rounds;

    /**
     * @param tails the files to read
     * @param followed where to look for new files, or null if none are wanted
     * @param opener opens a new file at its start
     */
    FileReader(
            Map<String, FileTail> tails,
            @Nullable Directory followed,
            Function<String, FileTail> opener,
            SourceClock clock) {
        this.tails.putAll(tails);
        this.followed = followed;
        this.opener = opener;
        this.clock = clock;
    }

    @Override
    public @Nullable RecordsChunk poll(Duration wait) throws InterruptedException {
        long deadline = clock.micros() + wait.toNanos() / 1_000;
        while (true) {
            RecordsChunk chunk = round();
            if (chunk != null || finished()) {
                return chunk;
            }
            if (followed != null && ++rounds % ROUNDS_PER_LISTING == 0 && findNewFiles(followed)) {
                continue;
            }
            long leftMicros = deadline - clock.micros();
            if (leftMicros <= 0) {
                return null;
            }
            Duration left = Duration.ofNanos(leftMicros * 1_000);
            clock.sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
        }
    }

    /** Goes on with the current file and once through all others; the first records found. */
    private @Nullable RecordsChunk round() {
        String from = current;
        if (from != null) {
            RecordsChunk chunk = next(from);
            if (chunk != null) {
                return chunk;
            }
        }
        for (String name :
                from == null ? tails.keySet() : tails.tailMap(from + '\0').keySet()) {
            RecordsChunk chunk = next(name);
            if (chunk != null) {
                return chunk;
            }
        }
        current = null;
        return null;
    }

    private @Nullable RecordsChunk next(String name) {
        FileTail tail = tails.get(name);
        if (tail == null) {
            return null;
        }
        current = name;
        return tail.next();
    }

    private boolean findNewFiles(Directory directory) {
        boolean found = false;
        for (String name : directory.files().keySet()) {
            if (!tails.containsKey(name)) {
                tails.put(name, opener.apply(name));
                found = true;
            }
        }
        return found;
    }

    @Override
    public boolean finished() {
        if (followed != null) {
            return false;
        }
        for (FileTail tail : tails.values()) {
            if (!tail.done()) {
                return false;
            }
        }
        return true;
    }

    /** Files are read one after another: silence of one means nothing while another has its turn. */
    @Override
    public boolean isCaughtUp(String partition) {
        FileTail tail = tails.get(partition);
        return current == null || tail != null && tail.done();
    }

    @Override
    public void close() {
        tails.values().forEach(FileTail::close);
    }
}
