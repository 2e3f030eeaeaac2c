package io.millrace.connectors.format;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import java.util.List;

/** How records are written, found by its name in {@code 'format' = '...'}. Thread-safe. */
public interface Format {
    /** The name users write; its options begin with it and a dot. */
    String name();

    /** The options it understands. */
    List<OptionSpec<?>> options();

    /** Whether a field of a record can be an array or an object. */
    boolean hasNested();

    /**
     * The format as one table uses it.
     *
     * @param options what the user wrote
     * @param prefix what stands before the names of this use's options: nothing, or {@code key.}
     * @param use where the records are
     */
    RecordFormat open(OptionReader options, String prefix, Use use);

    /** Where records come from. */
    enum Use {
        /** From files: records are cut out of a stream of bytes, and a first one may be a header. */
        FILE,
        /** One by one, as messages. */
        MESSAGE
    }
}
