package io.millrace.server.session;

/**
 * A notice that goes with a successful statement, such as an option that has no effect yet. Clients get it as a
 * {@code SQLWarning}.
 *
 * @param sqlState five characters, class 01
 */
public record Warning(String message, String sqlState) {
    /** A warning of SQLSTATE 01000. */
    public Warning(String message) {
        this(message, "01000");
    }
}
