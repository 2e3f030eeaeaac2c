package io.millrace.connectors.kafka;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the history of a table begins.
 *
 * @param mode how it is told
 * @param timestampMillis for {@link Mode#TIMESTAMP}
 * @param offsets by partition, for {@link Mode#SPECIFIC_OFFSETS}
 */
record Startup(Mode mode, long timestampMillis, Map<Integer, Long> offsets) {
    /** How the beginning is told. */
    enum Mode {
        EARLIEST_OFFSET,
        LATEST_OFFSET,
        TIMESTAMP,
        SPECIFIC_OFFSETS
    }

    private static final Pattern OFFSET = Pattern.compile("\\s*partition:(\\d{1,9}),\\s*offset:(\\d{1,18})\\s*");

    private static final OptionSpec<Mode> MODE = OptionSpec.defaulted(
            "scan.startup.mode",
            OptionTypes.choice(Mode.class),
            "earliest-offset",
            "Where the table's history begins; it is fixed when the table is created.");
    private static final OptionSpec<Long> TIMESTAMP_MILLIS = OptionSpec.optional(
            "scan.startup.timestamp-millis",
            OptionTypes.wholeNumber(0, Long.MAX_VALUE),
            "For mode `timestamp`: begin with the first record of this time (milliseconds since 1970 UTC) or later.");
    private static final OptionSpec<Map<Integer, Long>> OFFSETS = OptionSpec.optional(
            "scan.startup.specific-offsets",
            new OptionType<>("offsets such as 'partition:0,offset:42;partition:1,offset:300'", Startup::offsets),
            "For mode `specific-offsets`, with a single topic: begin there; partitions not named begin at their earliest record.");

    /** All of them, for the reference page. */
    static final List<OptionSpec<?>> SPECS = List.of(MODE, TIMESTAMP_MILLIS, OFFSETS);

    Startup {
        offsets = Map.copyOf(offsets);
    }

    static Startup read(OptionReader reader, boolean singleTopic) {
        Mode mode = reader.read(MODE);
        companion(reader, TIMESTAMP_MILLIS, mode == Mode.TIMESTAMP);
        companion(reader, OFFSETS, mode == Mode.SPECIFIC_OFFSETS);
        if (mode == Mode.SPECIFIC_OFFSETS && !singleTopic) {
            throw reader.illegal(MODE, "is 'specific-offsets', which needs a single 'topic'.");
        }
        return new Startup(
                mode,
                reader.find(TIMESTAMP_MILLIS).orElse(0L),
                reader.find(OFFSETS).orElse(Map.of()));
    }

    private static void companion(OptionReader reader, OptionSpec<?> spec, boolean wanted) {
        if (wanted && !reader.has(spec)) {
            throw reader.missing(spec.name(), spec.type().allowed());
        }
        if (!wanted && reader.has(spec)) {
            throw reader.illegal(spec, "has no meaning with this '" + MODE.name() + "'.");
        }
    }

    private static Map<Integer, Long> offsets(String text) {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (String part : text.split(";", -1)) {
            Matcher offset = OFFSET.matcher(part);
            if (!offset.matches()) {
                throw new IllegalArgumentException(text);
            }
            offsets.put(Integer.valueOf(offset.group(1)), Long.valueOf(offset.group(2)));
        }
        return offsets;
    }
}
