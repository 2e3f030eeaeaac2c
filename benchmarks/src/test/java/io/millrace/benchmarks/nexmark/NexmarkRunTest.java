package io.millrace.benchmarks.nexmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.nexmark.NexmarkRun.Outcome;
import io.millrace.benchmarks.nexmark.NexmarkRun.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what the benchmark measures is the whole query over all events. */
@Timeout(120)
class NexmarkRunTest {
    private static final NexmarkQuery COUNTS =
            new NexmarkQuery("counts", "SELECT auction, COUNT(*) AS n FROM bid GROUP BY auction", List.of("bid"));

    @Test
    void aViewAndASinkSeeAllEvents() throws Exception {
        Outcome view = NexmarkRun.run(COUNTS, Target.VIEW, 5_000, 2);
        assertThat(view.rows()).isBetween(100L, 4_600L);
        assertThat(view.seconds()).isPositive();
        assertThat(view.cpuSeconds()).isPositive();
        assertThat(NexmarkRun.run(COUNTS, Target.BLACKHOLE, 5_000, 1).rows()).isGreaterThanOrEqualTo(view.rows());
    }

    @Test
    void aResultOfAnotherSizeThanKnownIsRefused() {
        NexmarkQuery query = new NexmarkQuery("q4", "", List.of("bid", "auction"));
        assertThat(query.inputRows(5_000)).isEqualTo(4_900);
        query.check(3_000_000, 5);
        assertThatThrownBy(() -> query.check(3_000_000, 6)).hasMessage("q4 has 6 rows in place of 5");
    }
}
