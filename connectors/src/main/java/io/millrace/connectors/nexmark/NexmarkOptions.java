package io.millrace.connectors.nexmark;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TableOptions;
import io.millrace.connectors.time.Pace;
import io.millrace.executor.connector.BadRecordPolicy;
import java.util.List;

/**
 * Which events a table holds, and how fast they come.
 *
 * @param kind its events
 * @param firstEvent where the stream begins
 * @param pace of all events from there on, of every kind
 * @param onBadRecord kept for the contract: no event is bad
 */
record NexmarkOptions(EventKind kind, long firstEvent, Pace pace, BadRecordPolicy onBadRecord) {
    /** Far beyond any use; event numbers times anything that is done with them stay within a long. */
    private static final long MOST_EVENTS = 1_000_000_000_000L;

    static final OptionSpec<EventKind> KIND = OptionSpec.required(
            "kind",
            OptionTypes.choice(EventKind.class),
            "Which events are the table's rows. Of every 50 events the first is a person, three are auctions and 46 are bids.");
    static final OptionSpec<Long> EVENTS = OptionSpec.optional(
            "events",
            OptionTypes.wholeNumber(0, MOST_EVENTS),
            "How many events there are, of all kinds together; without it, there is no end.");
    static final OptionSpec<Long> FIRST_EVENT = OptionSpec.defaulted(
            "first-event", OptionTypes.wholeNumber(0, MOST_EVENTS), "0", "The number of the event to begin with.");
    static final OptionSpec<Double> RATE = OptionSpec.defaulted(
            "rate",
            Pace.RATE,
            "unlimited",
            "How many events of all kinds are there a second, from CREATE TABLE on. With `unlimited` all are there at once; "
                    + "`events` must then bound them.");

    static final List<OptionSpec<?>> SPECS = List.of(KIND, EVENTS, FIRST_EVENT, RATE);

    static NexmarkOptions read(OptionReader reader) {
        Pace pace = new Pace(reader.read(RATE), reader.find(EVENTS).orElse(Long.MAX_VALUE));
        if (pace.isUnlimited() && !reader.has(EVENTS)) {
            throw reader.has(RATE)
                    ? reader.illegal(RATE, "is 'unlimited', so the stream needs an end: give 'events'.")
                    : reader.missing(EVENTS.name(), EVENTS.type().allowed() + ", unless 'rate' is given");
        }
        return new NexmarkOptions(
                reader.read(KIND),
                reader.read(FIRST_EVENT),
                pace,
                TableOptions.read(reader).onBadRecord());
    }

    /** The event behind the last one. */
    long endEvent() {
        return pace.limit() == Long.MAX_VALUE ? MOST_EVENTS : Math.min(firstEvent + pace.limit(), MOST_EVENTS);
    }
}
