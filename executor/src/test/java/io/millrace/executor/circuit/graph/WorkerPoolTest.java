package io.millrace.executor.circuit.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aTaskThatThrowsFailsItsPhaseAfterAllHaveEndedAndNoOther(int failing) {
        try (WorkerPool pool = new WorkerPool(3, "pool-test")) {
            AtomicInteger ran = new AtomicInteger();
            assertThatThrownBy(() -> pool.run(shard -> {
                        ran.incrementAndGet();
                        if (shard >= failing) {
                            throw new IllegalArgumentException("shard " + shard);
                        }
                    }))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
            assertThat(ran.get()).isEqualTo(3);
            for (int phase = 0; phase < 1_000; phase++) {
                pool.run(shard -> ran.incrementAndGet());
            }
            assertThat(ran.get()).isEqualTo(3_003);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pool-test"));
    }
}
