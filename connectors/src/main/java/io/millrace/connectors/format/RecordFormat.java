package io.millrace.connectors.format;

import io.millrace.executor.connector.SourceColumn;
import java.util.List;

/** A format with its options. Immutable and thread-safe. */
public interface RecordFormat {
    /** Cuts files into records. */
    RecordSplitter splitter();

    /** Whether the first record of a file says how the fields are called. */
    boolean hasHeader();

    /**
     * Checks the first record of a file against the table.
     *
     * @param fields the columns that are fields of the records
     * @return what is wrong, or an empty text
     */
    String checkHeader(byte[] header, List<SourceColumn> fields);

    /**
     * A parser for one owner.
     *
     * @param fields the columns that are fields of the records, in the order of the table
     * @param targets for each of them its column in the batch to fill, or -1 if it is only checked
     */
    RecordParser parser(List<SourceColumn> fields, int[] targets);
}
