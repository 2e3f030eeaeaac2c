package io.millrace.server.nexmark;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Queries that look at one bid at a time: q10, q13, q14 and q21. */
final class PlainBids {
    private static final int SIDE_ROWS = 10_000;

    /** Prices are told in thousandths of the other currency. */
    private static final long THOUSANDTHS = 908;

    private static final long LEAST = 1_000_000_000L;
    private static final long MOST = 50_000_000_000L;

    private PlainBids() {}

    /** What is written to the log of bids: each of them with its day and its minute. */
    static void log(NexmarkColumns events, Lines rows) {
        PlainTimes times = new PlainTimes();
        StringBuilder line = new StringBuilder();
        events.read("bid", List.of("auction", "bidder", "price", "dateTime", "extra"), bids -> {
            for (int row = 0; row < bids.size(); row++) {
                start(line, bids, row);
                long time = bids.longs(3).get(row);
                times.append(time, line.append('|'));
                append(bids.bytes(4), row, line.append('|'));
                times.appendDay(time, line.append('|'));
                times.appendMinute(time, line.append('|'));
                rows.add(line);
            }
        });
    }

    /** Each bid with the text beside the rest of its auction's number by 10,000. */
    static void besideTable(NexmarkColumns events, Lines rows) {
        PlainTimes times = new PlainTimes();
        StringBuilder line = new StringBuilder();
        events.read("bid", List.of("auction", "bidder", "price", "dateTime"), bids -> {
            for (int row = 0; row < bids.size(); row++) {
                start(line, bids, row);
                times.append(bids.longs(3).get(row), line.append('|'));
                line.append("|value-").append(bids.longs(0).get(row) % SIDE_ROWS);
                rows.add(line);
            }
        });
    }

    /** Bids between one and fifty million, exclusive, of another currency, with the time of day and the letters c in the text. */
    static void calculated(NexmarkColumns events, Lines rows) {
        PlainTimes times = new PlainTimes();
        StringBuilder line = new StringBuilder();
        events.read("bid", List.of("auction", "bidder", "price", "dateTime", "extra"), bids -> {
            for (int row = 0; row < bids.size(); row++) {
                long price = THOUSANDTHS * bids.longs(2).get(row);
                if (price > LEAST && price < MOST) {
                    long time = bids.longs(3).get(row);
                    line.setLength(0);
                    line.append(bids.longs(0).get(row)).append('|');
                    line.append(bids.longs(1).get(row)).append('|');
                    line.append(BigDecimal.valueOf(price, 3).toPlainString()).append('|');
                    line.append(timeOfDay(times.hour(time))).append('|');
                    times.append(time, line);
                    append(bids.bytes(4), row, line.append('|'));
                    line.append('|').append(count(bids.bytes(4), row, (byte) 'c'));
                    rows.add(line);
                }
            }
        });
    }

    private static String timeOfDay(int hour) {
        if (hour >= 8 && hour <= 18) {
            return "dayTime";
        }
        return hour <= 6 || hour >= 20 ? "nightTime" : "otherTime";
    }

    private static int count(BytesVector texts, int row, byte wanted) {
        byte[] data = texts.data();
        int count = 0;
        for (int i = texts.start(row); i < texts.start(row) + texts.length(row); i++) {
            count += data[i] == wanted ? 1 : 0;
        }
        return count;
    }

    /** Bids through a channel with a number: four are known by name, others have it in the URL. */
    static void channels(NexmarkColumns events, Lines rows) {
        StringBuilder line = new StringBuilder();
        events.read("bid", List.of("auction", "bidder", "price", "channel", "url"), bids -> {
            for (int row = 0; row < bids.size(); row++) {
                String channel = bids.bytes(3).text(row);
                String number = channelNumber(channel, bids.bytes(4), row);
                if (number != null) {
                    start(line, bids, row);
                    line.append('|').append(channel).append('|').append(number);
                    rows.add(line);
                }
            }
        });
    }

    private static @Nullable String channelNumber(String channel, BytesVector urls, int row) {
        return switch (channel.toLowerCase(Locale.ROOT)) {
            case "apple" -> "0";
            case "google" -> "1";
            case "facebook" -> "2";
            case "baidu" -> "3";
            default -> numberIn(urls.text(row));
        };
    }

    /** What stands between {@code &channel_id=} and the next {@code &}, or the end. */
    private static @Nullable String numberIn(String url) {
        String name = "&channel_id=";
        int at = url.indexOf(name);
        if (at < 0) {
            return null;
        }
        int end = url.indexOf('&', at + name.length());
        String number = url.substring(at + name.length(), end < 0 ? url.length() : end);
        return number.isEmpty() ? null : number;
    }

    /** Begins a line with a bid's auction, bidder and price, its first three columns. */
    private static void start(StringBuilder line, Batch bids, int row) {
        line.setLength(0);
        line.append(bids.longs(0).get(row)).append('|');
        line.append(bids.longs(1).get(row)).append('|').append(bids.longs(2).get(row));
    }

    /** Appends a text of ASCII letters. */
    static void append(BytesVector texts, int row, StringBuilder line) {
        line.append(new String(texts.data(), texts.start(row), texts.length(row), StandardCharsets.ISO_8859_1));
    }
}
