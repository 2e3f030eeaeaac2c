package io.millrace.server;

import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.server.statement.ByteSize;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a user says when starting a server: on the command line, or in a properties file, of which the command line wins.
 *
 * @param data where tables, views and state are kept
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes a free one
 * @param workers how many threads run large ticks
 * @param fileRoots the directories below which tables may read files
 * @param viewMemory how many bytes the state of a view may take unless its WITH clause says otherwise
 * @param maxIterations the last iteration of a recursion that may have rows, unless a view's WITH clause says otherwise
 */
public record ServerOptions(
        Path data, String host, int port, int workers, List<Path> fileRoots, long viewMemory, int maxIterations) {
    private static final String FILE_ROOT = "file-root";
    private static final String FILE_ROOTS = "file.roots";

    public static final ServerOptions DEFAULT = new ServerOptions(
            Path.of("millrace-data"),
            "127.0.0.1",
            8765,
            Math.max(1, Math.min(256, Runtime.getRuntime().availableProcessors())),
            workingDirectory(),
            CircuitOptions.DEFAULT.viewBytes(),
            CircuitOptions.DEFAULT.maxIterations());

    private static final List<String> NAMES =
            List.of("data", "host", "port", "workers", FILE_ROOTS, "view-memory", "max-iterations");

    public ServerOptions {
        fileRoots = List.copyOf(fileRoots);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (viewMemory < 1) {
            throw new IllegalArgumentException("view-memory " + viewMemory + " is not positive");
        }
        if (maxIterations < 1) {
            throw new IllegalArgumentException("max-iterations " + maxIterations + " is not positive");
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
            boolean isFileRoot = name.equals(FILE_ROOT);
            if (name.equals(FILE_ROOTS) || !name.equals("config") && !isFileRoot && !NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + argument
                                + "' is not an option. There are --data, --port, --host, --workers, --file-root, --view-memory, --max-iterations and --config.");
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(argument + " needs a value");
            }
            String value = rest.remove(0);
            if (name.equals("config")) {
                file.putAll(read(Path.of(value)));
            } else if (isFileRoot) {
                given.merge(FILE_ROOTS, value, (first, next) -> first + "," + next);
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
                number(values, "workers", DEFAULT.workers),
                paths(values.get(FILE_ROOTS)),
                bytes(values, "view-memory", DEFAULT.viewMemory),
                number(values, "max-iterations", DEFAULT.maxIterations));
    }

    /** Paths with commas between them; none if there is nothing between the commas. */
    private static List<Path> paths(@Nullable String text) {
        return text == null
                ? DEFAULT.fileRoots
                : Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(path -> !path.isEmpty())
                        .map(Path::of)
                        .toList();
    }

    /** Where the process was started; nothing if that is the top of the file system, as it is under service managers. */
    private static List<Path> workingDirectory() {
        Path directory = Path.of("").toAbsolutePath();
        return directory.getParent() == null ? List.of() : List.of(directory);
    }

    private static long bytes(Map<String, String> values, String name, long otherwise) {
        String text = values.get(name);
        return text == null
                ? otherwise
                : ByteSize.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                name + " '" + text + "' is no amount of memory; write it like 512MB or 2GB"));
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
