package io.millrace.connectors.format;

/** Finds the ends of records in a stream of bytes. Without state: any record boundary is a place to begin. */
public interface RecordSplitter {
    /** No record ends within the bytes given. */
    int INCOMPLETE = -1;

    /**
     * Where the record that begins at {@code start} ends: the index after its line end.
     *
     * @param end where the bytes end that are there
     * @return {@link #INCOMPLETE} if more bytes are needed to tell
     */
    int end(byte[] data, int start, int end);

    /**
     * Where the record that begins at {@code start} ends if no byte will follow those given, for which {@link #end} found
     * no end.
     */
    int lastEnd(byte[] data, int start, int end);

    /** The index after the first line end, or {@link #INCOMPLETE}. */
    static int lineEnd(byte[] data, int start, int end) {
        for (int i = start; i < end; i++) {
            if (data[i] == '\n') {
                return i + 1;
            }
        }
        return INCOMPLETE;
    }
}
