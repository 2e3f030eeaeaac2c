package io.millrace.connectors.nexmark;

/** What an event is. Rows of a kind are numbered from 0; their events are known from that. */
enum EventKind {
    PERSON(0, 1),
    AUCTION(1, Events.AUCTIONS),
    BID(1 + Events.AUCTIONS, Events.BIDS);

    private final int first;
    private final int perRound;

    /**
     * @param first its first place in a round
     * @param perRound how many there are in a round, one behind the other
     */
    EventKind(int first, int perRound) {
        this.first = first;
        this.perRound = perRound;
    }

    /** The event of a row. */
    long event(long row) {
        return row / perRound * Events.ROUND + first + row % perRound;
    }

    /** How many rows of this kind are among the events before one. */
    long rowsBefore(long event) {
        long inRound = event % Events.ROUND - first;
        return event / Events.ROUND * perRound + Math.max(0, Math.min(inRound, perRound));
    }
}
