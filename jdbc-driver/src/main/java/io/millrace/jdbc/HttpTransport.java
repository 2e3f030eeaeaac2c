package io.millrace.jdbc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Posts requests over HTTP/1.1. Keeps the sockets of finished requests for later ones, the last used first; a request
 * that waits for rows holds one of its own. A small client of our own: a lookup takes as long as one round trip, and no
 * pool shared with others can run out.
 */
final class HttpTransport implements Transport {
    /** Younger than the server closes unused connections. */
    private static final long MAX_IDLE_NANOS = Duration.ofSeconds(30).toNanos();

    private final String host;
    private final int port;
    private final Duration connectTimeout;

    // The following are guarded by this.
    private final Deque<HttpSocket> idle = new ArrayDeque<>();
    private final Set<HttpSocket> all = new HashSet<>();
    private boolean closed;

    HttpTransport(String host, int port, Duration connectTimeout) {
        this.host = host;
        this.port = port;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public byte[] post(byte[] request, boolean repeatable, Duration wait) throws IOException {
        HttpSocket kept = takeIdle();
        if (kept != null) {
            try {
                return exchange(kept, request, wait);
            } catch (SocketTimeoutException late) {
                throw late;
            } catch (IOException broken) {
                if (!repeatable || isClosed()) {
                    throw broken;
                }
                // The server may have closed a connection that was not used for long: one more try on a new one.
            }
        }
        return exchange(connect(), request, wait);
    }

    @Override
    public void close() {
        Set<HttpSocket> open;
        synchronized (this) {
            closed = true;
            open = Set.copyOf(all);
            all.clear();
            idle.clear();
        }
        open.forEach(HttpSocket::close);
    }

    private byte[] exchange(HttpSocket socket, byte[] request, Duration wait) throws IOException {
        boolean reusable = false;
        try {
            byte[] answer = socket.post(request, wait);
            reusable = socket.isReusable();
            return answer;
        } finally {
            give(socket, reusable);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized @Nullable HttpSocket takeIdle() throws IOException {
        if (closed) {
            throw new IOException("The connection is closed");
        }
        HttpSocket socket = idle.pollFirst();
        while (socket != null && System.nanoTime() - socket.lastUsedNanos() > MAX_IDLE_NANOS) {
            all.remove(socket);
            socket.close();
            socket = idle.pollFirst();
        }
        return socket;
    }

    private void give(HttpSocket socket, boolean reusable) {
        synchronized (this) {
            if (reusable && !closed) {
                idle.addFirst(socket);
                return;
            }
            all.remove(socket);
        }
        socket.close();
    }

    private HttpSocket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // A server that vanished without a word is noticed, after a while, also by a reader that waits for rows.
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), (int) connectTimeout.toMillis());
            HttpSocket connected = new HttpSocket(socket, host, port);
            synchronized (this) {
                if (!closed) {
                    all.add(connected);
                    return connected;
                }
            }
            throw new IOException("The connection is closed");
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }
}
