package io.millrace.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/**
 * Where log lines go: to standard error, a line each, as {@code logging.properties} beside this class says; or as a file
 * says that is named by the usual system property.
 */
public final class Logging {
    private static final String USERS_OWN = "java.util.logging.config.file";

    private Logging() {}

    /** To be called once, before anything is logged. */
    public static void configure() {
        if (System.getProperty(USERS_OWN) != null) {
            return;
        }
        try (InputStream settings = Logging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
