package io.millrace.connectors.datagen;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TableOptions;
import io.millrace.connectors.time.Pace;
import io.millrace.executor.connector.BadRecordPolicy;
import java.util.List;

/**
 * How many rows are made, and how fast.
 *
 * @param rowsPerSecond positive infinity for as fast as they are read
 * @param numberOfRows Long.MAX_VALUE where there is no bound
 * @param seed two tables with the same seed and fields hold the same values
 * @param onBadRecord kept for the contract: no generated row is bad
 */
record DatagenOptions(double rowsPerSecond, long numberOfRows, long seed, BadRecordPolicy onBadRecord) {
    static final OptionSpec<Double> ROWS_PER_SECOND = OptionSpec.defaulted(
            "rows-per-second",
            Pace.RATE,
            "10000",
            "Row number i (from 0) is there i / rate seconds after the table was created. With `unlimited` all rows are "
                    + "there at once; `number-of-rows` or the `end` of a sequence must then bound them.");
    static final OptionSpec<Long> NUMBER_OF_ROWS = OptionSpec.optional(
            "number-of-rows", OptionTypes.wholeNumber(0, Long.MAX_VALUE), "Where the stream ends; without it, never.");
    static final OptionSpec<Long> SEED = OptionSpec.defaulted(
            "seed",
            OptionTypes.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
            "0",
            "Other seeds give other random values; the same seed gives the same.");

    static final List<OptionSpec<?>> SPECS = List.of(ROWS_PER_SECOND, NUMBER_OF_ROWS, SEED);

    /** Time columns advance at this rate where rows are made without limit. */
    private static final double UNLIMITED_CLOCK = 10_000;

    static DatagenOptions read(OptionReader reader) {
        return new DatagenOptions(
                reader.read(ROWS_PER_SECOND),
                reader.find(NUMBER_OF_ROWS).orElse(Long.MAX_VALUE),
                reader.read(SEED),
                TableOptions.read(reader).onBadRecord());
    }

    DatagenOptions atMost(long rows) {
        return new DatagenOptions(rowsPerSecond, Math.min(numberOfRows, rows), seed, onBadRecord);
    }

    /** Rows a second by which time columns advance. */
    double clockRate() {
        return Double.isInfinite(rowsPerSecond) ? UNLIMITED_CLOCK : rowsPerSecond;
    }

    /** When rows are due. */
    Pace pace() {
        return new Pace(rowsPerSecond, numberOfRows);
    }
}
