package io.millrace.executor.circuit;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the circuit knows of one view, table or subscription: above all, whether it has failed. Thread-safe. */
final class ViewState {
    private final String name;

    /** The views and tables that this one reads. */
    private final List<ViewState> bases;

    private final Runnable onFailure;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Nothing has failed yet; {@code onFailure} is told if anything does, on whatever thread. */
    ViewState(String name, List<ViewState> bases, Runnable onFailure) {
        this.name = name;
        this.bases = List.copyOf(bases);
        this.onFailure = onFailure;
    }

    /** Whether its nodes have left the graph; the circuit's thread only. */
    private boolean cutOff;

    String name() {
        return name;
    }

    boolean isFailed() {
        return failure.get() != null;
    }

    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Throws what stopped the view, if anything has. */
    void throwIfFailed() {
        Throwable reason = failure.get();
        if (reason instanceof EngineException known) {
            throw known;
        }
        if (reason != null) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, null, "'" + name + "' failed: " + reason, reason);
        }
    }

    /** Stops the view; the first reason counts. */
    void fail(Throwable reason) {
        if (failure.compareAndSet(null, reason)) {
            onFailure.run();
        }
    }

    boolean reads(ViewState other) {
        return bases.contains(other);
    }

    /** Fails if anything it reads has failed: it may have seen a part of a tick that will not be shown. */
    void failWithBases() {
        for (ViewState base : bases) {
            Throwable reason = base.failure();
            if (reason != null && !isFailed()) {
                fail(new EngineException(
                        ErrorCode.VIEW_FAILED,
                        null,
                        "'" + base.name + "', which it reads, has stopped: " + EngineException.textOf(reason),
                        reason));
            }
        }
    }

    boolean isCutOff() {
        return cutOff;
    }

    void cutOff() {
        cutOff = true;
    }
}
