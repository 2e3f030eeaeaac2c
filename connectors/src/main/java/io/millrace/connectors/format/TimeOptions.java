package io.millrace.connectors.format;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionTypes;
import java.util.List;

/**
 * How times are written in records.
 *
 * @param timestampFormat of TIMESTAMP columns
 * @param finerTime what happens to fractions finer than milliseconds
 */
public record TimeOptions(TimestampFormat timestampFormat, FinerTime finerTime) {
    /** How a TIMESTAMP is written. */
    public enum TimestampFormat {
        /** As ISO 8601 has it, or SQL. */
        ISO,
        EPOCH_SECONDS,
        EPOCH_MILLIS,
        EPOCH_MICROS
    }

    /** What happens to fractions finer than milliseconds. */
    public enum FinerTime {
        TRUNCATE,
        REFUSE
    }

    private static final OptionSpec<TimestampFormat> TIMESTAMP_FORMAT = OptionSpec.defaulted(
            "timestamp-format",
            OptionTypes.choice(TimestampFormat.class),
            "iso",
            "How TIMESTAMP columns are written: as text (`2026-01-31T12:30:00.250`, with a blank for the `T`, seconds and "
                    + "fraction optional, `Z` or an offset allowed: it is converted to UTC), or as a number since 1970 UTC.");
    private static final OptionSpec<FinerTime> FINER_TIME = OptionSpec.defaulted(
            "finer-time",
            OptionTypes.choice(FinerTime.class),
            "truncate",
            "What happens to a time with a fraction finer than milliseconds: the rest is cut off, or the record is bad.");

    /** The options of a format of this name, for the reference page. */
    public static List<OptionSpec<?>> specs(String format) {
        return List.of(
                TIMESTAMP_FORMAT.named(format + "." + TIMESTAMP_FORMAT.name()),
                FINER_TIME.named(format + "." + FINER_TIME.name()));
    }

    /** Reads them. */
    public static TimeOptions read(OptionReader reader, String prefix) {
        return new TimeOptions(
                reader.read(TIMESTAMP_FORMAT.named(prefix + "." + TIMESTAMP_FORMAT.name())),
                reader.read(FINER_TIME.named(prefix + "." + FINER_TIME.name())));
    }
}
