package io.millrace.connectors.kafka;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The settings of the Kafka client that users may make: those listed here and no others. None of them loads a class, runs
 * a login module of the user's choice or changes what a record's offset means.
 *
 * @param settings by the client's own names
 */
record ClientProperties(Map<String, String> settings) {
    private static final String PREFIX = "properties.";

    /** A JAAS line with one of the login modules that take a name and a password, and nothing else. */
    private static final Pattern LOGIN = Pattern.compile(
            "\\s*org\\.apache\\.kafka\\.common\\.security\\.(plain\\.PlainLoginModule|scram\\.ScramLoginModule)\\s+required"
                    + "(\\s+(username|password|tokenauth)\\s*=\\s*\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")+\\s*;\\s*",
            Pattern.DOTALL);

    private static final OptionType<String> JAAS = matching(
            LOGIN,
            "a line \"org.apache.kafka.common.security.plain.PlainLoginModule required username=\"...\" password=\"...\";\", or "
                    + "the same with org.apache.kafka.common.security.scram.ScramLoginModule");

    static final OptionSpec<String> SERVERS = OptionSpec.required(
            PREFIX + ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            matching(Pattern.compile("[^\\s,]+:\\d+(\\s*,\\s*[^\\s,]+:\\d+)*"), "host:port, several separated by ','"),
            "Some of the cluster's servers; the others are learned from them.");

    static final OptionSpec<Long> TIMEOUT = OptionSpec.defaulted(
            PREFIX + ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            OptionTypes.wholeNumber(100, 600_000),
            "10000",
            "How many milliseconds the servers may be silent before the source counts as failed.");

    /** Those that are handed on as they are. */
    private static final List<OptionSpec<?>> PASSED = List.of(
            passed(
                    "security.protocol",
                    oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                    "How to talk to the servers."),
            passed("sasl.mechanism", oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"), "How to log in."),
            passed("sasl.jaas.config", JAAS, "Name and password. The value is shown nowhere."),
            passed("ssl.truststore.type", oneOf("JKS", "PKCS12", "PEM"), "The format of the trust store."),
            passed("ssl.truststore.location", OptionTypes.TEXT, "A file on the server with the certificates to trust."),
            passed("ssl.truststore.certificates", OptionTypes.TEXT, "The certificates to trust themselves, as PEM."),
            passed("ssl.truststore.password", OptionTypes.TEXT, "The trust store's password. Shown nowhere."),
            passed("ssl.keystore.type", oneOf("JKS", "PKCS12", "PEM"), "The format of the key store."),
            passed("ssl.keystore.location", OptionTypes.TEXT, "A file on the server with the client's key."),
            passed("ssl.keystore.certificate.chain", OptionTypes.TEXT, "The client's certificates, as PEM."),
            passed("ssl.keystore.key", OptionTypes.TEXT, "The client's key, as PEM. Shown nowhere."),
            passed("ssl.keystore.password", OptionTypes.TEXT, "The key store's password. Shown nowhere."),
            passed("ssl.key.password", OptionTypes.TEXT, "The key's password. Shown nowhere."),
            passed("ssl.protocol", oneOf("TLSv1.2", "TLSv1.3"), "The version of TLS."),
            passed("ssl.enabled.protocols", OptionTypes.TEXT, "The versions of TLS to accept."),
            passed("ssl.cipher.suites", OptionTypes.TEXT, "The ciphers to accept."),
            passed(
                    "ssl.endpoint.identification.algorithm",
                    new OptionType<>("'https', or nothing", text -> {
                        if (!text.isEmpty() && !text.equals("https")) {
                            throw new IllegalArgumentException(text);
                        }
                        return text;
                    }),
                    "Whether the servers' certificates must name their hosts."),
            passed("client.rack", OptionTypes.TEXT, "Where this client stands, to read from the nearest replica."),
            passed(
                    "client.dns.lookup",
                    oneOf("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"),
                    "How to resolve hosts."),
            passed("request.timeout.ms", number(100), "How long to wait for the answer to one request."),
            passed("fetch.min.bytes", number(0), "How much a server collects before it answers."),
            passed("fetch.max.wait.ms", number(0), "How long it does so at most."),
            passed("fetch.max.bytes", number(1_024), "How much a server sends at once at most."),
            passed("max.partition.fetch.bytes", number(1_024), "How much of one partition."),
            passed("receive.buffer.bytes", number(-1), "The size of the socket's buffer."));

    /** All of them, for the reference page. */
    static final List<OptionSpec<?>> SPECS =
            Stream.concat(Stream.of(SERVERS, TIMEOUT), PASSED.stream()).toList();

    ClientProperties {
        settings = Map.copyOf(settings);
    }

    static ClientProperties read(OptionReader reader) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, reader.read(SERVERS));
        settings.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                reader.read(TIMEOUT).toString());
        for (OptionSpec<?> spec : PASSED) {
            reader.find(spec)
                    .ifPresent(value -> settings.put(spec.name().substring(PREFIX.length()), value.toString()));
        }
        return new ClientProperties(settings);
    }

    String servers() {
        return settings.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
    }

    Duration timeout() {
        return Duration.ofMillis(
                Long.parseLong(settings.getOrDefault(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000")));
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** A text of the client's, without our secrets. */
    String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (Secrets.isSecret(setting.getKey()) && !setting.getValue().isEmpty()) {
                masked = masked.replace(setting.getValue(), Secrets.MASK);
            }
        }
        return masked;
    }

    private static OptionSpec<?> passed(String name, OptionType<?> type, String description) {
        return OptionSpec.optional(PREFIX + name, type, description);
    }

    private static OptionType<Long> number(long min) {
        return OptionTypes.wholeNumber(min, Integer.MAX_VALUE);
    }

    private static OptionType<String> oneOf(String... values) {
        List<String> allowed = List.of(values);
        return new OptionType<>("'" + String.join("' or '", allowed) + "'", text -> {
            if (!allowed.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    private static OptionType<String> matching(Pattern pattern, String allowed) {
        return new OptionType<>(allowed, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }
}
