package io.millrace.server.wire;

import io.millrace.jdbc.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands requests of a driver to an endpoint of the same JVM. A request runs on the thread that posts it; only the answer
 * of a fetch that waited comes from another.
 */
final class MemoryTransport implements Transport {
    private final Endpoint endpoint;
    private final Executor later;
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryTransport(Endpoint endpoint, Executor later) {
        this.endpoint = endpoint;
        this.later = later;
    }

    @Override
    public byte[] post(byte[] request, boolean repeatable, Duration wait) throws IOException {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        UnderWay waiting = new UnderWay(answer);
        underWay.add(waiting);
        try {
            if (closed) {
                throw new IOException("The connection is closed");
            }
            endpoint.handle(request, later, answer::complete);
            return (wait.isZero() ? answer.get() : answer.get(wait.toMillis(), TimeUnit.MILLISECONDS)).body();
        } catch (TimeoutException late) {
            throw new SocketTimeoutException("no answer within " + wait.toMillis() + " ms");
        } catch (ExecutionException ended) {
            throw new IOException("The connection is closed", ended);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The thread was interrupted while it waited for an answer");
        } finally {
            underWay.remove(waiting);
        }
    }

    @Override
    public void close() {
        closed = true;
        underWay.forEach(waiting -> waiting.answer.completeExceptionally(new IOException("The connection is closed")));
    }

    /** A request that waits for its answer; equal to itself only. */
    private static final class UnderWay {
        private final CompletableFuture<Reply> answer;

        UnderWay(CompletableFuture<Reply> answer) {
            this.answer = answer;
        }
    }
}
