package io.millrace.server.nexmark;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as texts such as {@code 2023-11-14 22:13:20.001}, without a formatter for each. Remembers the last second. For one thread. */
final class PlainTimes {
    private static final int MILLIS = 1_000;

    private long second = Long.MIN_VALUE;
    private String text = "";
    private int hour;

    /** Appends a time, given in milliseconds since 1970. */
    void append(long millis, StringBuilder line) {
        at(millis);
        int rest = (int) (millis - second * MILLIS);
        line.append(text).append('.');
        line.append((char) ('0' + rest / 100)).append((char) ('0' + rest / 10 % 10));
        line.append((char) ('0' + rest % 10));
    }

    /** Appends the day, as {@code 2023-11-14}. */
    void appendDay(long millis, StringBuilder line) {
        at(millis);
        line.append(text, 0, 10);
    }

    /** Appends the minute, as {@code 22:13}. */
    void appendMinute(long millis, StringBuilder line) {
        at(millis);
        line.append(text, 11, 16);
    }

    /** The hour of the day. */
    int hour(long millis) {
        at(millis);
        return hour;
    }

    private void at(long millis) {
        long wanted = Math.floorDiv(millis, (long) MILLIS);
        if (wanted != second) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(wanted, 0, ZoneOffset.UTC);
            second = wanted;
            hour = time.getHour();
            text = String.format(
                    java.util.Locale.ROOT,
                    "%04d-%02d-%02d %02d:%02d:%02d",
                    time.getYear(),
                    time.getMonthValue(),
                    time.getDayOfMonth(),
                    time.getHour(),
                    time.getMinute(),
                    time.getSecond());
        }
    }
}
