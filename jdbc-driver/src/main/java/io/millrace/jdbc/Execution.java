package io.millrace.jdbc;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What plain and prepared statements have in common beside Avatica's classes: settings, warnings, the time limit and
 * cancelling. One for each statement. The statement is used by one thread at a time, but cancelled by any.
 */
final class Execution {
    private static final String CANCELLED = "57014";

    /** Ends executions that take too long; its tasks only send a short request. */
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private int fetchSize;
    private int timeoutSeconds;
    private @Nullable SQLWarning warnings;

    /** How many there were; the result of one is closed at the server when the next begins. */
    private int number;

    private volatile boolean cancelled;
    private volatile boolean timedOut;

    Execution(int fetchSize) {
        this.fetchSize = fetchSize;
    }

    /** Sends the server the wish to end what a statement runs. */
    @FunctionalInterface
    interface Canceller {
        void cancel() throws SQLException;
    }

    /** Runs one execution of the statement under its time limit. */
    <T extends @Nullable Object> T run(Canceller canceller, Failures.Call<T> call) throws SQLException {
        number++;
        cancelled = false;
        timedOut = false;
        warnings = null;
        Future<?> limit = null;
        if (timeoutSeconds > 0) {
            limit = TIMER.schedule(
                    () -> {
                        timedOut = true;
                        canceller.cancel();
                        return null;
                    },
                    timeoutSeconds,
                    TimeUnit.SECONDS);
        }
        try {
            return Failures.guard(call);
        } catch (SQLException failure) {
            if (timedOut && CANCELLED.equals(failure.getSQLState())) {
                throw new SQLTimeoutException(
                        "The statement took longer than its limit of " + timeoutSeconds + " s and was cancelled",
                        CANCELLED,
                        failure.getErrorCode(),
                        failure);
            }
            throw failure;
        } finally {
            if (limit != null) {
                limit.cancel(false);
            }
        }
    }

    /** The number of the last execution. */
    int number() {
        return number;
    }

    /** Marks what runs as cancelled: no further row of it is given out. */
    void markCancelled() {
        cancelled = true;
    }

    /** Throws if the execution was cancelled. */
    void check() {
        if (cancelled) {
            throw new RemoteFailure("The statement was cancelled", CANCELLED, 0, null);
        }
    }

    /** The first of the warnings of the last execution, which leads to the others. */
    @Nullable
    SQLWarning warnings() {
        return warnings;
    }

    void clearWarnings() {
        warnings = null;
    }

    void warn(List<SQLWarning> more) {
        for (SQLWarning warning : more) {
            SQLWarning first = warnings;
            if (first == null) {
                warnings = warning;
            } else {
                first.setNextWarning(warning);
            }
        }
    }

    int fetchSize() {
        return fetchSize;
    }

    void fetchSize(int rows) {
        fetchSize = Math.max(0, rows);
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    void timeoutSeconds(int seconds) throws SQLException {
        if (seconds < 0) {
            throw new SQLException("A time limit of " + seconds + " s is not possible; 0 means none", "HY024");
        }
        timeoutSeconds = seconds;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millrace-jdbc-timeout");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
