package io.millrace.server.wire;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Answers protocol requests, whatever brings them. Safe for any number of threads. */
interface Endpoint {
    /**
     * Answers one request: calls {@code answer} exactly once, before it returns or later, then on a thread of
     * {@code later}.
     */
    void handle(byte[] request, Executor later, Consumer<Reply> answer);
}
