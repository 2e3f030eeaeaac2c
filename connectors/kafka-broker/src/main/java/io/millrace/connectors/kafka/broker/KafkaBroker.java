package io.millrace.connectors.kafka.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (and its controller) in a JVM of its own, on two free ports of the loopback address, with its data
 * and log under a directory of the caller. It can be stopped, killed and restarted, and keeps ports and data when it is.
 * Every method returns when the broker is in the state it names; a failure carries the end of the broker's log.
 *
 * <p>Topics are not created by using them, records are kept whatever their timestamps say, and the broker ends with the
 * JVM that started it. Owner: one test thread. Cost: about 3 s to start and 210 MB.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final int LOG_TAIL_CHARACTERS = 6_000;

    /** How often other ports are tried, should somebody else take ours between finding and using them. */
    private static final int PORT_ATTEMPTS = 3;

    private final Path directory;
    private final Path properties;
    private final Path log;
    private int port;
    private @Nullable Process process;

    private KafkaBroker(Path directory) {
        this.directory = directory;
        this.properties = directory.resolve("server.properties");
        this.log = directory.resolve("broker.log");
    }

    /** Starts a fresh broker in an empty directory and waits until it answers. */
    public static KafkaBroker start(Path directory) throws IOException {
        KafkaBroker broker = new KafkaBroker(directory.toAbsolutePath());
        for (int attempt = 1; ; attempt++) {
            broker.writeProperties();
            try {
                broker.launch(List.of(Uuid.randomUuid().toString()));
                return broker;
            } catch (IllegalStateException failure) {
                broker.close();
                boolean portTaken = broker.log().contains("Address already in use");
                if (!portTaken || attempt == PORT_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    /** What clients need as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Creates a topic and waits until the broker has it. */
    public void createTopic(String name, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Topic '" + name + "' could not be created" + logTail(), failure);
        }
    }

    /** An administration client of this broker; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                100));
    }

    /** Stops the broker in good order (SIGTERM) and waits until its process is gone. */
    public void stop() {
        Process running = running();
        running.destroy();
        awaitExit(running);
    }

    /** Kills the broker as a crash would (SIGKILL) and waits until its process is gone. */
    public void kill() {
        Process running = running();
        running.destroyForcibly();
        awaitExit(running);
    }

    /** Starts a stopped or killed broker again, with the same ports and data, and waits until it answers. */
    public void restart() throws IOException {
        if (process != null) {
            throw new IllegalStateException("The broker is running: stop or kill it first");
        }
        launch(List.of());
    }

    /** Everything the broker has logged, over all its restarts. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills the broker if it still runs. Its directory is the caller's to delete. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private void writeProperties() throws IOException {
        int controllerPort;
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback)) {
            port = one.getLocalPort();
            controllerPort = other.getLocalPort();
        }
        Files.writeString(properties, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                log.retention.ms=-1
                log.cleaner.dedupe.buffer.size=8388608
                num.io.threads=2
                num.network.threads=2
                auto.create.topics.enable=false
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                # A killed broker may come back once its old registration has expired: soon, then.
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                """.formatted(port, controllerPort, directory.resolve("data")));
    }

    private void launch(List<String> clusterId) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                BrokerProcess.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                properties.toString()));
        command.addAll(clusterId);
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        awaitAnswer(started);
    }

    private void awaitAnswer(Process started) {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        Admin admin = admin();
        try {
            while (System.nanoTime() < deadline) {
                if (!started.isAlive()) {
                    throw new IllegalStateException("The broker ended while it started" + logTail());
                }
                if (answers(admin)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } finally {
            admin.close(Duration.ZERO); // or it would wait for questions that nobody will answer
        }
        throw new IllegalStateException("The broker did not answer within " + START_DEADLINE + logTail());
    }

    /** Asks for the cluster's brokers and waits a second at most: an error or silence means not yet. */
    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
        } catch (TimeoutException | ExecutionException notYet) {
            return false;
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("The broker is not running");
        }
        return process;
    }

    private void awaitExit(Process ending) {
        try {
            if (!ending.waitFor(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The broker did not end within " + STOP_DEADLINE + logTail());
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
        process = null;
    }

    private String logTail() {
        String all = log();
        return ". The end of its log:\n" + all.substring(Math.max(0, all.length() - LOG_TAIL_CHARACTERS));
    }

    /** The broker's jars, which the build has written beside this class, and this class's own place. */
    private static String classPath() throws IOException {
        try (InputStream jars = KafkaBroker.class.getResourceAsStream("classpath.txt")) {
            if (jars == null) {
                throw new IllegalStateException(
                        "The broker's class path is missing: build the module connectors/kafka-broker with Maven");
            }
            Path own = Path.of(KafkaBroker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own
                    + System.getProperty("path.separator")
                    + new String(jars.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (URISyntaxException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static IllegalStateException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for the broker", interrupted);
    }
}
