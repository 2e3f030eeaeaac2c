package io.millrace.connectors.print;

import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.SinkDefinition;
import io.millrace.executor.connector.SinkWriter;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints the net changes of each tick. Shards make texts of their rows; a thread of its own prints them, so that a terminal that does
 * not take more holds up nobody.
 */
final class PrintWriter implements SinkWriter {
    private static final long LONGEST_END_MILLIS = 1_000;

    private final SinkDefinition definition;
    private final RowText text;
    private final PrintStream out;
    private final int maxLines;

    /** By shard: the rows of the tick at hand, each with the sum of its weights. */
    private final List<Map<String, Long>> open = new ArrayList<>();

    private final AtomicInteger openRows = new AtomicInteger();
    private final ArrayDeque<List<String>> waiting = new ArrayDeque<>();
    private final Thread thread;
    private int waitingLines;
    private boolean closed;

    private PrintWriter(SinkDefinition definition, int shards, PrintStream out, int maxLines) {
        this.definition = definition;
        this.text = new RowText(definition.schema());
        this.out = out;
        this.maxLines = maxLines;
        for (int shard = 0; shard < shards; shard++) {
            open.add(new LinkedHashMap<>());
        }
        this.thread = new Thread(this::print, "millrace-print-" + definition.name());
        thread.setDaemon(true);
    }

    static PrintWriter start(SinkDefinition definition, int shards, PrintStream out, int maxLines) {
        PrintWriter writer = new PrintWriter(definition, shards, out, maxLines);
        writer.thread.start();
        return writer;
    }

    @Override
    public void write(int shard, Batch changes) {
        Map<String, Long> rows = open.get(shard);
        int before = rows.size();
        for (int row = 0; row < changes.size(); row++) {
            String line = text.of(changes, row);
            if (rows.merge(line, changes.weight(row), Long::sum) == 0) {
                rows.remove(line);
            }
        }
        if (openRows.addAndGet(rows.size() - before) > maxLines) {
            throw tooMany("A tick changes");
        }
    }

    @Override
    public void endTick(long tick) {
        Map<String, Long> net = new LinkedHashMap<>();
        for (Map<String, Long> rows : open) {
            rows.forEach((line, weight) -> net.merge(line, weight, Long::sum));
            rows.clear();
        }
        openRows.set(0);
        List<String> lines = new ArrayList<>();
        // What goes stands before what comes, so that an update reads as one.
        for (boolean deleted : new boolean[] {true, false}) {
            net.forEach((line, weight) -> {
                if (weight != 0 && weight < 0 == deleted) {
                    lines.add(definition.name() + " " + tick + " " + (deleted ? "" : "+") + weight + " " + line);
                }
            });
        }
        if (!lines.isEmpty()) {
            add(lines);
        }
    }

    private synchronized void add(List<String> lines) {
        if (waitingLines + lines.size() > maxLines) {
            throw tooMany("There wait");
        }
        waiting.add(lines);
        waitingLines += lines.size();
        notifyAll();
    }

    private EngineException tooMany(String what) {
        return new EngineException(
                ErrorCode.SUBSCRIBER_TOO_SLOW,
                what + " more than " + maxLines + " rows, which is more than sink '" + definition.name()
                        + "' prints. Narrow its query with WHERE.");
    }

    private void print() {
        for (List<String> lines = take(); !lines.isEmpty(); lines = take()) {
            for (String line : lines) {
                out.println(line);
            }
            out.flush();
        }
    }

    /** The lines of the next tick; none if there will be no more. */
    private synchronized List<String> take() {
        try {
            while (waiting.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        List<String> lines = waiting.isEmpty() ? List.of() : waiting.remove();
        waitingLines -= lines.size();
        return lines;
    }

    /** What waits is printed, unless that takes more than a second. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
