package io.millrace.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a JVM of its own, on a free port, to be killed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("jdbc:millrace://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final String url;

    private final BlockingQueue<String> lines;

    private ServerProcess(Process process, String url, BlockingQueue<String> lines) {
        this.process = process;
        this.url = url;
        this.lines = lines;
    }

    /** Starts a server on a data directory, which may read files beside that, and returns when it listens. */
    static ServerProcess start(Path data) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.server.Main",
                "--data",
                data.toString(),
                "--file-root",
                String.valueOf(data.toAbsolutePath().getParent()),
                "--port",
                "0");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<String> url = new CompletableFuture<>();
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(process, url, lines));
        reader.setDaemon(true);
        reader.start();
        return new ServerProcess(process, url.join(), lines);
    }

    /** Hands what the server says on to the test's output, and finds in it where the server listens. */
    private static void read(Process process, CompletableFuture<String> url, BlockingQueue<String> lines) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                System.out.println("server: " + line);
                lines.add(line);
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                    url.complete(listens.group());
                }
            }
            url.completeExceptionally(new IOException("the server has ended"));
        } catch (IOException e) {
            url.completeExceptionally(e);
        }
    }

    /** The next line that begins so, of those that nobody has asked for yet. Waits for it, up to half a minute. */
    String awaitLine(String beginning) throws InterruptedException {
        for (String line = lines.poll(30, TimeUnit.SECONDS); line != null; line = lines.poll(30, TimeUnit.SECONDS)) {
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new IllegalStateException("the server has not said '" + beginning + "'");
    }

    String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** Waits some time for the server to end by itself, which it does not. */
    void awaitEndFor(long millis) throws InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the server has ended by itself");
        }
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
