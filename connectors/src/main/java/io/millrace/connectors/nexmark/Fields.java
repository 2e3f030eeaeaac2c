package io.millrace.connectors.nexmark;

import static io.millrace.connectors.nexmark.Events.below;
import static io.millrace.connectors.nexmark.Events.draw;

import java.util.List;

/**
 * The fields of each kind of event with their distributions, after the Nexmark suite (Tucker et al., 2010): bids and sellers
 * have favourites, prices are spread evenly over orders of magnitude. Numbers of draws are part of the definition. Pure.
 */
final class Fields {
    private static final int FIRST_ID = 1_000;

    /** Every so many persons, and auctions, another one is the favourite. */
    private static final int HOT_EVERY = 100;

    /** Bids are for the last so many auctions, or a few that are not there yet. */
    private static final int OPEN_AUCTIONS = 100;

    private static final int ACTIVE_PERSONS = 1_000;
    private static final int NOT_YET_THERE = 10;
    private static final int PRICE_STEPS = 4_096;
    private static final double[] PRICES = new double[PRICE_STEPS + 2];

    static {
        for (int i = 0; i < PRICES.length; i++) {
            PRICES[i] = Math.pow(10.0, i / 4096.0 * 6.0) * 100.0;
        }
    }

    private static final List<Field> PERSON = List.of(
            Field.number("id", event -> event / Events.ROUND + FIRST_ID),
            Field.word("name", Words.NAME, event -> below(draw(event, 1), Words.NAME.length)),
            Field.word("emailAddress", Words.EMAIL, event -> below(draw(event, 2), Words.EMAIL.length)),
            Field.word("creditCard", Words.CREDIT_CARD, event -> below(draw(event, 3), Words.CREDIT_CARD.length)),
            Field.word("city", Words.CITY, event -> below(draw(event, 4), Words.CITY.length)),
            Field.word("state", Words.STATE, event -> below(draw(event, 5), Words.STATE.length)),
            Field.time("dateTime", Events::millis),
            Field.text("extra", 6, event -> 107 + below(draw(event, 6), 54)));

    private static final List<Field> AUCTION = List.of(
            Field.number("id", event -> event / Events.ROUND * Events.AUCTIONS + event % Events.ROUND - 1 + FIRST_ID),
            Field.text("itemName", 6, Fields::itemNameLength),
            Field.text("description", 7, Fields::descriptionLength),
            Field.number("initialBid", event -> price(draw(event, 3))),
            Field.number("reserve", event -> price(draw(event, 3)) + price(draw(event, 4))),
            Field.time("dateTime", Events::millis),
            Field.time("expires", Fields::expires),
            Field.number("seller", event -> person(event, draw(event, 1), 0)),
            Field.number("category", event -> 10 + below(draw(event, 2), 5)),
            Field.text("extra", 8, Fields::auctionExtraLength));

    private static final List<Field> BID = List.of(
            Field.number("auction", Fields::auctionOfBid),
            Field.number("bidder", event -> person(event, draw(event, 2), 1)),
            Field.number("price", event -> price(draw(event, 3))),
            Field.word("channel", Words.CHANNEL, Fields::channel),
            Field.word("url", Words.URL, Fields::channel),
            Field.time("dateTime", Events::millis),
            Field.text("extra", 5, event -> 54 + below(draw(event, 5), 28)));

    private Fields() {}

    static List<Field> of(EventKind kind) {
        return switch (kind) {
            case PERSON -> PERSON;
            case AUCTION -> AUCTION;
            case BID -> BID;
        };
    }

    /** Three of four times the favourite of the time, else one of the last persons, or of those that come next. */
    private static long person(long event, long draw, int favourite) {
        long round = event / Events.ROUND;
        if ((draw & 3) != 0) {
            return round / HOT_EVERY * HOT_EVERY + favourite + FIRST_ID;
        }
        long persons = round + 1;
        long active = Math.min(persons, ACTIVE_PERSONS);
        return persons - active + below(draw, (int) (active + NOT_YET_THERE)) + FIRST_ID;
    }

    /** Half of the bids are for the favourite of the time. */
    private static long auctionOfBid(long event) {
        long last = event / Events.ROUND * Events.AUCTIONS + 2;
        long draw = draw(event, 1);
        if ((draw & 1) != 0) {
            return last / HOT_EVERY * HOT_EVERY + FIRST_ID;
        }
        long lowest = Math.max(last - OPEN_AUCTIONS, 0);
        return lowest + below(draw, (int) (last - lowest + NOT_YET_THERE + 1)) + FIRST_ID;
    }

    /** One of the four great ones, or one of many. */
    private static long channel(long event) {
        long draw = draw(event, 4);
        return (draw & 1) != 0 ? draw >>> 1 & 3 : 4 + below(draw, 10_000);
    }

    /** An auction is open for up to twice the time in which another hundred begin. */
    private static long expires(long event) {
        long millis = Events.millis(event);
        long horizon = Events.millis(event + OPEN_AUCTIONS * Events.ROUND / Events.AUCTIONS) - millis;
        return millis + 1 + below(draw(event, 5), (int) Math.max(horizon * 2, 1));
    }

    private static long itemNameLength(long event) {
        return 3L + below(draw(event, 6), 17);
    }

    private static long descriptionLength(long event) {
        return 3L + below(draw(event, 7), 97);
    }

    /** Brings an auction to about 500 bytes. */
    private static long auctionExtraLength(long event) {
        int wanted = 500 - (48 + (int) itemNameLength(event) + (int) descriptionLength(event));
        int spread = (int) Math.round(wanted * 0.2);
        return (long) wanted - spread + below(draw(event, 8), 2 * spread);
    }

    /** From 100 to 100 million, each order of magnitude as likely as the other. */
    private static long price(long draw) {
        int step = (int) (draw >>> 52);
        double fraction = ((draw >>> 12) & 0xFFFFFFFFFFL) * 0x1p-40;
        return Math.round(PRICES[step] + (PRICES[step + 1] - PRICES[step]) * fraction);
    }
}
