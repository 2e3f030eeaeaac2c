package io.millrace.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.datagen.DatagenConnector;
import io.millrace.connectors.file.FileConnector;
import io.millrace.connectors.file.FileRoots;
import io.millrace.connectors.format.Format;
import io.millrace.connectors.kafka.KafkaConnector;
import io.millrace.connectors.nexmark.NexmarkConnector;
import io.millrace.connectors.options.EventTimeOptions;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of options in the reference page are those of the code. To write them anew:
 * {@code mvn -Pquick test -pl connectors -am -Dtest=ConnectorsPageTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dmillrace.write-docs=true}.
 */
class ConnectorsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "connectors.md");

    @Test
    void thePageHasEveryOptionWithItsDefault() throws IOException {
        String page = Files.readString(PAGE);
        String written = page;
        for (Map.Entry<String, List<OptionSpec<?>>> section : sections().entrySet()) {
            String begin = "<!-- options: " + section.getKey() + " -->\n";
            int start = written.indexOf(begin);
            assertThat(start).as(section.getKey()).isNotNegative();
            start += begin.length();
            int end = written.indexOf("<!-- end -->", start);
            written = written.substring(0, start) + table(section.getValue()) + written.substring(end);
        }
        if (Boolean.getBoolean("millrace.write-docs")) {
            Files.writeString(PAGE, written);
            return;
        }
        assertThat(page).isEqualTo(written);
    }

    private static Map<String, List<OptionSpec<?>>> sections() {
        Map<String, List<OptionSpec<?>>> sections = new TreeMap<>();
        sections.put("common", TableOptions.SPECS);
        sections.put("event-time", EventTimeOptions.SPECS);
        sections.put("datagen", DatagenConnector.options());
        sections.put("file", new FileConnector(Connectors.formats(), new TestClock(), FileRoots.UNCONFINED).options());
        sections.put("kafka", new KafkaConnector(Connectors.formats(), new TestClock()).options());
        sections.put("nexmark", NexmarkConnector.options());
        for (Format format : Connectors.formats().all()) {
            sections.put(format.name(), format.options());
        }
        return sections;
    }

    private static String table(List<OptionSpec<?>> specs) {
        return specs.stream()
                .filter(spec -> specs == TableOptions.SPECS || !TableOptions.SPECS.contains(spec))
                .map(spec -> "| `" + spec.name() + "` | "
                        + cell(spec.type().allowed()).replace("*", "\\*") + " | " + fallback(spec) + " | "
                        + cell(spec.description()) + " |\n")
                .collect(Collectors.joining("", "| option | takes | default | |\n|---|---|---|---|\n", ""));
    }

    private static String fallback(OptionSpec<?> spec) {
        if (spec.required()) {
            return "must be given";
        }
        if (spec.fallback() == null) {
            return "";
        }
        return spec.fallback().isEmpty() ? "the empty text" : "`" + spec.fallback() + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
