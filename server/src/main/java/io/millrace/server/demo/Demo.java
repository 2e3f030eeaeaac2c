package io.millrace.server.demo;

import io.millrace.executor.error.EngineException;
import io.millrace.server.Logging;
import io.millrace.server.Server;
import io.millrace.server.ServerOptions;
import io.millrace.server.shell.SqlScript;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code millrace demo}: starts a server on a free loopback port with a temporary data directory, and runs the quickstart
 * on it. Started in the top directory of the project, where the quickstart's paths begin.
 *
 * <p>Exit code: 0 if the views held what H2 computes, 1 if not or if it could not run, 2 for a wrong command line.
 */
public final class Demo {
    private static final Path SCRIPT = Path.of("sql-examples", "quickstart.sql");
    private static final Path DATA = Path.of("sql-examples", "data", "earthquakes.csv");
    private static final int USAGE_ERROR = 2;
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration PRINT = Duration.ofSeconds(1);

    /** How long Ctrl-C waits for the comparison. */
    private static final long SHUTDOWN_SECONDS = 30;

    private final DemoOptions options;
    private final Screen screen;
    private final CountDownLatch stop;

    private Demo(DemoOptions options, Screen screen, CountDownLatch stop) {
        this.options = options;
        this.screen = screen;
        this.stop = stop;
    }

    public static void main(String[] arguments) {
        DemoOptions options;
        try {
            options = DemoOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            say(System.err, "millrace demo: " + wrong.getMessage() + ". See: millrace help demo");
            System.exit(USAGE_ERROR);
            return;
        }
        Logging.configure();
        Screen screen = options.plain() ? Screen.plain(System.out) : Screen.redrawn(System.out);
        CountDownLatch stop = new CountDownLatch(1);
        Ending ending = new Ending(stop);
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            ending.exitCode = new Demo(options, screen, stop).run() ? 0 : 1;
        } catch (IOException | SQLException | EngineException failed) {
            say(System.err, "millrace demo: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ending.done.countDown();
        }
        System.exit(ending.exitCode);
    }

    private boolean run() throws IOException, SQLException, InterruptedException {
        SqlScript script = SqlScript.parse(Files.readString(SCRIPT));
        Path directory = Files.createTempDirectory("millrace-demo");
        ServerOptions defaults = ServerOptions.DEFAULT;
        try (Oracle oracle = Oracle.over(DATA);
                Server server = Server.start(new ServerOptions(
                        directory,
                        defaults.host(),
                        0,
                        defaults.workers(),
                        defaults.fileRoots(),
                        defaults.viewMemory(),
                        defaults.maxIterations()))) {
            String url = "jdbc:millrace://" + defaults.host() + ":" + server.port() + "/";
            try (Connection connection = DriverManager.getConnection(url)) {
                DemoRun run = new DemoRun(
                        connection, oracle, screen, url, server.engine().circuit()::tick);
                return run.run(script, options, options.plain() ? PRINT : REDRAW, stop);
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
    }

    /** What Ctrl-C does: lets the run compare and clean up, then ends the process with the run's exit code. */
    private static final class Ending extends Thread {
        private final CountDownLatch stop;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile int exitCode = 1;

        Ending(CountDownLatch stop) {
            super("demo-ending");
            this.stop = stop;
        }

        @Override
        public void run() {
            stop.countDown();
            try {
                if (!done.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                    say(System.err, "millrace demo: it did not end within " + SHUTDOWN_SECONDS + " s");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            System.out.flush();
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
