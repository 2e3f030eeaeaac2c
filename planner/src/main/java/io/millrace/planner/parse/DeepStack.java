package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.jspecify.annotations.Nullable;

/**
 * Runs a step of planning on a thread of its own with a stack large enough for any statement that {@link
 * ComplexityLimit} lets pass: parser, validator and optimiser all recurse as deep as the statement is nested. The caller
 * waits. Cost: starting a thread, some tens of microseconds; stack is memory only as far as it is used.
 */
public final class DeepStack {
    private static final long STACK_BYTES = 256L << 20;

    static {
        // It and RelDataTypeSystemImpl initialise each other: threads that begin with one each would wait for each
        // other for ever. All that
        // plans comes by here first, and this one thread takes both.
        try {
            MethodHandles.publicLookup().ensureInitialized(RelDataTypeSystem.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DeepStack() {}

    /**
     * Runs the task and returns its result or throws its exception; on the caller's own thread if that is a deep one. A
     * stack that overflows all the same is STATEMENT_TOO_COMPLEX. An interrupt while waiting interrupts the task's thread
     * and is kept for the caller.
     */
    public static <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.currentThread();
        if (thread instanceof Deep) {
            future.run();
        } else {
            thread = new Deep(future);
            thread.start();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(@Nullable Throwable cause) {
        if (cause instanceof StackOverflowError) {
            return new EngineException(ErrorCode.STATEMENT_TOO_COMPLEX, null, ComplexityLimit.ADVICE, cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception
                ? exception
                : new IllegalStateException("a checked exception in planning", cause);
    }

    /** A thread with a large stack. */
    private static final class Deep extends Thread {
        Deep(Runnable task) {
            super(null, task, "planner", STACK_BYTES);
            setDaemon(true);
        }
    }
}
