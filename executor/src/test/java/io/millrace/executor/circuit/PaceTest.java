package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final int MOST_ROWS = 100_000;

    private long now;
    private int breaks;
    private final Pace pace = new Pace(MOST_ROWS, () -> now, () -> breaks++);

    private void tick(int pieces, long nanosEach) {
        long rows = pace.tickRows();
        pace.beginTick();
        for (int piece = 0; piece < pieces; piece++) {
            now += nanosEach;
            pace.pieceDone();
        }
        pace.endTick(rows);
    }

    @Test
    void othersGetTheirTurnAfterEachTenthOfAMillisecondOfWork() {
        tick(1_000, 10_000);
        assertThat(breaks).isEqualTo(100);
    }

    @Test
    void shortWorkHasNoBreaks() {
        tick(9, 10_000);
        assertThat(breaks).isZero();
    }

    @Test
    void ticksBecomeSmallerUntilTheirPiecesAreShortAndNoSmallerThanThat() {
        for (int i = 0; i < 20; i++) {
            tick(10, 1_000);
        }
        assertThat(pace.tickRows()).isEqualTo(MOST_ROWS);
        // A piece takes 100 ns for each row of its tick, such as the end of a tick that touches a group a row.
        for (int i = 0; i < 20; i++) {
            tick(1, 100L * pace.tickRows());
        }
        assertThat(pace.tickRows()).isBetween(4_096, 8_000);
    }

    @Test
    void smallTicksDoNotMakeLaterOnesLarger() {
        int before = pace.tickRows();
        pace.beginTick();
        pace.endTick(10);
        assertThat(pace.tickRows()).isEqualTo(before);
    }
}
