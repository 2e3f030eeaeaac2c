package io.millrace.server.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "65536, 65536",
        "1b, 1",
        "1KB, 1024",
        "512MB, 536870912",
        "' 2 gb ', 2147483648",
        "8388607TB, 9223370937343148032"
    })
    void amountsAreBytesOrInUnitsOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "0", "-1", "1.5GB", "1PB", "8388608TB", "99999999999999999999"})
    void allElseIsNone(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
