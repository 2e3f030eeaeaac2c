package io.millrace.executor.circuit.graph;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the circuit knows of one view, table or subscription: above all, whether it has failed. Thread-safe. */
public final class ViewState {
    private final String name;

    /** The views and tables that this one reads. */
    private final List<ViewState> bases;

    private final Set<String> sources;
    private final MemoryBudget budget;
    private final Runnable onFailure;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Nothing has failed yet.
     *
     * @param sources the streams that it reads, and its own name for a stored table
     * @param onFailure told if anything fails, on whatever thread
     */
    public ViewState(String name, List<ViewState> bases, Set<String> sources, MemoryBudget budget, Runnable onFailure) {
        this.name = name;
        this.bases = List.copyOf(bases);
        Set<String> all = new HashSet<>(sources);
        bases.forEach(base -> all.addAll(base.sources));
        this.sources = Set.copyOf(all);
        this.budget = budget;
        this.onFailure = onFailure;
    }

    /** Whether its nodes have left the graph; the circuit's thread only. */
    private boolean cutOff;

    public String name() {
        return name;
    }

    /** The streams and stored tables that all its rows come from in the end. */
    public Set<String> sources() {
        return sources;
    }

    MemoryBudget budget() {
        return budget;
    }

    public boolean isFailed() {
        return failure.get() != null;
    }

    @Nullable
    public Throwable failure() {
        return failure.get();
    }

    /** Throws what stopped the view, if anything has. */
    public void throwIfFailed() {
        Throwable reason = failure.get();
        if (reason instanceof EngineException known) {
            throw known;
        }
        if (reason != null) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, null, "'" + name + "' failed: " + reason, reason);
        }
    }

    /** Stops the view; the first reason counts. */
    public void fail(Throwable reason) {
        if (failure.compareAndSet(null, reason)) {
            onFailure.run();
        }
    }

    public boolean reads(ViewState other) {
        return bases.contains(other);
    }

    /** Fails if anything it reads has failed: it may have seen a part of a tick that will not be shown. */
    public void failWithBases() {
        for (ViewState base : bases) {
            Throwable reason = base.failure();
            if (reason != null && !isFailed()) {
                fail(new EngineException(
                        codeFor(reason),
                        null,
                        "'" + base.name + "', which it reads, has stopped: " + EngineException.textOf(reason),
                        reason));
            }
        }
    }

    /** How a statement fails that needs what has stopped for some reason. */
    public static ErrorCode codeFor(Throwable reason) {
        boolean tells = reason instanceof EngineException known
                && (known.code() == ErrorCode.MEMORY_LIMIT
                        || known.code() == ErrorCode.RECURSION_LIMIT
                        || known.code() == ErrorCode.PATTERN_LIMIT);
        return tells ? ((EngineException) reason).code() : ErrorCode.VIEW_FAILED;
    }

    public boolean isCutOff() {
        return cutOff;
    }

    public void cutOff() {
        cutOff = true;
    }
}
