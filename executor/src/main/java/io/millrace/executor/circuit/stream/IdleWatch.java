package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds the partitions of a stream that have been silent for some time, though the source has nothing more of them. Time in which the
 * source was not asked does not count. Goes by a clock that never jumps. Owned by the thread that reads the source.
 */
final class IdleWatch {
    /** Each partition is looked at so often within the time after which it is idle. */
    private static final int LOOKS = 4;

    private final long timeout;
    private final LongSupplier clock;

    /** By partition: when it gave something last, or had more to give; at first when the watch began. */
    private final Map<String, Long> last = new HashMap<>();

    private final Map<String, Long> idle = new HashMap<>();
    private long began;
    private long looked;

    /** Time that does not count. */
    private long passedOver;

    /** Watches from now on, by a clock of nanoseconds. */
    IdleWatch(Duration timeout, LongSupplier clock) {
        this.timeout = timeout.toNanos();
        this.clock = clock;
        this.began = now();
        this.looked = began;
    }

    /** The time that counts so far. */
    long now() {
        return clock.getAsLong() - passedOver;
    }

    /** Time since a moment did not count. */
    void passOver(long since) {
        passedOver += now() - since;
    }

    /** All have their time anew: the source was out of reach. */
    void restart() {
        began = now();
        last.clear();
    }

    /** How long to wait for a record, so that idle partitions are found in time. */
    Duration shorter(Duration wait) {
        Duration own = Duration.ofNanos(Math.max(1, timeout / LOOKS));
        return own.compareTo(wait) < 0 ? own : wait;
    }

    /**
     * A partition gave something. If all partitions were idle, the source was silent as a whole: that says nothing of any of them, and
     * all have their time anew.
     *
     * @param read all partitions
     * @return whether none is idle by that
     */
    boolean gave(String partition, Positions read) {
        boolean all = idle.keySet().containsAll(partitions(read));
        if (all) {
            restart();
            idle.clear();
        }
        last.put(partition, now());
        idle.remove(partition);
        return all;
    }

    private static Set<String> partitions(Positions read) {
        return read.next().keySet().stream()
                .filter(name -> !Positions.isFact(name))
                .collect(Collectors.toSet());
    }

    /** Partitions that have become idle, with their positions. */
    Map<String, Long> newlyIdle(Positions read, SourceReader reader) {
        long now = now();
        if (now - looked < timeout / LOOKS) {
            return Map.of();
        }
        looked = now;
        Map<String, Long> found = new HashMap<>();
        read.next().forEach((name, position) -> {
            if (Positions.isFact(name) || idle.containsKey(name)) {
                return;
            }
            if (!reader.isCaughtUp(name)) {
                last.put(name, now);
            } else if (now - last.getOrDefault(name, began) >= timeout) {
                idle.put(name, position);
                found.put(name, position);
            }
        });
        return found;
    }
}
