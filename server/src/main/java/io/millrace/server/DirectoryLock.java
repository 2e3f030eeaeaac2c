package io.millrace.server;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Says that a data directory belongs to one engine: a lock of the operating system on the file {@value #FILE} in it, which holds the
 * number of the owner's process. It ends with the process, however that ends, so a file that is left behind locks nobody
 * out. Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "lock";

    /** The byte that is locked: behind all that is written, so that others can read whose the lock is on every system. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * The directories that engines of this process have. A process may hold a file's lock once only, and would lose it by opening
     * and closing the file again.
     */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes a directory, which is made if it is not there; throws DATA_DIRECTORY_IN_USE if another engine has it. */
    static DirectoryLock acquire(Path data) {
        try {
            Files.createDirectories(data);
            Path directory = data.toRealPath();
            synchronized (OWN) {
                if (OWN.contains(directory)) {
                    throw inUse(directory, "this very process, which runs an engine on it already");
                }
                DirectoryLock lock = lock(directory);
                OWN.add(directory);
                return lock;
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.CATALOG_FAILED,
                    null,
                    "The data directory '" + data + "' cannot be made or locked: " + e.getMessage(),
                    e);
        }
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                String owner = Files.readString(file, StandardCharsets.UTF_8).strip();
                throw inUse(directory, owner.isEmpty() ? "another process" : "process " + owner);
            }
            channel.truncate(0);
            ByteBuffer pid = ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
            while (pid.hasRemaining()) {
                channel.write(pid);
            }
            return new DirectoryLock(directory, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static EngineException inUse(Path directory, String owner) {
        return new EngineException(
                ErrorCode.DATA_DIRECTORY_IN_USE,
                "The data directory '" + directory + "' is in use by " + owner
                        + ". Stop that server first, or give this one another directory.");
    }

    /** Lets the directory go. The file stays: to delete it would let a third engine lock another file of that name. */
    @Override
    public void close() {
        synchronized (OWN) {
            if (channel.isOpen()) {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new EngineException(
                            ErrorCode.CATALOG_FAILED,
                            null,
                            "The lock of '" + directory + "' could not be released: " + e.getMessage(),
                            e);
                } finally {
                    OWN.remove(directory);
                }
            }
        }
    }
}
