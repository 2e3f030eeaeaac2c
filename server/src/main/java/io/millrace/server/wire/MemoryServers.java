package io.millrace.server.wire;

import io.millrace.server.session.MemoryServerFactory;
import io.millrace.server.session.MemoryServerFactory.MemoryServer;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The servers behind {@code jdbc:millrace:mem:NAME} of this JVM. The first connection to a name starts its server, which
 * lives until {@link #close} or the end of the JVM, however many connections come and go. Safe for any number of threads.
 */
public final class MemoryServers {
    /** Answers fetches that waited; grows with the number of rows that come at one time, and shrinks again. */
    private static final ExecutorService ANSWERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "millrace-mem");
        thread.setDaemon(true);
        return thread;
    });

    /** Guarded by itself. */
    private static final Map<String, Running> SERVERS = new HashMap<>();

    private static @Nullable MemoryServerFactory factory;

    private MemoryServers() {}

    /** Ends the server of a name, its connections and all it holds. The next connection to the name starts a new one. */
    public static void close(String name) {
        Running running;
        synchronized (SERVERS) {
            running = SERVERS.remove(name);
        }
        if (running != null) {
            running.wire().close();
            running.server().close();
        }
    }

    /** A way to the server of a name. */
    static MemoryTransport transport(String name) {
        synchronized (SERVERS) {
            Running running = SERVERS.get(name);
            if (running == null) {
                MemoryServer server = factory().start(name);
                running = new Running(server, WireServer.embedded(server.sessions(), WireOptions.DEFAULT));
                SERVERS.put(name, running);
            }
            return new MemoryTransport(running.wire().endpoint(), ANSWERS);
        }
    }

    /** Has servers started by this factory and not by the one in the class path. */
    static void use(@Nullable MemoryServerFactory other) {
        synchronized (SERVERS) {
            factory = other;
        }
    }

    private static MemoryServerFactory factory() {
        MemoryServerFactory known = factory;
        if (known == null) {
            known = ServiceLoader.load(MemoryServerFactory.class, MemoryServers.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no MemoryServerFactory in the class path"));
            factory = known;
        }
        return known;
    }

    private record Running(MemoryServer server, WireServer wire) {}
}
