package io.millrace.connectors.nexmark;

/**
 * Numbers and draws of events: of every 50 the first is a person, three are auctions, 46 are bids. Event time advances by
 * 10 microseconds an event, without disorder. Each event has a sequence of random draws of its own, of which any can be made
 * without those before it (SplitMix64; Steele et al., OOPSLA 2014), so that a field costs only what it needs. Pure.
 */
final class Events {
    static final long FIRST_MILLIS = 1_700_000_000_000L;
    private static final long PER_MILLI = 100;

    /** Events after which the kinds repeat. */
    static final int ROUND = 50;

    static final int AUCTIONS = 3;
    static final int BIDS = 46;

    private static final long EVENT_STEP = 0xD1342543DE82EF95L;
    private static final long DRAW_STEP = 0x9E3779B97F4A7C15L;

    private Events() {}

    /** The event's time, in milliseconds since 1970. */
    static long millis(long event) {
        return FIRST_MILLIS + event / PER_MILLI;
    }

    /** A draw of an event, counted from 1: 64 random bits. */
    static long draw(long event, int number) {
        long z = (event + 1) * EVENT_STEP + number * DRAW_STEP;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 to {@code bound - 1} made of a draw's upper half. */
    static int below(long draw, int bound) {
        return (int) (((draw >>> 32) * bound) >>> 32);
    }
}
