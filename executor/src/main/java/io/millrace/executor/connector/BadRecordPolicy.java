package io.millrace.executor.connector;

/** What happens to a record that cannot be decoded: the option {@code 'on-bad-record'} of every stream. */
public enum BadRecordPolicy {
    /** It is counted, kept readable among the bad records, and left out of every view alike. */
    SKIP,
    /** It stops the views that read it. */
    FAIL
}
