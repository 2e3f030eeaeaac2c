package io.millrace.connectors.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTypesTest {
    @ParameterizedTest
    @CsvSource({"500 ms,500", "5s,5000", "10 MIN,600000", "1 h,3600000", "2 d,172800000", "0 s,0"})
    void durationsHaveAUnit(String text, long millis) {
        assertThat(OptionTypes.DURATION.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5 s", "1.5 s", "s", "", "5 weeks", "99999999999999999999 s"})
    void otherTextsAreNoDurations(String text) {
        assertThatThrownBy(() -> OptionTypes.DURATION.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersKeepTheirBounds() {
        OptionType<Long> digit = OptionTypes.wholeNumber(0, 9);

        assertThat(digit.parse(" 9 ")).isEqualTo(9);
        assertThat(digit.allowed()).isEqualTo("a whole number from 0 to 9");
        for (String text : List.of("10", "-1", "1.0", "x", "")) {
            assertThatThrownBy(() -> digit.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String text : List.of("0", "NaN", "Infinity", "-1", "x")) {
            assertThatThrownBy(() -> OptionTypes.positiveNumber().parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String text : List.of("1.1", "NaN", "-0.1")) {
            assertThatThrownBy(() -> OptionTypes.rate().parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void listsDropBlanksAndEmptyNames() {
        assertThat(OptionTypes.list().parse(" a ;b,, c")).containsExactly("a", "b", "c");
    }

    @Test
    void theNearestNameIsTheOneWithTheFewestEdits() {
        List<String> names = List.of("format", "path", "follow");

        assertThat(Nearest.to("fromat", names)).contains("format");
        assertThat(Nearest.to("PAHT", names)).contains("path");
        assertThat(Nearest.to("folow", names)).contains("follow");
        assertThat(Nearest.to("compression", names)).isEmpty();
    }

    @Test
    void secretsAreKnownByTheirNames() {
        assertThat(List.of(
                        "properties.sasl.jaas.config",
                        "properties.ssl.keystore.password",
                        "properties.ssl.key.password",
                        "properties.ssl.keystore.key"))
                .allMatch(Secrets::isSecret);
        assertThat(List.of("properties.bootstrap.servers", "key.format", "key.fields", "path"))
                .noneMatch(Secrets::isSecret);
    }
}
