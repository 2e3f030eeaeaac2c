package io.millrace.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The page of errors is that of the code. To write it anew: {@code mvn -Pquick test -pl server -am -Dtest=ErrorsPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.write-docs=true}.
 */
class ErrorsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "errors.md");

    @Test
    void thePageHasEveryErrorOfTheCode() throws IOException {
        String page = ErrorsPage.text();
        if (Boolean.getBoolean("millrace.write-docs")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void noNumberIsUsedTwice() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
    }
}
