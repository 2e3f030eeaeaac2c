package io.millrace.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** Makes every failure an {@code SQLException} with the server's message, SQLSTATE and number. */
final class Failures {
    static final String GENERAL_ERROR = "HY000";
    static final String CONNECTION_CLOSED = "08003";
    static final String CONNECTION_FAILURE = "08006";

    private Failures() {}

    /** A call that fails as JDBC's methods do, or with an unchecked exception. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws SQLException;
    }

    /** An action that fails as JDBC's methods do, or with an unchecked exception. */
    @FunctionalInterface
    interface Action {
        void run() throws SQLException;
    }

    static <T extends @Nullable Object> T guard(Call<T> call) throws SQLException {
        try {
            return call.run();
        } catch (SQLException | RuntimeException failure) {
            throw of(failure);
        }
    }

    static void guardAction(Action action) throws SQLException {
        try {
            action.run();
        } catch (SQLException | RuntimeException failure) {
            throw of(failure);
        }
    }

    /** Closes something at the server; a server that is gone has closed it already. */
    static void close(Action action) throws SQLException {
        try {
            action.run();
        } catch (SQLException | RuntimeException failure) {
            RemoteFailure remote = RemoteFailure.in(failure);
            if (remote == null || !remote.isConnectionLost()) {
                throw of(failure);
            }
        }
    }

    /** The exception a caller gets: that of the server if it is anywhere among the causes. */
    static SQLException of(Throwable failure) {
        RemoteFailure remote = RemoteFailure.in(failure);
        if (remote != null) {
            return of(remote);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException known) {
                return known;
            }
        }
        if (failure instanceof IndexOutOfBoundsException) {
            return new SQLException(
                    "There is no column or parameter of that number; they count from 1", "07009", failure);
        }
        return new SQLException(
                "The driver failed: " + failure + ". Please report this with its stack trace", GENERAL_ERROR, failure);
    }

    private static SQLException of(RemoteFailure failure) {
        String message = failure.message();
        String state = failure.sqlState().length() == 5 ? failure.sqlState() : GENERAL_ERROR;
        int code = failure.vendorCode();
        // The failure itself, so that a batch can tell what it did.
        Throwable cause = failure;
        return switch (state.substring(0, 2)) {
            case "08" -> new SQLNonTransientConnectionException(message, state, code, cause);
            case "0A" -> new SQLFeatureNotSupportedException(message, state, code, cause);
            case "22" -> new SQLDataException(message, state, code, cause);
            case "23" -> new SQLIntegrityConstraintViolationException(message, state, code, cause);
            case "26", "42" -> new SQLSyntaxErrorException(message, state, code, cause);
            case "53" -> new SQLTransientException(message, state, code, cause);
            case "07", "54", "55" -> new SQLNonTransientException(message, state, code, cause);
            default -> new SQLException(message, state, code, cause);
        };
    }

    /** A view of an object of the JDBC API whose every method fails with an {@code SQLException}. */
    static <T> T guarded(Class<T> api, T target) {
        return api.cast(Proxy.newProxyInstance(
                Failures.class.getClassLoader(), new Class<?>[] {api}, (proxy, method, args) -> {
                    try {
                        return method.invoke(target, args);
                    } catch (InvocationTargetException thrown) {
                        Throwable failure = thrown.getCause();
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw of(failure == null ? thrown : failure);
                    }
                }));
    }
}
