package io.millrace.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a user says when starting a server: on the command line, or in a properties file, of which the command line wins.
 *
 * @param data where tables, views and state are kept
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes a free one
 * @param workers how many threads run large ticks
 */
public record ServerOptions(Path data, String host, int port, int workers) {
    public static final ServerOptions DEFAULT = new ServerOptions(
            Path.of("millrace-data"),
            "127.0.0.1",
            8765,
            Math.max(1, Math.min(256, Runtime.getRuntime().availableProcessors())));

    private static final List<String> NAMES = List.of("data", "host", "port", "workers");

    public ServerOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException("workers " + workers + " is not between 1 and 256");
        }
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it is not understood
     */
    public static ServerOptions parse(List<String> arguments) throws IOException {
        Map<String, String> given = new TreeMap<>();
        Map<String, String> file = new TreeMap<>();
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.remove(0);
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (!name.equals("config") && !NAMES.contains(name)) {
                throw new IllegalArgumentException("'" + argument
                        + "' is not an option. There are --data, --port, --host, --workers and --config.");
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(argument + " needs a value");
            }
            String value = rest.remove(0);
            if (name.equals("config")) {
                file.putAll(read(Path.of(value)));
            } else {
                given.put(name, value);
            }
        }
        file.putAll(given);
        return of(file);
    }

    private static Map<String, String> read(Path path) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        }
        Map<String, String> values = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' in " + path + " is not an option. There are " + String.join(", ", NAMES) + ".");
            }
            values.put(name, properties.getProperty(name).strip());
        }
        return values;
    }

    private static ServerOptions of(Map<String, String> values) {
        return new ServerOptions(
                Path.of(values.getOrDefault("data", DEFAULT.data.toString())),
                values.getOrDefault("host", DEFAULT.host),
                number(values, "port", DEFAULT.port),
                number(values, "workers", DEFAULT.workers));
    }

    private static int number(Map<String, String> values, String name, int otherwise) {
        String text = values.get(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " '" + text + "' is not a whole number", e);
        }
    }
}
