package io.millrace.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code millrace server}: runs a server until the process is told to end. */
public final class Main {
    private static final int USAGE_ERROR = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = Arrays.asList(arguments);
        ServerOptions options;
        try {
            options = ServerOptions.parse(
                    !words.isEmpty() && words.get(0).equals("server") ? words.subList(1, words.size()) : words);
        } catch (IllegalArgumentException | IOException e) {
            say(System.err, "millrace server: " + e.getMessage());
            System.exit(USAGE_ERROR);
            return;
        }
        Logging.configure();
        CountDownLatch ended = new CountDownLatch(1);
        try (Server server = Server.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                ended.countDown();
            }));
            say(
                    System.out,
                    "Millrace " + Version.TEXT + " listens. Connect with jdbc:millrace://" + options.host() + ":"
                            + server.port() + "/ (data in " + options.data().toAbsolutePath() + ")");
            ended.await();
        } catch (IOException | RuntimeException e) {
            say(System.err, "millrace server: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        out.flush();
    }
}
