package io.millrace.executor.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * How records lie in a segment. The segment begins with a header: magic, format version, the segment's number, checksum. A
 * record is a frame: length of the body (4 bytes), CRC-32C of segment number, offset, length and body (4), and the body: up to
 * where the segment was known to be on disk when the record was written (8), the kind of record (1), its content.
 *
 * <p>The known end on disk tells a torn tail from damage: what was on disk before a later record was written cannot have been
 * lost in a crash. Numbers are little-endian. Stateless.
 */
final class Frames {
    static final int VERSION = 1;
    static final int SEGMENT_HEADER = 32;

    /** The kind of record that is a tick. */
    static final int TICK = 1;

    /** Bytes of a frame before the content. */
    static final int HEADER = 17;

    private static final int LENGTH = 4;
    private static final int BODY = 8;
    private static final int KIND = 16;
    private static final byte[] MAGIC = {'M', 'R', 'T', 'I', 'C', 'K', 'L', 'G'};

    private Frames() {}

    static ByteBuffer segmentHeader(long segment) {
        ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(VERSION).putInt(0).putLong(segment).putInt(0);
        CRC32C sum = new CRC32C();
        sum.update(header.array(), 0, header.position());
        header.putInt((int) sum.getValue());
        return header.flip();
    }

    /** What is wrong with a segment's header, or an empty text. */
    static String headerProblem(ByteBuffer contents, long segment) {
        if (contents.limit() < SEGMENT_HEADER) {
            return "it ends within its header";
        }
        ByteBuffer header = contents.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        header.position(0).get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return "it is not a segment of a tick log";
        }
        int version = header.getInt();
        if (version != VERSION) {
            return "it has format " + version + ", this version reads format " + VERSION;
        }
        return contents.duplicate().position(0).limit(SEGMENT_HEADER).equals(segmentHeader(segment))
                ? ""
                : "its header is damaged";
    }

    /** Begins a frame: leaves room for its header. */
    static void begin(ByteSink out) {
        out.clear();
        out.putFixed(0, Long.BYTES);
        out.putFixed(0, Long.BYTES);
        out.put(TICK);
    }

    /** Completes a frame that was begun and filled. */
    static void end(ByteSink out, long segment, long offset, long durable) {
        int length = out.size() - BODY;
        out.set(0, length, LENGTH);
        out.set(BODY, durable, Long.BYTES);
        out.set(LENGTH, checksum(ByteBuffer.wrap(out.bytes(), 0, out.size()), 0, segment, offset, length), LENGTH);
    }

    /** The length of the whole frame at an offset, or -1 if there is no sound one. */
    static long sound(ByteBuffer contents, long offset, long segment) {
        ByteBuffer bytes = contents.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int at = (int) offset;
        if (bytes.limit() - at < HEADER) {
            return -1;
        }
        long length = bytes.getInt(at) & 0xFFFFFFFFL;
        if (length < HEADER - BODY || length > bytes.limit() - at - BODY) {
            return -1;
        }
        long durable = durable(contents, offset);
        if (bytes.get(at + KIND) != TICK || durable < SEGMENT_HEADER || durable > offset) {
            return -1;
        }
        int expected = bytes.getInt(at + LENGTH);
        return checksum(bytes, at, segment, offset, (int) length) == expected ? BODY + length : -1;
    }

    /** Up to where the segment was on disk when the frame at an offset was written. */
    static long durable(ByteBuffer contents, long offset) {
        return contents.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong((int) offset + BODY);
    }

    private static int checksum(ByteBuffer frame, int at, long segment, long offset, int length) {
        ByteBuffer place = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        place.putLong(segment).putLong(offset).putInt(length).flip();
        CRC32C sum = new CRC32C();
        sum.update(place);
        sum.update(frame.duplicate().position(at + BODY).limit(at + BODY + length));
        return (int) sum.getValue();
    }
}
