package io.millrace.connectors.file;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** An open file at some uncompressed byte. Owned by one thread; interrupting that does not break it. */
final class FileCursor implements AutoCloseable {
    private static final int GZIP_BUFFER = 64 * 1024;
    private final FileInputStream file;
    private final InputStream bytes;
    private final boolean growing;

    /**
     * Opens a file.
     *
     * @param position where to begin, in uncompressed bytes; for gzip, all before is read and dropped
     * @param growing whether the end of a compressed file may still be missing
     */
    FileCursor(Path path, boolean gzip, long position, boolean growing) throws IOException {
        this.growing = growing;
        file = new FileInputStream(path.toFile());
        try {
            bytes = gzip ? new GZIPInputStream(file, GZIP_BUFFER) : file;
            bytes.skipNBytes(position);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Reads some bytes; -1 at the present end. */
    int read(byte[] into, int at, int length) throws IOException {
        try {
            return bytes.read(into, at, length);
        } catch (EOFException cutOff) {
            if (growing) {
                return -1;
            }
            throw cutOff;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
