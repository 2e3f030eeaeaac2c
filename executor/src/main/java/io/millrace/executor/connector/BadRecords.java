package io.millrace.executor.connector;

/** Told of records that cannot be decoded. Called by workers, several at a time; thread-safe. */
public interface BadRecords {
    /**
     * Notes a record and lets the decoder skip it.
     *
     * @param partition its partition
     * @param position its position in it
     * @param reason what is wrong, in the user's names
     * @param data the bytes that hold the record
     * @param start where it starts in them
     * @param length its length
     * @throws io.millrace.executor.error.EngineException if the table was declared to fail on bad records
     */
    void report(String partition, long position, String reason, byte[] data, int start, int length);
}
