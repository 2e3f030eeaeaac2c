package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An ad hoc read stays within the memory it was given. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueryMemoryTest {
    private final Circuit circuit =
            new Circuit(CircuitOptions.DEFAULT, new KernelCompiler(QueryMemoryTest.class.getClassLoader(), 100));
    private final MemorySource source = new MemorySource(1);

    @BeforeEach
    void fill() {
        for (long i = 0; i < 100_000; i++) {
            source.append(0, i, i);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
    }

    @AfterEach
    void close() {
        circuit.close();
    }

    private QueryRun groups() {
        return new QueryRun(
                circuit,
                Plans.countAndSum("q", "s", true).root(),
                name -> null,
                (code, site, detail, input, row) -> {});
    }

    @Test
    void aQueryOfTooManyGroupsEndsWithAnError() throws Exception {
        assertThatThrownBy(() -> groups().limitMemory(1 << 20, () -> 0).run(batch -> {}, () -> false))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT))
                .hasMessageContaining("more than 1 MiB");
    }

    @Test
    void whatTheCallerKeepsCountsToo() throws Exception {
        assertThatThrownBy(() ->
                        groups().limitMemory(1 << 30, () -> (1L << 30) + 1).run(batch -> {}, () -> false))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT));
    }

    @Test
    void aQueryWithinItsMemoryGivesItsResult() throws Exception {
        AtomicLong rows = new AtomicLong();
        groups().limitMemory(1 << 30, () -> 0).run(batch -> rows.addAndGet(batch.size()), () -> false);
        assertThat(rows.get()).isEqualTo(100_000);
    }
}
