package io.millrace.executor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The segments of a log as files {@code tick-00000000000000000001.log} of a directory. */
public final class LogDirectory implements LogStorage {
    private static final Pattern NAME = Pattern.compile("tick-(\\d{20})\\.log");

    private final Path directory;

    /** Makes the directory if it is not there. */
    public LogDirectory(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            force(parent);
        }
    }

    @Override
    public List<Long> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(name -> name.matches())
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Segment open(long number) throws IOException {
        return new FileSegment(FileChannel.open(path(number), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public Segment create(long number) throws IOException {
        FileChannel file = FileChannel.open(
                path(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        force(directory);
        return new FileSegment(file);
    }

    @Override
    public void delete(long number) throws IOException {
        Files.delete(path(number));
        force(directory);
    }

    @Override
    public String name(long number) {
        return path(number).toString();
    }

    private Path path(long number) {
        return directory.resolve(String.format(Locale.ROOT, "tick-%020d.log", number));
    }

    /** A new name is durable only when its directory is. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record FileSegment(FileChannel file) implements Segment {
        @Override
        public ByteBuffer contents() throws IOException {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
        }

        @Override
        public void write(long at, ByteBuffer bytes) throws IOException {
            long position = at;
            while (bytes.hasRemaining()) {
                position += file.write(bytes, position);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            file.force(false);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
