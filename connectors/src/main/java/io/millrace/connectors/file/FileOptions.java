package io.millrace.connectors.file;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TableOptions;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.error.Position;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files are read, and how.
 *
 * @param path a file or a directory
 * @param pathPosition where the user wrote it
 * @param pattern which files of a directory
 * @param compression how to tell compressed files
 * @param follow whether new lines and files are waited for
 * @param replay at which speed rows become available, if not at once
 * @param onBadRecord what happens to records that cannot be decoded
 */
record FileOptions(
        Path path,
        @Nullable Position pathPosition,
        PathMatcher pattern,
        Compression compression,
        boolean follow,
        Optional<Replay> replay,
        BadRecordPolicy onBadRecord) {

    /** How files are compressed. */
    enum Compression {
        AUTO,
        NONE,
        GZIP
    }

    /**
     * Rows become available at the pace at which they happened.
     *
     * @param speed how many times as fast
     * @param timeColumn the column that says when a row happened
     */
    record Replay(double speed, String timeColumn) {}

    private static final OptionType<Path> PATH = new OptionType<>("the path of a file or directory", text -> {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException(invalid);
        }
    });
    private static final OptionType<PathMatcher> GLOB = new OptionType<>(
            "a pattern of file names such as '*.csv' or 'orders-*.{json,json.gz}'",
            text -> FileSystems.getDefault().getPathMatcher("glob:" + text));

    private static final OptionSpec<Path> PATH_SPEC = OptionSpec.required(
            "path",
            PATH,
            "A file, or a directory whose files are read in the order of their names (not those of its subdirectories, nor "
                    + "files whose names begin with a dot). Relative to the directory in which the server was started. A server reads below that directory only, "
                    + "unless it is started with `--file-root`.");
    private static final OptionSpec<PathMatcher> PATTERN =
            OptionSpec.defaulted("pattern", GLOB, "*", "Which files of the directory are read, by their names.");
    private static final OptionSpec<Compression> COMPRESSION = OptionSpec.defaulted(
            "compression",
            OptionTypes.choice(Compression.class),
            "auto",
            "With `auto`, files whose names end in `.gz` are gzip. Positions count uncompressed bytes.");
    private static final OptionSpec<Boolean> FOLLOW = OptionSpec.defaulted(
            "follow",
            OptionTypes.BOOLEAN,
            "false",
            "Whether lines that are added later, and new files, are rows too. A last line without a line end then waits for "
                    + "its end. Without it, the files of CREATE TABLE are read to their ends.");
    private static final OptionSpec<Double> SPEED = OptionSpec.optional(
            "replay.speed",
            OptionTypes.positiveNumber(),
            "Replays the file as a stream: a row is there when, since CREATE TABLE, as much time has passed as between the "
                    + "first row and this one, divided by the speed. 1 is as it happened, 3600 an hour in a second.");
    private static final OptionSpec<String> TIME_COLUMN = OptionSpec.optional(
            "replay.time-column",
            OptionTypes.TEXT,
            "The TIMESTAMP column that says when a row happened; must be given with `replay.speed`.");

    /** Those of this connector alone. */
    static final List<OptionSpec<?>> SPECS = List.of(PATH_SPEC, PATTERN, COMPRESSION, FOLLOW, SPEED, TIME_COLUMN);

    static FileOptions read(OptionReader reader) {
        boolean follow = reader.read(FOLLOW);
        Optional<Double> speed = reader.find(SPEED);
        Optional<String> timeColumn = reader.find(TIME_COLUMN);
        if (speed.isPresent() && timeColumn.isEmpty()) {
            throw reader.missing(TIME_COLUMN.name(), "the name of a TIMESTAMP column");
        }
        if (timeColumn.isPresent() && speed.isEmpty()) {
            throw reader.missing(SPEED.name(), SPEED.type().allowed());
        }
        if (follow && speed.isPresent()) {
            throw reader.illegal(
                    SPEED, "cannot be combined with 'follow' = 'true': rows come when they are written, or replayed.");
        }
        return new FileOptions(
                reader.read(PATH_SPEC),
                reader.position(PATH_SPEC),
                reader.read(PATTERN),
                reader.read(COMPRESSION),
                follow,
                speed.map(factor -> new Replay(factor, timeColumn.orElseThrow())),
                TableOptions.read(reader).onBadRecord());
    }

    /** The error for a time column that cannot be one. */
    static RuntimeException badTimeColumn(OptionReader reader, String why) {
        return reader.illegal(TIME_COLUMN, why);
    }

    /** Whether a file is gzip. */
    boolean isGzip(String name) {
        return switch (compression) {
            case AUTO -> name.endsWith(".gz");
            case GZIP -> true;
            case NONE -> false;
        };
    }
}
