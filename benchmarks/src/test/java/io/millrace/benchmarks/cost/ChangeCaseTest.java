package io.millrace.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the comparison in small: they measure what they say. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeCaseTest {
    static List<ChangeCase> cases() {
        return ChangeCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aChangeTouchesAsManyRowsOfALargerResultAndLeavesTheViewEqualToItsQuery(ChangeCase changeCase)
            throws InterruptedException {
        try (ChangedView small = new ChangedView(changeCase, 4_000);
                ChangedView large = new ChangedView(changeCase, 16_000)) {
            long fewVisited = small.visited();
            long visited = large.visited();
            for (int change = 0; change < 3; change++) {
                assertThat(small.changeNanos()).isPositive();
                assertThat(large.changeNanos()).isPositive();
            }
            double visits = large.visited() - visited;
            assertThat(visits).as("rows and nodes of state looked at").isPositive();
            // Logarithms are allowed, a scan would be four times as much.
            assertThat(visits / (small.visited() - fewVisited)).isLessThan(2.0);
            double affected = small.affectedRows();

            assertThat(affected).isBetween(50.0, 4_000.0);
            assertThat(large.affectedRows() / affected).isBetween(0.67, 1.5);
            if (!changeCase.query().isEmpty()) {
                assertThat(large.differingRows()).isZero();
            }
        }
    }
}
