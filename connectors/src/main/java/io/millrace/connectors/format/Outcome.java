package io.millrace.connectors.format;

/** How the conversion of a text went. */
enum Outcome {
    DONE,
    /** The text is none of the type's. */
    MALFORMED,
    /** A number beyond the type's range. */
    OUT_OF_RANGE,
    /** More characters or bytes than declared. */
    TOO_LONG,
    /** A time with more than three fraction digits, where these are refused. */
    TOO_FINE,
    /** Bytes that are not UTF-8. */
    NOT_UTF8
}
