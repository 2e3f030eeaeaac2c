package io.millrace.executor.circuit;

import java.util.concurrent.CompletableFuture;

/**
 * What becomes of a write. Both complete with the tick that took it, or with the {@code EngineException} that tells why none
 * of it was written.
 *
 * @param visible all views show it. A crash may still lose it
 * @param durable and no crash loses it any more: only now is it acknowledged
 */
public record Receipt(CompletableFuture<Long> visible, CompletableFuture<Long> durable) {
    static Receipt open() {
        return new Receipt(new CompletableFuture<>(), new CompletableFuture<>());
    }

    void fail(Throwable reason) {
        visible.completeExceptionally(reason);
        durable.completeExceptionally(reason);
    }

    void visible(long tick) {
        visible.complete(tick);
    }

    void durable(long tick) {
        durable.complete(tick);
    }

    /** Waits until readers see it. */
    public long awaitVisible() {
        return TickLoop.await(visible);
    }

    /** Waits until it is acknowledged. */
    public long awaitDurable() {
        return TickLoop.await(durable);
    }
}
