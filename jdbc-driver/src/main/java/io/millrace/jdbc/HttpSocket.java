package io.millrace.jdbc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One socket that posts one request after the other. Used by one thread at a time; {@link #close} by any. */
final class HttpSocket {
    private static final int BUFFER_BYTES = 32 << 10;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private final String headerEnd;

    private boolean reusable;
    private long lastUsedNanos;

    HttpSocket(Socket socket, String host, int port) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.output = socket.getOutputStream();
        String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        this.headerEnd = "\r\nHost: " + literal + ":" + port + "\r\n\r\n";
    }

    /** Sends the request in one piece and reads the whole answer. */
    byte[] post(byte[] body, Duration wait) throws IOException {
        reusable = false;
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, wait.toMillis()));
        byte[] header = ("POST / HTTP/1.1\r\nContent-Type: application/x-google-protobuf\r\nContent-Length: "
                        + body.length
                        + headerEnd)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[header.length + body.length];
        System.arraycopy(header, 0, message, 0, header.length);
        System.arraycopy(body, 0, message, header.length, body.length);
        output.write(message);
        output.flush();
        byte[] answer = readAnswer();
        lastUsedNanos = System.nanoTime();
        return answer;
    }

    /** Whether another request may follow the last one. */
    boolean isReusable() {
        return reusable;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is lost: the answer of the last request was read, or its reader gets an exception of its own.
            lastUsedNanos = 0;
        }
    }

    private byte[] readAnswer() throws IOException {
        String status = readLine();
        int code = statusCode(status);
        long length = -1;
        boolean chunked = false;
        boolean keep = true;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).trim().toLowerCase(Locale.ROOT);
            switch (name) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.endsWith("chunked");
                case "connection" -> keep = !value.equals("close");
                default -> {
                    // Other headers say nothing that matters here.
                }
            }
        }
        byte[] body;
        if (chunked) {
            body = readChunks();
        } else if (length >= 0) {
            body = readExactly(Math.toIntExact(length));
        } else {
            body = input.readAllBytes();
            keep = false;
        }
        if (code != OK && code != SERVER_ERROR) {
            throw new IOException("the answer is not that of a Millrace server: " + status);
        }
        reusable = keep;
        return body;
    }

    private static int statusCode(String status) throws IOException {
        String[] words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("no HTTP server answers there");
        }
        return Integer.parseInt(words[1]);
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine();
            int end = line.indexOf(';');
            int size = Integer.parseInt((end < 0 ? line : line.substring(0, end)).trim(), 16);
            if (size == 0) {
                break;
            }
            body.write(readExactly(size));
            readLine();
        }
        String trailer = readLine();
        while (!trailer.isEmpty()) {
            trailer = readLine();
        }
        return body.toByteArray();
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the server closed the connection within an answer");
        }
        return bytes;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection before it answered");
            }
            if (line.length() >= MAX_LINE_BYTES) {
                throw new IOException("no HTTP server answers there");
            }
            line.append((char) c);
        }
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        return line.toString();
    }
}
