package io.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.TestClock;
import io.millrace.connectors.TestTable;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.TypeKind;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private static TestTable table() {
        return new TestTable("kafka", new TestClock())
                .column("id", TypeKind.BIGINT)
                .with("topic", "orders")
                .with("properties.bootstrap.servers", "localhost:9092")
                .with("format", "json");
    }

    private static AbstractThrowableAssert<?, ?> refused(TestTable table, ErrorCode code) {
        return assertThatThrownBy(table::source)
                .isInstanceOf(EngineException.class)
                .satisfies(
                        thrown -> assertThat(((EngineException) thrown).code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "properties.ssl.engine.factory.class",
                "properties.security.providers",
                "properties.sasl.client.callback.handler.class",
                "properties.sasl.login.class",
                "properties.sasl.oauthbearer.token.endpoint.url",
                "properties.interceptor.classes",
                "properties.metric.reporters",
                "properties.key.deserializer",
                "properties.auto.offset.reset",
                "properties.isolation.level",
                "properties.group.id",
                "properties.config.providers"
            })
    void settingsThatLoadClassesOrChangeWhatIsReadAreNotKnown(String option) {
        refused(table().with(option, "x"), ErrorCode.UNKNOWN_OPTION).hasMessageContaining("'" + option + "'");
    }

    @Test
    void optionsOfOtherSystemsAreExplained() {
        refused(table().with("properties.group.id", "g"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining("not by a consumer group: leave it out");
        refused(table().with("properties.auto.offset.reset", "latest"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining("Say with 'scan.startup.mode' where to begin.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.security.auth.module.JndiLoginModule required user.provider.url=\"ldap://evil\";",
                LOGIN + "username=\"a\" password=\"b\"; com.sun.security.auth.module.JndiLoginModule required;",
                LOGIN + "username=\"a\" password=\"b\" serviceName=\"c\";",
                LOGIN + "username=\"a\" password=\"secret-canary\"",
                "org.apache.kafka.common.security.plain.PlainLoginModule optional username=\"a\";"
            })
    void onlyNameAndPasswordLoginsPassAndAreNeverShown(String jaas) {
        refused(table().with("properties.sasl.jaas.config", jaas), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("is '******'")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("evil")
                .hasNoCause();
    }

    @Test
    void securitySettingsPass() {
        assertThatCode(() -> table().with("properties.security.protocol", "SASL_SSL")
                        .with("properties.sasl.mechanism", "SCRAM-SHA-512")
                        .with("properties.sasl.jaas.config", LOGIN + "username=\"a\\\"b\"\n  password=\"c;d\" ;")
                        .with("properties.ssl.truststore.type", "PEM")
                        .source())
                .doesNotThrowAnyException();
        refused(table().with("properties.security.protocol", "TLS"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("it takes 'PLAINTEXT' or 'SSL' or 'SASL_PLAINTEXT' or 'SASL_SSL'.");
    }

    @Test
    void veryLongLoginsAreReadWithoutOverflow() {
        String login = LOGIN + "username=\"a\" password=\"" + "\\\"x".repeat(100_000) + "\";";
        assertThatCode(() -> table().with("properties.sasl.jaas.config", login).source())
                .doesNotThrowAnyException();
    }

    @Test
    void topicsComeByNameOrByPattern() {
        refused(table().with("topic-pattern", "o.*"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("cannot be combined with 'topic'");
        refused(table().with("topic", " ; "), ErrorCode.ILLEGAL_OPTION_VALUE);
        TestTable none = new TestTable("kafka", new TestClock())
                .column("id", TypeKind.BIGINT)
                .with("properties.bootstrap.servers", "localhost:9092")
                .with("format", "json");
        refused(none, ErrorCode.MISSING_OPTION).hasMessageContaining("'topic'");
        refused(none.with("topic-pattern", "("), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("a regular expression");
    }

    @Test
    void startupModesNeedTheirCompanions() {
        refused(table().with("scan.startup.mode", "timestamp"), ErrorCode.MISSING_OPTION)
                .hasMessageContaining("'scan.startup.timestamp-millis'");
        refused(table().with("scan.startup.timestamp-millis", "5"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("has no meaning with this 'scan.startup.mode'");
        refused(table().with("scan.startup.mode", "group-offsets"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining(
                        "it takes 'earliest-offset' or 'latest-offset' or 'timestamp' or 'specific-offsets'");
        refused(
                        table().with("topic", "a;b")
                                .with("scan.startup.mode", "specific-offsets")
                                .with("scan.startup.specific-offsets", "partition:0,offset:1"),
                        ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("needs a single 'topic'");
        refused(
                        table().with("scan.startup.mode", "specific-offsets")
                                .with("scan.startup.specific-offsets", "0:1"),
                        ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("'partition:0,offset:42;partition:1,offset:300'");
    }

    @Test
    void keyFormatsNeedKeyFields() {
        refused(table().with("key.format", "json"), ErrorCode.MISSING_OPTION).hasMessageContaining("'key.fields'");
        refused(table().with("key.fields", "id"), ErrorCode.MISSING_OPTION).hasMessageContaining("'key.format'");
        refused(table().with("key.format", "json").with("key.fields", "idd"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("names no column 'idd'. Did you mean 'id'?");
        refused(table().with("key.csv.delimiter", ";"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining("has no meaning");
        refused(table().with("format", "csv").with("csv.header", "true"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("messages have no header");
    }

    @Test
    void metadataIsCheckedByNameAndType() {
        refused(table().metadata("o", TypeKind.BIGINT, "offsets"), ErrorCode.INVALID_STATEMENT)
                .hasMessageContaining("line 2:2: Connector 'kafka' has no metadata 'offsets'")
                .hasMessageContaining("Did you mean 'offset'?");
        refused(table().metadata("o", TypeKind.INTEGER, "offset"), ErrorCode.TYPE_MISMATCH)
                .hasMessageContaining("Metadata 'offset' is BIGINT; column 'o' is declared as INTEGER.");
    }
}
