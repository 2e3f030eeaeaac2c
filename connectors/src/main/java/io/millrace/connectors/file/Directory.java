package io.millrace.connectors.file;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The files of a table by partition name, and how large they are. Thread-safe; asks the file system each time. */
final class Directory {
    private final String table;
    private final FileOptions options;

    /** Sizes of compressed files cost a run over them. */
    private final Map<String, Measured> uncompressed = new ConcurrentHashMap<>();

    private record Measured(long storedSize, FileTime modified, long bytes) {}

    private final FileRoots roots;

    Directory(String table, FileOptions options, FileRoots roots) {
        this.table = table;
        this.options = options;
        this.roots = roots;
    }

    FileOptions options() {
        return options;
    }

    /** The files there are, by name. */
    SortedMap<String, Path> files() {
        SortedMap<String, Path> files = new TreeMap<>();
        Path path = options.path();
        admitted(path);
        try {
            if (Files.isRegularFile(path)) {
                files.put(String.valueOf(path.getFileName()), path);
            } else if (Files.isDirectory(path)) {
                try (Stream<Path> listed = Files.list(path)) {
                    listed.filter(this::isWanted).forEach(file -> files.put(String.valueOf(file.getFileName()), file));
                }
            } else if (Files.exists(path)) {
                throw failed("'" + path + "' is no file and no directory.", null);
            } else {
                throw failed(
                        "'" + path + "' does not exist (looked for in "
                                + Path.of("").toAbsolutePath() + ").",
                        null);
            }
        } catch (IOException unreadable) {
            throw failed("'" + path + "' cannot be listed: " + unreadable.getMessage() + ".", unreadable);
        }
        return files;
    }

    private boolean isWanted(Path file) {
        Path name = file.getFileName();
        return name != null
                && !name.toString().startsWith(".")
                && options.pattern().matches(name)
                && Files.isRegularFile(file);
    }

    /** The file of a partition; an error if it is gone. */
    Path file(String partition) {
        Path path = Files.isDirectory(options.path()) ? options.path().resolve(partition) : options.path();
        Path admitted = admitted(path);
        if (!Files.isRegularFile(path) || !String.valueOf(path.getFileName()).equals(partition)) {
            throw vanished(path, null);
        }
        return admitted;
    }

    /** Where a path really is, if this table may read it. */
    private Path admitted(Path path) {
        try {
            return roots.admitted(path).orElseThrow(() -> refused(path));
        } catch (IOException unreadable) {
            throw failed("'" + path + "' cannot be read: " + unreadable.getMessage() + ".", unreadable);
        }
    }

    private EngineException refused(Path path) {
        return new EngineException(
                ErrorCode.ILLEGAL_OPTION_VALUE,
                options.pathPosition(),
                "Table '" + table + "' cannot read '" + path + "': this server reads " + roots.description()
                        + ", not its own data directory, and follows no link out of there. To allow another directory, start it with"
                        + " --file-root DIR, or with file.roots in its configuration.");
    }

    boolean isGzip(String partition) {
        return options.isGzip(partition);
    }

    BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException gone) {
            throw vanished(file, gone);
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    /** How many bytes a file holds, uncompressed. */
    long size(String partition) {
        Path file = file(partition);
        BasicFileAttributes attributes = attributes(file);
        if (!isGzip(partition)) {
            return attributes.size();
        }
        Measured known = uncompressed.get(partition);
        if (known == null
                || known.storedSize() != attributes.size()
                || !known.modified().equals(attributes.lastModifiedTime())) {
            known = new Measured(attributes.size(), attributes.lastModifiedTime(), measure(file));
            uncompressed.put(partition, known);
        }
        return known.bytes();
    }

    private long measure(Path file) {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), buffer.length)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
            }
        } catch (java.io.EOFException cutOff) {
            if (!options.follow()) {
                throw unreadable(file, cutOff);
            }
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
        return bytes;
    }

    EngineException vanished(Path file, @org.jspecify.annotations.Nullable Exception cause) {
        return failed("'" + file + "' has gone, and its rows have been read: they can no longer be replayed.", cause);
    }

    EngineException shrunk(Path file, long size, long position) {
        return failed(
                "'" + file + "' has shrunk to " + size + " bytes, and rows up to byte " + position
                        + " have been read: they can no longer be replayed.",
                null);
    }

    EngineException unreadable(Path file, Exception cause) {
        return failed("'" + file + "' cannot be read: " + cause.getMessage() + ".", cause);
    }

    EngineException failed(String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new EngineException(
                ErrorCode.SOURCE_FAILED, options.pathPosition(), "The files of table '" + table + "': " + what, cause);
    }
}
