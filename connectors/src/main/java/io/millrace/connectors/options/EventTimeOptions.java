package io.millrace.connectors.options;

import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.TableDefinition;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said of every stream with a WATERMARK. The connectors do not see it.
 *
 * @param lateRows what happens to late rows
 * @param lateRetention how far behind the watermark late rows may be to be accepted
 * @param keptLateRows how many of them stay readable
 * @param idleTimeout after how long without rows others do not wait for a partition
 * @param maxAhead how far ahead of its partition one row may move the watermark
 */
public record EventTimeOptions(
        LateRows lateRows,
        Optional<Duration> lateRetention,
        int keptLateRows,
        Optional<Duration> idleTimeout,
        Optional<Duration> maxAhead) {
    /** What happens to late rows. */
    public enum LateRows {
        /** They are left out of all views. */
        DROP,
        /** They are taken as if they were in time. */
        ACCEPT
    }

    private static final int MOST_KEPT = 10_000_000;

    private static final OptionSpec<LateRows> LATE_ROWS = OptionSpec.defaulted(
            "late-rows",
            OptionTypes.choice(LateRows.class),
            "drop",
            "Of a table with a WATERMARK, what happens to a row that is late: it is counted, left out of every view alike and kept"
                    + " readable as `t$late`, or it is counted and taken as if it were in time. With `accept` no row is ever final,"
                    + " so views keep all their state, unless there is a `late-rows-retention`.");
    private static final OptionSpec<Duration> LATE_RETENTION = OptionSpec.optional(
            "late-rows-retention",
            OptionTypes.DURATION,
            "With `late-rows` = `accept`, how far behind the watermark a row may be: what is older is left out and kept as `t$late`. So much"
                    + " later windows are final, and so much longer views keep state.");
    private static final OptionSpec<Long> KEPT = OptionSpec.defaulted(
            "late-rows-kept",
            OptionTypes.wholeNumber(0, MOST_KEPT),
            "10000",
            "How many late rows stay readable as `t$late`, in memory: the last ones. The counters in `MILLRACE.SOURCES` go on.");
    private static final OptionSpec<Duration> IDLE_TIMEOUT = OptionSpec.optional(
            "idle-timeout",
            OptionTypes.DURATION,
            "After how long without rows the watermark of the table does not wait for a partition any more. Rows that come later and are"
                    + " behind that watermark are late. Without it a silent partition holds the watermark for ever.");
    private static final OptionSpec<Duration> MAX_AHEAD = OptionSpec.optional(
            "max-ahead",
            OptionTypes.DURATION,
            "A row that is further ahead of all rows of its partition moves the watermark only if the partition's next row is that far"
                    + " ahead too: one absurd time does not make all that follows late.");

    /** All of them, for the reference page. */
    public static final List<OptionSpec<?>> SPECS = List.of(LATE_ROWS, LATE_RETENTION, KEPT, IDLE_TIMEOUT, MAX_AHEAD);

    /** Reads them. */
    public static EventTimeOptions read(TableDefinition table) {
        OptionReader reader = new OptionReader(table);
        Optional<Duration> idle = reader.find(IDLE_TIMEOUT);
        if (idle.isPresent() && idle.get().isZero()) {
            throw reader.illegal(IDLE_TIMEOUT, "is zero: then every partition would be idle at once.");
        }
        LateRows late = reader.read(LATE_ROWS);
        Optional<Duration> retention = reader.find(LATE_RETENTION);
        if (late == LateRows.DROP && retention.isPresent()) {
            throw reader.illegal(
                    LATE_RETENTION, "is for late rows that are accepted: write 'late-rows' = 'accept' too.");
        }
        return new EventTimeOptions(late, retention, Math.toIntExact(reader.read(KEPT)), idle, reader.find(MAX_AHEAD));
    }

    /** The table as its connector sees it. */
    public static TableDefinition without(TableDefinition table) {
        Map<String, Option> others = new HashMap<>(table.options());
        SPECS.forEach(spec -> others.remove(spec.name()));
        return new TableDefinition(table.name(), table.columns(), others);
    }

    /** Refuses them, for a table without a WATERMARK. */
    public static void refuse(TableDefinition table) {
        for (OptionSpec<?> spec : SPECS) {
            Option given = table.options().get(spec.name());
            if (given != null) {
                throw new EngineException(
                        ErrorCode.UNKNOWN_OPTION,
                        given.namePosition(),
                        "Option '" + spec.name() + "' needs a WATERMARK, which table '" + table.name()
                                + "' does not declare: WATERMARK FOR ts AS ts - INTERVAL '5' SECOND.");
            }
        }
    }
}
