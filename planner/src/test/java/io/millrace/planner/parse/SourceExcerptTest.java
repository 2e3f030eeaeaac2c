package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.Position;
import org.junit.jupiter.api.Test;

class SourceExcerptTest {
    @Test
    void caretStandsUnderThePlace() {
        assertThat(SourceExcerpt.of("SELECT a\nFROM t\n\tWHERE usr_id = 7", new Position(3, 8)))
                .isEqualTo("     WHERE usr_id = 7\n           ^");
    }

    @Test
    void everyEndOfLineCounts() {
        assertThat(SourceExcerpt.of("a\r\nb\rc\nd", new Position(4, 1))).isEqualTo("    d\n    ^");
        assertThat(SourceExcerpt.of("a\r\nb\rc\nd", new Position(2, 1))).isEqualTo("    b\n    ^");
    }

    @Test
    void longLineIsCutAroundThePlace() {
        String excerpt = SourceExcerpt.of("x".repeat(300) + "HERE" + "y".repeat(300), new Position(1, 301));

        String[] lines = excerpt.split("\n", 2);
        assertThat(lines[0]).startsWith("    ...x").endsWith("y...").hasSizeLessThan(120);
        assertThat(lines[0].indexOf("HERE")).isEqualTo(lines[1].indexOf('^'));
    }

    @Test
    void placeAfterTheEndIsTheEnd() {
        assertThat(SourceExcerpt.of("SELECT", new Position(1, 7))).isEqualTo("    SELECT\n          ^");
        assertThat(SourceExcerpt.of("SELECT", new Position(9, 9))).isEqualTo("    \n    ^");
    }
}
