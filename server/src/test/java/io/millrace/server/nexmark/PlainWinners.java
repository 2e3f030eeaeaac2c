package io.millrace.server.nexmark;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which bid wins each auction, q9, and what the last ten auctions of a seller brought, q6. A bid counts if it comes while its auction is
 * open, both ends included; the dearest wins, of equal ones the first, then the one with the lesser bidder, then the lesser text.
 */
final class PlainWinners {
    private static final int FIRST_ID = 1_000;
    private static final int LAST_AUCTIONS = 10;

    private final NexmarkColumns events;

    /** By the number of the auction, counted from 0. */
    private final long[] opened;

    private final long[] expires;
    private final long[] sellers;

    /** Of the best bid so far; a price of 0 is none. */
    private final long[] prices;

    private final long[] bidders;
    private final long[] times;
    private final byte[][] texts;

    private PlainWinners(NexmarkColumns events) {
        int auctions = events.rows("auction");
        this.events = events;
        this.opened = new long[auctions];
        this.expires = new long[auctions];
        this.sellers = new long[auctions];
        this.prices = new long[auctions];
        this.bidders = new long[auctions];
        this.times = new long[auctions];
        this.texts = new byte[auctions][];
        events.read("auction", List.of("id", "dateTime", "expires", "seller"), this::open);
        events.read("bid", List.of("auction", "bidder", "price", "dateTime", "extra"), this::bid);
    }

    private void open(Batch auctions) {
        for (int row = 0; row < auctions.size(); row++) {
            int auction = (int) auctions.longs(0).get(row) - FIRST_ID;
            opened[auction] = auctions.longs(1).get(row);
            expires[auction] = auctions.longs(2).get(row);
            sellers[auction] = auctions.longs(3).get(row);
        }
    }

    private void bid(Batch bids) {
        for (int row = 0; row < bids.size(); row++) {
            long auction = bids.longs(0).get(row) - FIRST_ID;
            long time = bids.longs(3).get(row);
            // Some bids are for auctions that come later, or never.
            if (auction < opened.length && time >= opened[(int) auction] && time <= expires[(int) auction]) {
                offer((int) auction, bids, row, time);
            }
        }
    }

    private void offer(int auction, Batch bids, int row, long time) {
        long price = bids.longs(2).get(row);
        long bidder = bids.longs(1).get(row);
        int better = Long.compare(price, prices[auction]);
        better = better != 0 ? better : Long.compare(times[auction], time);
        better = better != 0 ? better : Long.compare(bidders[auction], bidder);
        BytesVector extra = bids.bytes(4);
        byte[] data = extra.data();
        int from = extra.start(row);
        int to = from + extra.length(row);
        if (better > 0
                || better == 0
                        && Arrays.compareUnsigned(data, from, to, texts[auction], 0, texts[auction].length) < 0) {
            prices[auction] = price;
            times[auction] = time;
            bidders[auction] = bidder;
            texts[auction] = Arrays.copyOfRange(data, from, to);
        }
    }

    /** q9: each auction that has a winner, with all its columns. */
    static void winningBids(NexmarkColumns events, Lines rows) {
        new PlainWinners(events).writeWinners(rows);
    }

    private void writeWinners(Lines rows) {
        PlainTimes formatted = new PlainTimes();
        StringBuilder line = new StringBuilder();
        List<String> columns = List.of(
                "id",
                "itemName",
                "description",
                "initialBid",
                "reserve",
                "dateTime",
                "expires",
                "seller",
                "category",
                "extra");
        events.read("auction", columns, auctions -> {
            for (int row = 0; row < auctions.size(); row++) {
                long id = auctions.longs(0).get(row);
                int auction = (int) id - FIRST_ID;
                if (prices[auction] > 0) {
                    line.setLength(0);
                    line.append(id).append('|');
                    PlainBids.append(auctions.bytes(1), row, line);
                    PlainBids.append(auctions.bytes(2), row, line.append('|'));
                    line.append('|').append(auctions.longs(3).get(row));
                    line.append('|').append(auctions.longs(4).get(row)).append('|');
                    formatted.append(auctions.longs(5).get(row), line);
                    formatted.append(auctions.longs(6).get(row), line.append('|'));
                    line.append('|').append(auctions.longs(7).get(row));
                    line.append('|').append(auctions.longs(8).get(row)).append('|');
                    PlainBids.append(auctions.bytes(9), row, line);
                    line.append('|').append(id).append('|').append(bidders[auction]);
                    line.append('|').append(prices[auction]).append('|');
                    formatted.append(times[auction], line);
                    line.append('|').append(new String(texts[auction], StandardCharsets.ISO_8859_1));
                    rows.add(line);
                }
            }
        });
    }

    /** q6: for each auction that was sold the average price of it and the nine of the same seller that ended before it. */
    static void averagesOfSellers(NexmarkColumns events, Lines rows) {
        new PlainWinners(events).writeAverages(rows);
    }

    private void writeAverages(Lines rows) {
        int[] sold = IntStream.range(0, prices.length)
                .filter(auction -> prices[auction] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(auction -> sellers[auction])
                        .thenComparingLong(auction -> expires[auction])
                        .thenComparingInt(auction -> auction))
                .mapToInt(Integer::intValue)
                .toArray();
        int first = 0;
        long sum = 0;
        for (int at = 0; at < sold.length; at++) {
            int auction = sold[at];
            if (at > 0 && sellers[sold[at - 1]] != sellers[auction]) {
                first = at;
                sum = 0;
            }
            sum += prices[auction];
            if (at - first == LAST_AUCTIONS) {
                sum -= prices[sold[first++]];
            }
            rows.add(sellers[auction] + "|" + (auction + FIRST_ID) + "|" + (double) sum / (at - first + 1));
        }
    }
}
