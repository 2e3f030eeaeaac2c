package io.millrace.connectors.file;

import io.millrace.connectors.format.Ranges;
import io.millrace.connectors.format.RecordFormat;
import io.millrace.connectors.format.RecordSplitter;
import io.millrace.connectors.format.RecordsChunk;
import io.millrace.executor.connector.SourceColumn;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file from some position on, cut into chunks of whole records. Owned by one thread. Keeps the file open only while
 * there is something to read; a file that has not changed costs one look at its attributes.
 */
final class FileTail implements AutoCloseable {
    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final int CHUNK_RECORDS = 16_384;
    /** Longer records are refused: most likely they are none. */
    private static final int MAX_RECORD_BYTES = 16 * CHUNK_BYTES;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Directory directory;
    private final String partition;
    private final Path file;
    private final RecordFormat format;
    private final RecordSplitter splitter;
    private final List<SourceColumn> fields;
    private final long until;

    private long position;
    private byte @Nullable [] header;
    private @Nullable FileCursor cursor;
    private boolean begun;
    private boolean done;

    /** Bytes read and not yet handed out: {@code pending} of them from {@link #position} on. */
    private byte[] buffer = new byte[0];

    private int pending;

    /** What the file looked like before it was last opened, and before it was read to its end. */
    private State opened = new State(-1, null);

    private State ended = opened;

    private record State(long size, @Nullable FileTime modified) {}

    /**
     * @param position where to go on
     * @param until where to stop; Long.MAX_VALUE for the end
     * @param fields the columns that a header must have
     */
    FileTail(
            Directory directory,
            String partition,
            long position,
            long until,
            RecordFormat format,
            List<SourceColumn> fields) {
        this.directory = directory;
        this.partition = partition;
        this.file = directory.file(partition);
        this.position = position;
        this.until = until;
        this.format = format;
        this.splitter = format.splitter();
        this.fields = fields;
        long size = directory.isGzip(partition)
                ? position
                : directory.attributes(file).size();
        if (size < position) {
            throw directory.shrunk(file, size, position);
        }
    }

    /** Looks at the beginning of the file, if it is there: an error if that does not fit the table. */
    void check() {
        try {
            begin();
        } catch (IOException unreadable) {
            throw directory.unreadable(file, unreadable);
        }
    }

    /** Whether no record will come any more. */
    boolean done() {
        return done;
    }

    /** The next records, or null if there are none at present. */
    @Nullable
    RecordsChunk next() {
        if (done || position >= until) {
            done = true;
            return null;
        }
        if (cursor == null && isUnchanged()) {
            return null;
        }
        try {
            if (!begun && !begin()) {
                return null;
            }
            if (cursor == null) {
                cursor = open(position + pending);
            }
            return read(cursor);
        } catch (EOFException cutOff) {
            if (directory.options().follow()) {
                endMet();
                return null;
            }
            throw directory.unreadable(file, cutOff);
        } catch (IOException unreadable) {
            throw directory.unreadable(file, unreadable);
        }
    }

    private FileCursor open(long at) throws IOException {
        return new FileCursor(
                file, directory.isGzip(partition), at, directory.options().follow());
    }

    /** Whether the file is as it was when its end was met; an error if it has gone or shrunk. */
    private boolean isUnchanged() {
        BasicFileAttributes attributes = directory.attributes(file);
        if (!directory.isGzip(partition) && attributes.size() < position + pending) {
            throw directory.shrunk(file, attributes.size(), position + pending);
        }
        opened = new State(attributes.size(), attributes.lastModifiedTime());
        return opened.equals(ended);
    }

    /** Skips a byte order mark and takes the header; false if that is not there yet. */
    private boolean begin() throws IOException {
        int length = BYTE_ORDER_MARK.length;
        byte[] bytes = new byte[4 * 1024];
        int count = 0;
        try (FileCursor first = open(0)) {
            while (true) {
                if (count == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * count);
                }
                int read = first.read(bytes, count, bytes.length - count);
                count += Math.max(0, read);
                int start = count >= length && Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length) ? length : 0;
                boolean enough = count >= length || read < 0;
                int end = format.hasHeader()
                        ? splitter.end(bytes, start, count)
                        : enough ? start : RecordSplitter.INCOMPLETE;
                if (end == RecordSplitter.INCOMPLETE && (read < 0 || count >= MAX_RECORD_BYTES)) {
                    if (directory.options().follow()) {
                        endMet();
                        return false;
                    }
                    end = splitter.lastEnd(bytes, start, count);
                }
                if (end != RecordSplitter.INCOMPLETE) {
                    takeHeader(bytes, start, end);
                    position = Math.max(position, end);
                    begun = true;
                    return true;
                }
            }
        }
    }

    private void takeHeader(byte[] bytes, int start, int end) {
        int textEnd = withoutLineEnd(bytes, start, end);
        if (format.hasHeader() && textEnd > start) {
            byte[] found = Arrays.copyOfRange(bytes, start, textEnd);
            String wrong = format.checkHeader(found, fields);
            if (!wrong.isEmpty()) {
                throw directory.failed("'" + file + "' does not fit the table: " + wrong, null);
            }
            header = found;
        }
    }

    private @Nullable RecordsChunk read(FileCursor from) throws IOException {
        boolean atEnd = false;
        while (true) {
            if (buffer.length < CHUNK_BYTES || pending == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(CHUNK_BYTES, 2 * pending));
            }
            while (!atEnd && pending < buffer.length) {
                int count = from.read(buffer, pending, buffer.length - pending);
                atEnd = count < 0;
                pending += Math.max(0, count);
            }
            RecordsChunk chunk = split(atEnd);
            if (chunk != null || done) {
                return chunk;
            }
            if (atEnd) {
                if (isBounded() && position + pending < until) {
                    throw directory.shrunk(file, position + pending, until);
                }
                endMet();
                return null;
            }
        }
    }

    /** Cuts the pending bytes into records; null if they hold none. */
    private @Nullable RecordsChunk split(boolean atEnd) {
        Ranges values = new Ranges();
        int at = 0;
        while (at < pending && values.size() < CHUNK_RECORDS) {
            int end = recordEnd(at, atEnd);
            if (end == RecordSplitter.INCOMPLETE) {
                break;
            }
            if (position + end > until) {
                done = true;
                break;
            }
            int textEnd = withoutLineEnd(buffer, at, end);
            if (textEnd > at) {
                values.add(at, textEnd - at);
            }
            at = end;
        }
        return take(values, at);
    }

    private int recordEnd(int start, boolean atEnd) {
        int limit = Math.min(pending, start + MAX_RECORD_BYTES);
        int end = splitter.end(buffer, start, limit);
        if (end != RecordSplitter.INCOMPLETE) {
            return end;
        }
        if (limit == start + MAX_RECORD_BYTES) {
            end = RecordSplitter.lineEnd(buffer, start, limit);
            if (end == RecordSplitter.INCOMPLETE) {
                throw directory.failed(
                        "'" + file + "' has no line end within " + MAX_RECORD_BYTES + " bytes from byte "
                                + (position + start) + " on.",
                        null);
            }
            return end;
        }
        return atEnd && !directory.options().follow() ? splitter.lastEnd(buffer, start, limit) : end;
    }

    /** Hands the first {@code length} bytes out and keeps the rest. */
    private @Nullable RecordsChunk take(Ranges values, int length) {
        RecordsChunk chunk = null;
        if (values.size() > 0) {
            long[] positions = new long[values.size()];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = position + values.start(i);
            }
            boolean whole = pending == length && length > buffer.length / 2;
            byte[] data = whole ? buffer : Arrays.copyOf(buffer, length);
            chunk = new RecordsChunk(partition, positions[0], position + length, data, values, positions, null, header);
            buffer = whole ? new byte[CHUNK_BYTES] : buffer;
        }
        position += length;
        pending -= length;
        if (pending > 0 && length > 0) {
            System.arraycopy(buffer, length, buffer, 0, pending);
        }
        if (buffer.length > CHUNK_BYTES && pending <= CHUNK_BYTES / 2) {
            buffer = Arrays.copyOf(buffer, CHUNK_BYTES);
        }
        return chunk;
    }

    /** There is nothing more at present. */
    private void endMet() {
        ended = opened;
        done = isBounded() || !directory.options().follow();
        close();
    }

    private boolean isBounded() {
        return until != Long.MAX_VALUE;
    }

    private static int withoutLineEnd(byte[] bytes, int start, int end) {
        int at = end;
        if (at > start && bytes[at - 1] == '\n') {
            at--;
        }
        if (at > start && bytes[at - 1] == '\r') {
            at--;
        }
        return at;
    }

    @Override
    public void close() {
        try {
            if (cursor != null) {
                cursor.close();
            }
        } catch (IOException failed) {
            throw directory.unreadable(file, failed);
        } finally {
            cursor = null;
        }
    }
}
