package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.calcite.avatica.metrics.MetricsSystem;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Service.RpcMetadataResponse;
import org.apache.calcite.avatica.server.AbstractAvaticaHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server in front of the endpoint, and the only class that knows Jetty: one connector, one handler. It takes
 * POSTs of limited size, never shows what went wrong inside, and keeps no thread for a request that waits for rows.
 */
final class HttpFront implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpFront.class.getName());
    private static final int MAX_THREADS = 200;
    private static final int MIN_THREADS = 8;
    private static final int THREAD_IDLE_MILLIS = 60_000;

    /** Longer than drivers keep an unused connection, so that it is the driver that closes it. */
    private static final int CONNECTION_IDLE_MILLIS = 300_000;

    private static final int MAX_HEADER_BYTES = 8 << 10;

    /** What drivers send, and pages in a browser cannot without asking first, which is refused. */
    private static final Set<String> BODY_TYPES = Set.of("application/x-google-protobuf", "application/octet-stream");

    private static final long STOP_MILLIS = 1_000;

    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
    private final Server server = new Server(threads);
    private final ServerConnector connector;

    private HttpFront(Endpoint endpoint, WireOptions options) {
        threads.setName("millrace-http");
        threads.setDaemon(true);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(CONNECTION_IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Handler(endpoint, options.maxRequestBytes()));
        server.setErrorHandler(new Errorless());
        server.setStopTimeout(STOP_MILLIS);
    }

    /** Listens; throws {@link IOException} if the address cannot be had. */
    static HttpFront start(Endpoint endpoint, WireOptions options) throws IOException {
        HttpFront front = new HttpFront(endpoint, options);
        try {
            front.server.start();
        } catch (Exception failure) {
            front.close();
            if (failure instanceof IOException cannotListen) {
                throw cannotListen;
            }
            throw new IllegalStateException("The HTTP server did not start", failure);
        }
        return front;
    }

    /** The port it listens at. */
    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            LOG.log(Level.WARNING, "the HTTP server did not stop in order", failure);
        }
    }

    /** Takes a POST, gives its body to the endpoint, and sends the answer, now or when it is there. */
    private static final class Handler extends AbstractAvaticaHandler {
        private final Endpoint endpoint;
        private final int maxRequestBytes;

        Handler(Endpoint endpoint, int maxRequestBytes) {
            this.endpoint = endpoint;
            this.maxRequestBytes = maxRequestBytes;
        }

        @Override
        public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            base.setHandled(true);
            if (!request.getMethod().equals("POST")) {
                refuse(
                        response,
                        HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                        "This is a Millrace server. Connect with" + " jdbc:millrace://" + request.getServerName() + ":"
                                + request.getServerPort() + "/");
                return;
            }
            String type = request.getContentType();
            if (request.getHeader("Origin") != null || type == null || !BODY_TYPES.contains(type)) {
                refuse(
                        response,
                        HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                        "Statements are taken from database drivers, not from web pages");
                return;
            }
            byte[] body = body(request);
            if (body == null) {
                response.setHeader("Connection", "close");
                send(
                        response,
                        Errors.reply(new EngineException(
                                ErrorCode.LIMIT_REACHED,
                                "The request is longer than " + maxRequestBytes
                                        + " bytes, which is the most. Send a smaller batch")));
                return;
            }
            Exchange exchange = new Exchange(request, response);
            endpoint.handle(body, base.getHttpChannel().getServer().getThreadPool(), exchange::answer);
            exchange.detach();
        }

        /** The whole body, or null if it is too long. */
        private byte @Nullable [] body(HttpServletRequest request) throws IOException {
            if (request.getContentLengthLong() > maxRequestBytes) {
                return null;
            }
            try (InputStream input = request.getInputStream()) {
                byte[] body = input.readNBytes(maxRequestBytes + 1);
                return body.length > maxRequestBytes ? null : body;
            }
        }

        @Override
        public void setServerRpcMetadata(RpcMetadataResponse metadata) {
            // Answers do not tell the address of the server.
        }

        @Override
        public MetricsSystem getMetrics() {
            return NoopMetricsSystem.getInstance();
        }
    }

    /** One request and its answer. If the answer is not there when the handler ends, the request goes on without it. */
    private static final class Exchange {
        private final HttpServletRequest request;
        private final HttpServletResponse response;

        // The following are guarded by this.
        private @Nullable AsyncContext context;
        private boolean answered;

        Exchange(HttpServletRequest request, HttpServletResponse response) {
            this.request = request;
            this.response = response;
        }

        void answer(Reply reply) {
            AsyncContext waiting;
            synchronized (this) {
                waiting = context;
                answered = true;
                if (waiting == null) {
                    // Still on the handler's thread, or before it is done: it cannot be detached any more.
                    write(reply);
                    return;
                }
            }
            write(reply);
            waiting.complete();
        }

        /** Called at the end of the handler. */
        void detach() {
            synchronized (this) {
                if (!answered) {
                    AsyncContext started = request.startAsync();
                    started.setTimeout(0);
                    context = started;
                }
            }
        }

        private void write(Reply reply) {
            try {
                send(response, reply);
            } catch (IOException gone) {
                LOG.log(Level.DEBUG, "client gone before its answer", gone);
            }
        }
    }

    private static void send(HttpServletResponse response, Reply reply) throws IOException {
        response.setStatus(reply.status());
        response.setContentType("application/octet-stream");
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }

    private static void refuse(HttpServletResponse response, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Says nothing about errors that never reach the handler, such as a malformed header, but their status. */
    private static final class Errorless extends ErrorHandler {
        @Override
        public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response) {
            base.setHandled(true);
        }

        @Override
        public ByteBuffer badMessageError(int status, String reason, HttpFields fields) {
            return BufferUtil.EMPTY_BUFFER;
        }
    }
}
