package io.millrace.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {
    @Test
    void withoutOptionsItRunsUntilItIsInterrupted() {
        assertThat(DemoOptions.parse(List.of())).isEqualTo(new DemoOptions(Optional.empty(), Optional.empty(), false));
    }

    @Test
    void allOptionsAreRead() {
        assertThat(DemoOptions.parse(List.of("--speed", "0.5", "--plain", "--seconds", "20")))
                .isEqualTo(
                        new DemoOptions(Optional.of(Duration.ofSeconds(20)), Optional.of(new BigDecimal("0.5")), true));
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds, --seconds needs a value",
        "--seconds soon, '--seconds needs a number, not ''soon'''",
        "--seconds 1, --seconds must be at least 3",
        "--seconds 1e40, --seconds must be at most 1000000",
        "--speed 0, --speed must be greater than 0",
        "--fast, '''--fast'' is not an option of demo",
    })
    void wrongOptionsAreNamed(String arguments, String message) {
        assertThatThrownBy(() -> DemoOptions.parse(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
