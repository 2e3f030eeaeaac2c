package io.millrace.benchmarks.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How long threads of this process were ready to run and waited for a processor. Known on Linux only, elsewhere 0. */
final class ThreadWaits {
    private static final Path TASKS = Path.of("/proc/self/task");

    private ThreadWaits() {}

    /** The nanoseconds that the threads of a name have waited so far, together. */
    static long nanos(String threadName) {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            List<Path> all = tasks.toList();
            long sum = 0;
            for (Path task : all) {
                sum += waited(task, threadName);
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long waited(Path task, String threadName) throws IOException {
        Path statistics = task.resolve("schedstat");
        try {
            boolean wanted = Files.readString(task.resolve("comm")).strip().equals(threadName);
            // The fields are: nanoseconds run, nanoseconds waited, times run.
            return wanted && Files.exists(statistics)
                    ? Long.parseLong(Files.readString(statistics).split(" ", -1)[1])
                    : 0;
        } catch (NoSuchFileException e) {
            // The thread has ended between listing and reading.
            return 0;
        }
    }
}
