package io.millrace.executor.log;

/**
 * How the tick log is kept.
 *
 * @param segmentBytes a file that is larger than this gets no more records; the next one begins a new file
 * @param maxRecordBytes what a tick may take in one record, at most 1 GiB: a larger statement is refused
 */
public record LogOptions(long segmentBytes, int maxRecordBytes) {
    public static final LogOptions DEFAULT = new LogOptions(64L << 20, 1 << 30);

    public LogOptions {
        if (segmentBytes < 1 || maxRecordBytes < 1 || maxRecordBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "segments of " + segmentBytes + " bytes, records of " + maxRecordBytes + " bytes");
        }
    }
}
