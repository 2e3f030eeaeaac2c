package io.millrace.connectors.print;

import io.millrace.connectors.options.OptionReader;
import io.millrace.executor.connector.Sink;
import io.millrace.executor.connector.SinkConnector;
import io.millrace.executor.connector.SinkDefinition;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code 'connector' = 'print'}: every change is a line on the standard output of the server, {@code name tick weight (values)}. It has no
 * options.
 */
public final class PrintConnector implements SinkConnector {
    /** How many lines of a tick, and how many of all ticks that are not printed yet, there may be. */
    private static final int MAX_LINES = 1_000_000;

    private final PrintStream out;
    private final int maxLines;

    /** Prints to some stream. */
    public PrintConnector(PrintStream out) {
        this(out, MAX_LINES);
    }

    PrintConnector(PrintStream out, int maxLines) {
        this.out = out;
        this.maxLines = maxLines;
    }

    @Override
    public String name() {
        return "print";
    }

    @Override
    public Sink sink(SinkDefinition definition) {
        new OptionReader(definition).refuseUnknown(List.of(), List.of());
        return shards -> PrintWriter.start(definition, shards, out, maxLines);
    }
}
