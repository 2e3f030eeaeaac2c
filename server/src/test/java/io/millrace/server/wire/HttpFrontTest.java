package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.calcite.avatica.proto.Common.StatementHandle;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers to those who do not use a driver, in good faith or bad. */
@Timeout(60)
class HttpFrontTest {
    private static final int MAX_BYTES = 1 << 20;

    private DriverFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new DriverFixture(DriverFixture.OPTIONS.limited(MAX_BYTES, 10, 10, 10));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void garbageGetsAnErrorWithoutStackTrace(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] garbage = new byte[random.nextInt(2_000)];
        random.nextBytes(garbage);

        Answer answer = post(garbage);

        assertThat(answer.status()).as("seed %s", seed).isEqualTo(500);
        assertSaysNothingOfTheInside(answer, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void requestsThatWereDamagedOnTheWayAreAnsweredAndTheServerGoesOn(long seed) throws Exception {
        Random random = new Random(seed);
        String connection = open();
        byte[] request = Envelope.wrap(
                Requests.PrepareAndExecuteRequest.newBuilder()
                        .setConnectionId(connection)
                        .setStatementId(1)
                        .setSql("SELECT 1")
                        .build(),
                List.of());
        for (int i = 0; i < 100; i++) {
            byte[] damaged = request.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            assertSaysNothingOfTheInside(post(damaged), "seed " + seed);
        }
        assertThat(open()).isNotEmpty();
    }

    @Test
    void aRequestOfAnUnknownKindOrConnectionIsRefusedInWords() throws Exception {
        assertThat(error(Responses.CommitResponse.getDefaultInstance())).contains("no request 'CommitResponse'");
        assertThat(error(Requests.CommitRequest.newBuilder()
                        .setConnectionId("nobody")
                        .build()))
                .contains("does not know this connection");
        assertThat(error(Requests.OpenConnectionRequest.newBuilder()
                        .setConnectionId("short")
                        .build()))
                .contains("random UUID");
    }

    @Test
    void aConnectionIdCannotBeOpenedTwice() throws Exception {
        String connection = open();

        assertThat(error(Requests.OpenConnectionRequest.newBuilder()
                        .setConnectionId(connection)
                        .build()))
                .contains("open already");
        assertThat(fixture.sessions.openSessions).hasValue(1);
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        Answer answer = post(new byte[MAX_BYTES + 1]);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(text(answer)).contains("longer than " + MAX_BYTES + " bytes");
    }

    @Test
    void aBodyInChunksThatIsTooLongIsRefused() throws Exception {
        HttpURLConnection http = http();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setChunkedStreamingMode(8_192);
        try (OutputStream output = http.getOutputStream()) {
            output.write(new byte[MAX_BYTES + 100]);
        }

        assertThat(text(answer(http))).contains("longer than " + MAX_BYTES + " bytes");
    }

    @Test
    void aBrowserIsToldWhatThisIs() throws Exception {
        HttpURLConnection http = http();

        Answer answer = answer(http);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(text(answer)).contains("This is a Millrace server").contains("jdbc:millrace://");
        assertThat(http.getHeaderField("Server")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    void aWebPageCannotMakeABrowserSendStatements(String type) throws Exception {
        HttpURLConnection http = http();
        http.setRequestMethod("POST");
        http.setRequestProperty("Content-Type", type);
        http.setDoOutput(true);
        try (OutputStream output = http.getOutputStream()) {
            output.write(Envelope.wrap(
                    Requests.OpenConnectionRequest.newBuilder()
                            .setConnectionId(UUID.randomUUID().toString())
                            .build(),
                    List.of()));
        }

        assertThat(answer(http).status()).isEqualTo(415);
        assertThat(fixture.server().connections()).isZero();
    }

    @Test
    void aRequestThatNamesAnOriginIsRefusedWhateverItsType() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", fixture.server().port())) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://example.org\r\n"
                                    + "Content-Type: application/octet-stream\r\nContent-Length: 0\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 415");
        }
    }

    /** A pause of the network, or of either side's garbage collector, is no reason to drop a request of a few bytes. */
    @Test
    void aShortRequestWithAPauseInItIsAnswered() throws Exception {
        byte[] body = Envelope.wrap(
                Requests.OpenConnectionRequest.newBuilder()
                        .setConnectionId(UUID.randomUUID().toString())
                        .build(),
                List.of());
        try (Socket socket = new Socket("127.0.0.1", fixture.server().port())) {
            OutputStream output = socket.getOutputStream();
            output.write(("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-google-protobuf\r\n"
                            + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            output.write(body, 0, body.length / 2);
            output.flush();
            Thread.sleep(500);
            output.write(body, body.length / 2, body.length - body.length / 2);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void somethingThatIsNotHttpGetsNoStackTrace() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", fixture.server().port())) {
            socket.getOutputStream().write("\u0016\u0003\u0001 nonsense\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("jetty", "Exception", "\tat ");
        }
    }

    @Test
    void onlyThisMachineCanConnectUnlessToldOtherwise() throws Exception {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
                    try (Socket socket = new Socket()) {
                        socket.connect(
                                new InetSocketAddress(address, fixture.server().port()), 1_000);
                        assertThat(address).as("must not answer").isNull();
                    } catch (java.io.IOException refused) {
                        assertThat(refused).isNotNull();
                    }
                }
            }
        }
        assertThat(WireOptions.DEFAULT.host()).isEqualTo("127.0.0.1");
    }

    @Test
    void aFetchThatIsRepeatedGetsTheSameRowsUntilALaterOneAsksForMore() throws Exception {
        Object[][] rows = new Object[5][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row((long) i, "n" + i);
        }
        fixture.sessions.query("SELECT", DriverFixture.ID_AND_NAME, rows);
        String connection = open();
        int statement = prepare(connection, "SELECT");
        send(Requests.ExecuteRequest.newBuilder()
                .setStatementHandle(
                        StatementHandle.newBuilder().setConnectionId(connection).setId(statement))
                .setFirstFrameMaxSize(2)
                .build());

        assertThat(fetch(connection, statement, 2)).isEqualTo("2:[2, 3] more");
        assertThat(fetch(connection, statement, 2)).isEqualTo("2:[2, 3] more");
        assertThat(fetch(connection, statement, 4)).isEqualTo("4:[4] done");
        assertThat(fetch(connection, statement, 4)).isEqualTo("4:[4] done");
        assertThat(error(fetchRequest(connection, statement, 2))).contains("next row of this result is 5");
    }

    @Test
    void framesOfWideRowsHaveFewRowsAndAllArrive() throws Exception {
        String wide = "x".repeat(300_000);
        Object[][] rows = new Object[200][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row((long) i, wide);
        }
        fixture.sessions.query("WIDE", DriverFixture.ID_AND_NAME, rows);
        String connection = open();
        int statement = prepare(connection, "WIDE");
        byte[] first = send(Requests.ExecuteRequest.newBuilder()
                .setStatementHandle(
                        StatementHandle.newBuilder().setConnectionId(connection).setId(statement))
                .setFirstFrameMaxSize(1_000)
                .build());

        assertThat(first.length).isLessThan(16 << 20);
        try (var driver = fixture.connect();
                var query = driver.createStatement();
                var result = query.executeQuery("WIDE")) {
            for (int i = 0; i < rows.length; i++) {
                assertThat(result.next()).isTrue();
                assertThat(result.getInt(1)).isEqualTo(i);
                assertThat(result.getString(2)).hasSize(wide.length());
            }
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void aWaitingFetchIsAnsweredWhenTheClientAsksAgain() throws Exception {
        TestStream stream = fixture.sessions.stream("STREAM", DriverFixture.ID_AND_NAME);
        String connection = open();
        int statement = prepare(connection, "STREAM");
        send(Requests.ExecuteRequest.newBuilder()
                .setStatementHandle(
                        StatementHandle.newBuilder().setConnectionId(connection).setId(statement))
                .build());

        assertThat(fetch(connection, statement, 0)).isEqualTo("0:[] more");
        stream.put(7L, "seven");
        assertThat(fetch(connection, statement, 0)).isEqualTo("0:[7] more");
        assertThat(fetch(connection, statement, 0)).isEqualTo("0:[7] more");
        assertThat(fetch(connection, statement, 1)).isEqualTo("1:[] more");
    }

    private String open() throws Exception {
        String id = UUID.randomUUID().toString();
        send(Requests.OpenConnectionRequest.newBuilder().setConnectionId(id).build());
        return id;
    }

    private int prepare(String connection, String sql) throws Exception {
        byte[] body = send(Requests.PrepareRequest.newBuilder()
                .setConnectionId(connection)
                .setSql(sql)
                .build());
        return Responses.PrepareResponse.parseFrom(Envelope.parse(body).body())
                .getStatement()
                .getId();
    }

    private String fetch(String connection, int statement, long offset) throws Exception {
        byte[] body = send(fetchRequest(connection, statement, offset));
        var frame =
                Responses.FetchResponse.parseFrom(Envelope.parse(body).body()).getFrame();
        List<Long> ids = frame.getRowsList().stream()
                .map(row -> row.getValue(0).getScalarValue().getNumberValue())
                .toList();
        return frame.getOffset() + ":" + ids + (frame.getDone() ? " done" : " more");
    }

    private static Message fetchRequest(String connection, int statement, long offset) {
        return Requests.FetchRequest.newBuilder()
                .setConnectionId(connection)
                .setStatementId(statement)
                .setOffset(offset)
                .setFrameMaxSize(2)
                .build();
    }

    private byte[] send(Message request) throws Exception {
        Answer answer = post(Envelope.wrap(request, List.of()));
        assertThat(answer.status()).as(text(answer)).isEqualTo(200);
        return answer.body();
    }

    private String error(Message request) throws Exception {
        Answer answer = post(Envelope.wrap(request, List.of()));
        assertThat(answer.status()).isEqualTo(500);
        var error =
                Responses.ErrorResponse.parseFrom(Envelope.parse(answer.body()).body());
        assertThat(error.getExceptionsList()).isEmpty();
        return error.getErrorMessage();
    }

    private static void assertSaysNothingOfTheInside(Answer answer, String description) {
        assertThat(text(answer)).as(description).doesNotContain("Exception:", "\tat ", ".java:");
        assertThat(answer.body().length).as(description).isLessThan(2_000);
    }

    private Answer post(byte[] body) throws Exception {
        HttpURLConnection http = http();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setFixedLengthStreamingMode(body.length);
        try (OutputStream output = http.getOutputStream()) {
            output.write(body);
        }
        return answer(http);
    }

    private HttpURLConnection http() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + fixture.server().port() + "/");
        HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
        http.setRequestProperty("Content-Type", "application/x-google-protobuf");
        return http;
    }

    private static Answer answer(HttpURLConnection http) throws Exception {
        int status = http.getResponseCode();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream input = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
            if (input != null) {
                input.transferTo(body);
            }
        }
        return new Answer(status, body.toByteArray());
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private record Answer(int status, byte[] body) {}
}
