package io.millrace.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.TimeZone;
import java.util.logging.Logger;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/**
 * Connects to {@code jdbc:millrace://host:port/?option=value}. The options are those of {@link ConnectionOptions}; without
 * a port it is 8765. Safe for any number of threads.
 */
public class Driver extends UnregisteredDriver {
    /** What every URL of ours begins with. */
    protected static final String PREFIX = "jdbc:millrace:";

    private static final String EMBEDDED = PREFIX + "mem:";
    private static final String REMOTE = PREFIX + "//";
    private static final int DEFAULT_PORT = 8765;
    private static final int MAX_PORT = 65_535;

    static {
        try {
            DriverManager.registerDriver(new Driver());
        } catch (SQLException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** For {@code DriverManager} and tools that create a driver by the name of its class. */
    public Driver() {}

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return url.startsWith(PREFIX) && !url.startsWith(EMBEDDED);
    }

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        if (!url.startsWith(REMOTE)) {
            throw malformed(url);
        }
        int question = url.indexOf('?');
        String query = question < 0 ? "" : url.substring(question + 1);
        String authority = question < 0 ? url.substring(REMOTE.length()) : url.substring(REMOTE.length(), question);
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        int colon = authority.lastIndexOf(':');
        if (colon < authority.indexOf(']')) {
            colon = -1;
        }
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = colon < 0 ? DEFAULT_PORT : port(url, authority.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.indexOf('/') >= 0) {
            throw malformed(url);
        }
        ConnectionOptions options = ConnectionOptions.parse(query, info == null ? new Properties() : info);
        return open(url, authority, options, new HttpTransport(host, port, options.connectTimeout()));
    }

    /** Opens a connection over a transport, which it then owns. */
    protected final Connection open(String url, String address, ConnectionOptions options, Transport transport)
            throws SQLException {
        Properties info = new Properties();
        info.setProperty("timeZone", TimeZone.getTimeZone(options.timeZone()).getID());
        MillraceConnection connection = (MillraceConnection) factory.newConnection(this, factory, url, info);
        try {
            connection.open(options, new Remote(transport, address, options.answerTimeout()));
        } catch (SQLException failure) {
            transport.close();
            if (Failures.CONNECTION_FAILURE.equals(failure.getSQLState())) {
                throw new SQLNonTransientConnectionException(
                        "Cannot connect to a Millrace server at " + address + ": " + reason(failure)
                                + ". Is it running, and is that its host and port?",
                        "08001",
                        failure);
            }
            throw failure;
        }
        return connection;
    }

    /** The options from a URL's query and the properties beside it. */
    protected static ConnectionOptions options(String query, @Nullable Properties info) throws SQLException {
        return ConnectionOptions.parse(query, info == null ? new Properties() : info);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) {
        return ConnectionOptions.DESCRIBED.stream()
                .map(option -> {
                    DriverPropertyInfo property = new DriverPropertyInfo(
                            option.name(), info == null ? null : info.getProperty(option.name()));
                    property.description = option.description();
                    return property;
                })
                .toArray(DriverPropertyInfo[]::new);
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("io.millrace.jdbc");
    }

    @Override
    public Meta createMeta(AvaticaConnection connection) {
        return new RemoteMeta(connection);
    }

    @Override
    protected AvaticaFactory createFactory() {
        return new Factory();
    }

    @Override
    protected DriverVersion createDriverVersion() {
        return Version.driver();
    }

    @Override
    protected String getConnectStringPrefix() {
        return PREFIX;
    }

    private static @Nullable String reason(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return failure.getMessage();
    }

    private static int port(String url, String digits) throws SQLException {
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
            throw malformed(url);
        }
        return Integer.parseInt(digits);
    }

    private static SQLException malformed(String url) {
        return new SQLNonTransientConnectionException(
                "The URL '" + url + "' is not one of a Millrace server. Write jdbc:millrace://host:port/", "08001");
    }
}
