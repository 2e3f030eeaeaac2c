package io.millrace.connectors.nexmark;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The definition of the Nexmark events that all engines are measured on, kept apart from the connector's code and compared
 * with it: event {@code i} is a pure function of {@code i}, so any
 * engine, thread or restart can make any part of the stream. Of every 50 events one is a person, three are auctions, 46 are bids,
 * in this order; event time advances by 1/{@link #EVENTS_PER_SECOND} s an event, from {@link #FIRST_TIME}, without disorder.
 *
 * <p>It makes one event after another, field by field. Field names and distributions follow the Nexmark suite (Tucker et al., 2010).
 */
final class NexmarkDefinition {
    static final long FIRST_TIME = 1_700_000_000_000L; // ms since the epoch
    static final long EVENTS_PER_SECOND = 100_000L;

    enum Kind {
        PERSON,
        AUCTION,
        BID
    }

    // ---- dictionaries, made once from seed 42, in this order
    static final byte[] TEXT = new byte[1 << 20];
    static final String[] CHANNEL = new String[10_004];
    static final String[] URL = new String[10_004];
    static final String[] NAME = new String[99];
    static final String[] EMAIL = new String[4_096];
    static final String[] CREDIT_CARD = new String[4_096];
    static final String[] CITY = {
        "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle", "Kent", "Cheyenne"
    };
    static final String[] STATE = {"AZ", "CA", "ID", "OR", "WA", "WY"};
    private static final double[] PRICE = new double[4_098];

    static {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < TEXT.length; i++) {
            TEXT[i] = (byte) ('a' + random.nextInt(26));
        }
        String[] hot = {"Google", "Facebook", "Baidu", "Apple"};
        for (int i = 0; i < CHANNEL.length; i++) {
            CHANNEL[i] = i < 4 ? hot[i] : "channel-" + (i - 4);
            String url = "https://www.nexmark.com/" + word(random, 5) + '/' + word(random, 5) + '/' + word(random, 5)
                    + "/item.htm?query=1";
            if (i >= 4 && random.nextInt(10) > 0) {
                url += "&channel_id=" + Math.abs(Integer.reverse(i - 4));
            }
            URL[i] = url;
        }
        String[] first = {"Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"
        };
        String[] last = {"Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"};
        for (int i = 0; i < NAME.length; i++) {
            NAME[i] = first[i / 9] + " " + last[i % 9];
        }
        for (int i = 0; i < EMAIL.length; i++) {
            EMAIL[i] = word(random, 7) + "@" + word(random, 5) + ".com";
            CREDIT_CARD[i] = String.format(
                    Locale.ROOT,
                    "%04d %04d %04d %04d",
                    random.nextInt(10000),
                    random.nextInt(10000),
                    random.nextInt(10000),
                    random.nextInt(10000));
        }
        for (int i = 0; i < PRICE.length; i++) {
            PRICE[i] = Math.pow(10.0, i / 4096.0 * 6.0) * 100.0;
        }
    }

    private static String word(SplittableRandom random, int max) {
        int length = 3 + random.nextInt(max - 3);
        StringBuilder text = new StringBuilder();
        while (length-- > 0) {
            text.append(random.nextInt(13) == 0 ? '_' : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    // ---- one event; strings are dictionary numbers, or offset and length in TEXT
    Kind kind;
    long dateTime; // ms since the epoch
    int extraOffset;
    int extraLength;
    long id; // person, auction
    int name;
    int emailAddress;
    int creditCard;
    int city;
    int state;
    int itemNameOffset;
    int itemNameLength;
    int descriptionOffset;
    int descriptionLength;
    long initialBid;
    long reserve;
    long expires;
    long seller;
    long category;
    long auction; // bid
    long bidder;
    long price;
    int channel; // the url has the same number

    private long seed;

    void at(long i) {
        seed = (i + 1) * 0xD1342543DE82EF95L;
        dateTime = timeOf(i);
        long epoch = i / 50;
        int offset = (int) (i % 50);
        if (offset == 0) {
            person(epoch);
        } else if (offset < 4) {
            auction(i, epoch, offset);
        } else {
            bid(epoch);
        }
    }

    private void person(long epoch) {
        kind = Kind.PERSON;
        id = epoch + 1000;
        name = below(next(), 99);
        emailAddress = below(next(), 4096);
        creditCard = below(next(), 4096);
        city = below(next(), 10);
        state = below(next(), 6);
        extra(107, 54);
    }

    private void auction(long i, long epoch, int offset) {
        kind = Kind.AUCTION;
        id = epoch * 3 + offset - 1 + 1000;
        long r = next();
        seller = ((r & 3) != 0 ? epoch / 100 * 100 : recentPerson(epoch, r)) + 1000;
        category = 10 + below(next(), 5);
        initialBid = price(next());
        reserve = initialBid + price(next());
        long horizon = timeOf(i + 100 * 50 / 3) - dateTime;
        expires = dateTime + 1 + below(next(), (int) Math.max(horizon * 2, 1));
        r = next();
        itemNameLength = 3 + below(r, 17);
        itemNameOffset = (int) (r & 0x7FFFF);
        r = next();
        descriptionLength = 3 + below(r, 97);
        descriptionOffset = (int) (r & 0x7FFFF);
        int wanted = 500 - (48 + itemNameLength + descriptionLength);
        int spread = (int) Math.round(wanted * 0.2);
        extra(wanted - spread, 2 * spread);
    }

    private void bid(long epoch) {
        kind = Kind.BID;
        long lastAuction = epoch * 3 + 2;
        long r = next();
        if ((r & 1) != 0) {
            auction = lastAuction / 100 * 100; // half of the bids go to the hot auction
        } else {
            long lowest = Math.max(lastAuction - 100, 0);
            auction = lowest + below(r, (int) (lastAuction - lowest + 11)); // up to ten that do not exist yet
        }
        auction += 1000;
        r = next();
        bidder = ((r & 3) != 0 ? epoch / 100 * 100 + 1 : recentPerson(epoch, r)) + 1000;
        price = price(next());
        r = next();
        channel = (r & 1) != 0 ? (int) (r >>> 1 & 3) : 4 + below(r, 10000);
        extra(54, 28);
    }

    /** One of the last 1,000 persons, or one of the ten that come next. */
    private static long recentPerson(long epoch, long r) {
        long persons = epoch + 1;
        long active = Math.min(persons, 1000);
        return persons - active + below(r, (int) (active + 10));
    }

    static long timeOf(long i) {
        return FIRST_TIME + (i * 1_000_000L / EVENTS_PER_SECOND) / 1000L;
    }

    private void extra(int least, int spread) {
        long r = next();
        extraLength = least + below(r, spread);
        extraOffset = (int) (r & 0x7FFFF);
    }

    /** 100 to 1e8, log-uniform, from 64 random bits. */
    private static long price(long r) {
        int step = (int) (r >>> 52);
        double fraction = ((r >>> 12) & 0xFFFFFFFFFFL) * 0x1p-40;
        return Math.round(PRICE[step] + (PRICE[step + 1] - PRICE[step]) * fraction);
    }

    private static int below(long r, int n) {
        return (int) (((r >>> 32) * n) >>> 32);
    }

    /** SplitMix64. */
    private long next() {
        long z = (seed += 0x9E3779B97F4A7C15L);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
