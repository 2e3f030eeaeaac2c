package io.millrace.executor.operator;

import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Event time in a run of an {@link OperatorVerifier}: watermarks of streams that move on now and then, and rows whose times keep what
 * the frontiers of their columns promise. One run each.
 */
final class VerifiedTime {
    /** How far a watermark moves at the most, mostly and rarely, and how far ahead of it times are. */
    private static final int STEP = 4;

    private static final int JUMP = 25;
    private static final int AHEAD = 9;

    /**
     * A column of an input that has to do with time.
     *
     * @param follows whether no row with a smaller value than the frontier's bound comes or goes any more; else rows come with values on
     *     both sides of it
     */
    record TimeColumn(int port, int column, Frontier frontier, boolean follows) {}

    private final List<TimeColumn> columns;
    private final Random random;
    private final Map<String, Long> watermarks = new LinkedHashMap<>();

    /** Nothing is known of any stream yet. */
    VerifiedTime(List<TimeColumn> columns, Random random) {
        this.columns = List.copyOf(columns);
        this.random = random;
        for (TimeColumn column : columns) {
            column.frontier().streams().forEach(stream -> watermarks.put(stream, Frontier.NONE));
        }
    }

    /** How far a frontier has come. */
    long bound(Frontier frontier) {
        return frontier.at(stream -> watermarks.getOrDefault(stream, Frontier.NONE));
    }

    /** Lets some watermarks move; whether any did. */
    boolean advance() {
        boolean moved = false;
        for (Map.Entry<String, Long> watermark : watermarks.entrySet()) {
            if (random.nextBoolean()) {
                long before = Math.max(0, watermark.getValue());
                long after = before + random.nextInt(random.nextInt(15) == 0 ? JUMP : STEP);
                moved |= after != watermark.getValue();
                watermark.setValue(after);
            }
        }
        return moved;
    }

    /** All streams have ended. */
    void end() {
        watermarks.replaceAll((stream, watermark) -> Frontier.END);
    }

    /** A random row of an input with times that may still come. */
    List<@Nullable Object> timely(int port, List<@Nullable Object> row) {
        List<@Nullable Object> timely = new ArrayList<>(row);
        for (TimeColumn time : columns) {
            if (time.port() == port && timely.get(time.column()) != null) {
                int from = time.follows() ? 0 : -AHEAD;
                timely.set(time.column(), Math.max(0, bound(time.frontier())) + random.nextInt(from, AHEAD));
            }
        }
        return timely;
    }

    /** Whether a row of an input may still come or go. */
    boolean isOpen(int port, List<?> row) {
        for (TimeColumn time : columns) {
            if (time.follows()
                    && time.port() == port
                    && row.get(time.column()) instanceof Long value
                    && value < bound(time.frontier())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "watermarks=" + watermarks;
    }
}
