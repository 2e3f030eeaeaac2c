package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP client against a server that answers, word by word, what a test wants. */
@Timeout(60)
class HttpTransportTest {
    private static final byte[] REQUEST = "ask".getBytes(StandardCharsets.US_ASCII);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private ServerSocket listener;
    private HttpTransport transport;

    @BeforeEach
    void listen() throws Exception {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        transport = new HttpTransport("127.0.0.1", listener.getLocalPort(), Duration.ofSeconds(10));
    }

    @AfterEach
    void close() throws Exception {
        transport.close();
        listener.close();
    }

    @Test
    void readsAnswersOfKnownLengthOverOneSocket() throws Exception {
        serve(List.of(ok("Content-Length: 3", "one"), ok("content-length:3", "two")));

        assertThat(post()).isEqualTo("one");
        assertThat(post()).isEqualTo("two");
        assertThat(received).hasSize(2);
        assertThat(received.get(0))
                .startsWith("POST / HTTP/1.1")
                .contains("Content-Length: 3")
                .endsWith("ask");
    }

    @Test
    void readsAnswersInChunks() throws Exception {
        serve(List.of(
                ok("Transfer-Encoding: chunked", "3\r\none\r\n2;x=y\r\n23\r\n0\r\n\r\n"),
                ok("Content-Length: 1", "!")));

        assertThat(post()).isEqualTo("one23");
        assertThat(post()).isEqualTo("!");
    }

    @Test
    void anAnswerOfStatus500IsTheServersToExplain() throws Exception {
        serve(List.of("HTTP/1.1 500 Server Error\r\nContent-Length: 4\r\n\r\nwhat"));

        assertThat(post()).isEqualTo("what");
    }

    @Test
    void anAnswerOfAnotherStatusIsAnError() throws Exception {
        serve(List.of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).hasMessageContaining("404");
    }

    @Test
    void aServerThatSpeaksSomethingElseIsAnError() throws Exception {
        serve(List.of("220 mail.example.org ESMTP\r\n"));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).hasMessageContaining("no HTTP server");
    }

    @Test
    void aRepeatableRequestIsSentAgainOnANewSocketIfTheKeptOneWasClosed() throws Exception {
        serve(List.of(ok("Content-Length: 3", "one")), List.of(ok("Content-Length: 3", "two")));

        assertThat(post()).isEqualTo("one");
        assertThat(new String(transport.post(REQUEST, true, Duration.ZERO), StandardCharsets.US_ASCII))
                .isEqualTo("two");
    }

    @Test
    void anotherRequestIsNotSentAgain() throws Exception {
        serve(List.of(ok("Content-Length: 3", "one")), List.of(ok("Content-Length: 3", "two")));

        assertThat(post()).isEqualTo("one");
        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsAnError() throws Exception {
        serve(List.of(ok("Content-Length: 300", "one")));

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).hasMessageContaining("within an answer");
    }

    @Test
    void waitsNoLongerThanTold() {
        // The listener's queue accepts the socket, but no one ever answers.
        assertThatThrownBy(() -> transport.post(REQUEST, true, Duration.ofMillis(50)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aClosedTransportSendsNothing() throws Exception {
        transport.close();

        assertThatThrownBy(this::post).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    private String post() throws IOException {
        return new String(transport.post(REQUEST, false, Duration.ZERO), StandardCharsets.US_ASCII);
    }

    private static String ok(String header, String body) {
        return "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + body;
    }

    /** Accepts a socket per list, gives the answers of the list one after the other, then closes it. */
    @SafeVarargs
    private void serve(List<String>... sockets) {
        Thread server = new Thread(() -> {
            for (List<String> answers : sockets) {
                try (Socket socket = listener.accept()) {
                    for (String answer : answers) {
                        received.add(readRequest(socket.getInputStream()));
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        socket.getOutputStream().flush();
                    }
                } catch (IOException closed) {
                    received.add("closed");
                    return;
                }
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private static String readRequest(InputStream input) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\nask")) {
            int c = input.read();
            if (c < 0) {
                throw new IOException("client closed");
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
