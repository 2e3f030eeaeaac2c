package io.millrace.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a connection, from its URL and the properties given beside it.
 *
 * @param user the name sent to the server
 * @param timeZone the zone of local dates and times on both sides
 * @param schema the schema to begin in, or null for the server's choice
 * @param fetchSize rows of a frame, 0 for the server's choice
 * @param connectTimeout how long to wait for a connection
 * @param answerTimeout how long to wait for an answer; zero for ever
 */
public record ConnectionOptions(
        String user,
        ZoneId timeZone,
        @Nullable String schema,
        int fetchSize,
        Duration connectTimeout,
        Duration answerTimeout) {
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String TIME_ZONE = "timeZone";
    static final String SCHEMA = "schema";
    static final String FETCH_SIZE = "fetchSize";
    static final String CONNECT_TIMEOUT = "connectTimeout";
    static final String SOCKET_TIMEOUT = "socketTimeout";

    /** All names, and what each says. */
    static final List<Described> DESCRIBED = List.of(
            new Described(USER, "Name of the user"),
            new Described(PASSWORD, "Accepted because tools always give one; servers do not ask for it yet"),
            new Described(TIME_ZONE, "Zone of local dates and times, such as Europe/Berlin; default: that of this JVM"),
            new Described(SCHEMA, "Schema in which unqualified names are looked up"),
            new Described(FETCH_SIZE, "Rows sent at a time; 0, the default, lets the server choose"),
            new Described(CONNECT_TIMEOUT, "Seconds to wait for a connection; default 10"),
            new Described(SOCKET_TIMEOUT, "Seconds to wait for an answer; 0, the default, waits for ever"));

    private static final String DEFAULT_CONNECT_SECONDS = "10";

    /** An option for a person who chooses. */
    record Described(String name, String description) {}

    /**
     * Reads {@code k=v} pairs, separated by {@code &} or {@code ;}, and properties; the URL wins where both name one. An
     * option that does not exist is an error that names the nearest.
     */
    static ConnectionOptions parse(String query, Properties properties) throws SQLException {
        TreeMap<String, String> values = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            values.put(known(name), properties.getProperty(name));
        }
        for (String pair : query.split("[&;]", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw refused("Option '" + pair + "' of the URL has no value. Write it as " + pair + "=value");
            }
            values.put(known(decoded(pair.substring(0, equals))), decoded(pair.substring(equals + 1)));
        }
        return new ConnectionOptions(
                values.getOrDefault(USER, ""),
                zone(values.getOrDefault(TIME_ZONE, TimeZone.getDefault().getID())),
                values.get(SCHEMA),
                number(FETCH_SIZE, values.getOrDefault(FETCH_SIZE, "0")),
                Duration.ofSeconds(
                        number(CONNECT_TIMEOUT, values.getOrDefault(CONNECT_TIMEOUT, DEFAULT_CONNECT_SECONDS))),
                Duration.ofSeconds(number(SOCKET_TIMEOUT, values.getOrDefault(SOCKET_TIMEOUT, "0"))));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String known(String name) throws SQLException {
        List<String> names = new ArrayList<>();
        for (Described option : DESCRIBED) {
            if (option.name().equals(name)) {
                return name;
            }
            names.add(option.name());
        }
        String nearest = names.stream()
                .min((a, b) -> Integer.compare(distance(a, name), distance(b, name)))
                .orElse(USER);
        throw refused("Option '" + name + "' does not exist. Did you mean '" + nearest + "'? There are: "
                + String.join(", ", names));
    }

    private static ZoneId zone(String name) throws SQLException {
        try {
            return ZoneId.of(name, ZoneId.SHORT_IDS);
        } catch (DateTimeException unknown) {
            throw refused("Time zone '" + name + "' is not known. Name one as in 'Europe/Berlin', 'UTC' or '+02:00'");
        }
    }

    private static int number(String name, String value) throws SQLException {
        if (!value.matches("\\d{1,6}")) {
            throw refused("Option '" + name + "' is '" + value + "', but must be a whole number from 0 to 999999");
        }
        return Integer.parseInt(value);
    }

    private static SQLException refused(String message) {
        return new SQLNonTransientConnectionException(message, "08001");
    }

    /** How many letters must change, case apart, to make one name of the other. */
    private static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
