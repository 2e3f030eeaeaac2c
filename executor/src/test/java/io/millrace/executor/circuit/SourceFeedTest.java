package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.stream.SourceFeed;
import io.millrace.executor.connector.Chunk;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread between a source and the circuit: failures, full queues and its end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SourceFeedTest {
    private final MemorySource source = new MemorySource(2);
    private final Semaphore arrivals = new Semaphore(0);

    private SourceFeed feed(long maxBytes) {
        SourceFeed feed = new SourceFeed("test", source, source.start(), maxBytes, arrivals::release);
        feed.start();
        return feed;
    }

    private Chunk next(SourceFeed feed) throws InterruptedException {
        arrivals.acquire();
        Chunk chunk = feed.take();
        assertThat(chunk).isNotNull();
        return chunk;
    }

    private static @Nullable Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("millrace-source-test"))
                .findAny()
                .orElse(null);
    }

    private static void assertEnds(SourceFeed feed) {
        feed.close();
        feed.awaitEnd();
        assertThat(thread()).isNull();
    }

    @Test
    void aReaderThatFailsIsOpenedAnewWhereItStopped() throws Exception {
        SourceFeed feed = feed(1 << 20);
        long position = 0;
        for (long round = 0; round < 4; round++) {
            source.failNext(1);
            while (feed.problem() == null) {
                Thread.onSpinWait();
            }
            assertThat(feed.problem()).isEqualTo("the line is cut");
            source.append(0, round, round);
            Chunk chunk = next(feed);
            assertThat(chunk.from()).as("round %d", round).isEqualTo(position);
            position = chunk.until();
            assertThat(position).isEqualTo(round + 1);
            assertThat(feed.problem()).as("the problem is over").isNull();
        }
        assertEnds(feed);
    }

    @Test
    void aFullQueueStopsTheReaderUntilSomethingIsTaken() throws Exception {
        source.append(0, 1L, 1L);
        source.append(1, 2L, 2L);
        SourceFeed feed = feed(1);
        Chunk first = next(feed);
        Chunk second = next(feed);
        assertThat(first.partition()).isNotEqualTo(second.partition());
        assertThat(feed.take()).isNull();
        assertEnds(feed);
    }

    @Test
    void closingEndsAThreadThatWaitsForRoom() throws Exception {
        source.append(0, 1L, 1L);
        source.append(1, 2L, 2L);
        SourceFeed feed = feed(1);
        arrivals.acquire();
        Thread thread = thread();
        assertThat(thread).isNotNull();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEnds(feed);
    }

    @Test
    void closingEndsAThreadInThePauseAfterAFailure() {
        source.failNext(Integer.MAX_VALUE);
        SourceFeed feed = feed(1);
        while (feed.problem() == null) {
            Thread.onSpinWait();
        }
        assertEnds(feed);
    }
}
