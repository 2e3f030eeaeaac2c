package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Properties;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionOptionsTest {
    @Test
    void everyOptionHasItsDefault() throws Exception {
        ConnectionOptions options = ConnectionOptions.parse("", new Properties());

        assertThat(options)
                .isEqualTo(new ConnectionOptions(
                        "", TimeZone.getDefault().toZoneId(), null, 0, Duration.ofSeconds(10), Duration.ZERO));
    }

    @Test
    void optionsComeFromTheUrlAndFromPropertiesAndTheUrlWins() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "ann");
        properties.setProperty("fetchSize", "5");

        ConnectionOptions options = ConnectionOptions.parse(
                "fetchSize=7&timeZone=Europe%2FBerlin&schema=S&connectTimeout=1&socketTimeout=2", properties);

        assertThat(options)
                .isEqualTo(new ConnectionOptions(
                        "ann", ZoneId.of("Europe/Berlin"), "S", 7, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }

    @Test
    void anUnknownOptionIsAnErrorThatNamesTheNearest() {
        assertThatThrownBy(() -> ConnectionOptions.parse("fetchsise=1", new Properties()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Option 'fetchsise' does not exist. Did you mean 'fetchSize'?");
        Properties properties = new Properties();
        properties.setProperty("httpclient_impl", "com.example.Evil");
        assertThatThrownBy(() -> ConnectionOptions.parse("", properties)).hasMessageContaining("'httpclient_impl'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetchSize=many", "fetchSize=-1", "timeZone=Nowhere", "socketTimeout=", "schema"})
    void aValueThatMakesNoSenseIsRefusedByTheNameOfItsOption(String query) {
        String name = query.contains("=") ? query.substring(0, query.indexOf('=')) : query;

        assertThatThrownBy(() -> ConnectionOptions.parse(query, new Properties()))
                .isInstanceOf(SQLException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .containsAnyOf("'" + name + "'", "Time zone 'Nowhere'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:millrace:",
                "jdbc:millrace:here",
                "jdbc:millrace://",
                "jdbc:millrace://h:port/",
                "jdbc:millrace://h:70000"
            })
    void aUrlWithoutHostOrWithABadPortIsRefusedWithTheRightForm(String url) {
        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .hasMessageContaining("jdbc:millrace://host:port/")
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedInTheError() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }

        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + port + "/"))
                .hasMessageContaining("Cannot connect to a Millrace server at 127.0.0.1:" + port)
                .extracting(thrown -> ((SQLException) thrown).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void theDriverLeavesUrlsOfOthersAlone() throws Exception {
        assertThat(new Driver().connect("jdbc:h2:mem:", new Properties())).isNull();
        assertThat(new Driver().connect("jdbc:millrace:mem:x", new Properties()))
                .isNull();
        assertThat(new Driver().getMajorVersion()).isZero();
        assertThat(new Driver().getDriverVersion().versionString).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
