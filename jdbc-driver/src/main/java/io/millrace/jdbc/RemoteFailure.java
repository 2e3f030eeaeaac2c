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

    RemoteFailure(String message, String sqlState, int vendorCode, @Nullable Throwable cause) {
        super(message, cause);
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
}
