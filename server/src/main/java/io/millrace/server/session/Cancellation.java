package io.millrace.server.session;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends one execution early. The wire makes one for each execution and may cancel it from any thread; whoever computes
 * asks {@link #check} every few milliseconds of work, whoever waits leaves an action. Costs one volatile read to ask.
 */
public final class Cancellation {
    private volatile @Nullable String reason;

    /** Actions to run on cancel; guarded by this. */
    private final List<Runnable> actions = new ArrayList<>();

    /** Cancels, once: later calls change nothing. {@code why} is a sentence for the user. Runs the actions left here. */
    public void cancel(String why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            toRun = List.copyOf(actions);
            actions.clear();
        }
        toRun.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /** Throws {@code CANCELLED} if cancelled. */
    public void check() {
        String why = reason;
        if (why != null) {
            throw new EngineException(ErrorCode.CANCELLED, why);
        }
    }

    /** Has {@code action} run on cancel, by the cancelling thread, or now if that has been. Keep it short. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }
}
