package io.millrace.server;

import io.millrace.connectors.file.FileRoots;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.executor.circuit.WallClock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs.
 *
 * @param data the directory of the catalog, or null to keep nothing
 * @param circuit workers, queues and ticks
 * @param maxKernelClasses how many generated classes are kept
 * @param maxResultBytes how much memory the result of one ad hoc query may take
 * @param fileRoots which files tables may read
 * @param clock what time it is, for statements and for views that ask for it
 */
public record EngineOptions(
        @Nullable Path data,
        CircuitOptions circuit,
        int maxKernelClasses,
        long maxResultBytes,
        FileRoots fileRoots,
        WallClock clock) {
    /** Nothing kept, two workers, all files that the process can read: for an engine inside of an application. */
    public static final EngineOptions DEFAULT =
            new EngineOptions(null, CircuitOptions.DEFAULT, 2_000, 1L << 30, FileRoots.UNCONFINED, WallClock.SYSTEM);

    public EngineOptions withData(@Nullable Path directory) {
        return new EngineOptions(directory, circuit, maxKernelClasses, maxResultBytes, fileRoots, clock);
    }

    public EngineOptions withCircuit(CircuitOptions options) {
        return new EngineOptions(data, options, maxKernelClasses, maxResultBytes, fileRoots, clock);
    }

    public EngineOptions withFileRoots(FileRoots roots) {
        return new EngineOptions(data, circuit, maxKernelClasses, maxResultBytes, roots, clock);
    }

    public EngineOptions withClock(WallClock other) {
        return new EngineOptions(data, circuit, maxKernelClasses, maxResultBytes, fileRoots, other);
    }
}
