package io.millrace.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Carries an error through Avatica's classes, which let nothing but unchecked exceptions pass. {@link Failures} turns it
 * into an {@code SQLException} before it leaves the driver.
 */
final class RemoteFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final int vendorCode;
    private final transient long[] doneCounts;

    RemoteFailure(String message, String sqlState, int vendorCode, @Nullable Throwable cause) {
        this(message, sqlState, vendorCode, cause, new long[0]);
    }

    RemoteFailure(String message, String sqlState, int vendorCode, @Nullable Throwable cause, long[] doneCounts) {
        super(message, cause);
        this.doneCounts = doneCounts;
        this.sqlState = sqlState;
        this.vendorCode = vendorCode;
    }

    /** The message as the server wrote it. */
    String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    String sqlState() {
        return sqlState;
    }

    int vendorCode() {
        return vendorCode;
    }

    /** Whether the server is gone or no longer knows the connection: there, everything is closed. */
    boolean isConnectionLost() {
        return sqlState.startsWith("08");
    }

    /** The update counts of what a batch did before it failed. */
    long[] doneCounts() {
        return doneCounts;
    }

    /** The failure of the server among the causes of another, or null. */
    static @Nullable RemoteFailure in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RemoteFailure remote) {
                return remote;
            }
        }
        return null;
    }
}
