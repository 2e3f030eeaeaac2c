package io.millrace.connectors.kafka;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TableOptions;
import io.millrace.executor.connector.BadRecordPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is read from Kafka, and how.
 *
 * @param topics by name; empty if there is a pattern
 * @param pattern of topics' names
 * @param client settings of the client
 * @param startup where the history begins
 * @param discovery how often to look for new partitions
 * @param onBadRecord what happens to records that cannot be decoded
 */
record KafkaOptions(
        List<String> topics,
        Optional<Pattern> pattern,
        ClientProperties client,
        Startup startup,
        Duration discovery,
        BadRecordPolicy onBadRecord) {

    private static final OptionSpec<List<String>> TOPIC = OptionSpec.optional(
            "topic",
            OptionTypes.list(),
            "The topic, or several separated by `;` or `,`. Either this or `topic-pattern`.");
    private static final OptionSpec<Pattern> TOPIC_PATTERN = OptionSpec.optional(
            "topic-pattern",
            new OptionType<>("a regular expression", Pattern::compile),
            "All topics whose whole names match this regular expression (of Java), also those created later.");
    private static final OptionSpec<Duration> DISCOVERY = OptionSpec.defaulted(
            "scan.topic-partition-discovery.interval",
            OptionTypes.DURATION,
            "10 s",
            "How often to look for partitions and topics that were added; they are read from their start.");

    /** Those of this connector alone. */
    static final List<OptionSpec<?>> SPECS = Stream.of(
                    List.<OptionSpec<?>>of(TOPIC, TOPIC_PATTERN, DISCOVERY), Startup.SPECS, ClientProperties.SPECS)
            .flatMap(List::stream)
            .toList();

    KafkaOptions {
        topics = List.copyOf(topics);
    }

    static KafkaOptions read(OptionReader reader) {
        List<String> topics = reader.find(TOPIC).orElse(List.of());
        Optional<Pattern> pattern = reader.find(TOPIC_PATTERN);
        if (topics.isEmpty() && pattern.isEmpty()) {
            throw reader.missing(TOPIC.name(), "the name of a topic");
        }
        if (!topics.isEmpty() && pattern.isPresent()) {
            throw reader.illegal(TOPIC_PATTERN, "cannot be combined with 'topic'.");
        }
        Duration discovery = reader.read(DISCOVERY);
        if (discovery.isZero()) {
            throw reader.illegal(DISCOVERY, "is zero; it takes a time above 0.");
        }
        return new KafkaOptions(
                topics,
                pattern,
                ClientProperties.read(reader),
                Startup.read(reader, topics.size() == 1),
                discovery,
                TableOptions.read(reader).onBadRecord());
    }

    /** What is read, for messages. */
    String subject() {
        return pattern.map(regex -> "topics '" + regex + "'")
                .orElseGet(() -> (topics.size() == 1 ? "topic '" : "topics '") + String.join("', '", topics) + "'");
    }
}
