package io.millrace.connectors.options;

import io.millrace.executor.connector.BadRecordPolicy;
import java.util.List;

/**
 * What can be said of every stream.
 *
 * @param onBadRecord what happens to a record that cannot be decoded
 */
public record TableOptions(BadRecordPolicy onBadRecord) {
    private static final OptionSpec<BadRecordPolicy> ON_BAD_RECORD = OptionSpec.defaulted(
            "on-bad-record",
            OptionTypes.choice(BadRecordPolicy.class),
            "skip",
            "What happens to a record that cannot be decoded: it is left out, counted and kept readable in "
                    + "`MILLRACE.BAD_RECORDS`, or it stops the views that read it.");

    /** All of them, for the reference page. */
    public static final List<OptionSpec<?>> SPECS = List.of(ON_BAD_RECORD);

    /** Reads them. */
    public static TableOptions read(OptionReader reader) {
        return new TableOptions(reader.read(ON_BAD_RECORD));
    }
}
