package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Times as text in a format of java.time's pattern letters ({@code yyyy-MM-dd HH:mm:ss}), made ready again only when the
 * format changes from one row to the next. One for each call in a kernel. Names are English. Allocates.
 */
public final class DatePattern {
    private final SliceBuilder last = new SliceBuilder();
    private @Nullable DateTimeFormatter formatter;

    /** A format that is given with each row. */
    public DatePattern() {}

    /** A timestamp as text. */
    public Slice format(long timestamp, Slice pattern, SliceBuilder into) {
        DateTimeFormatter known = formatter(pattern);
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(timestamp, Timestamps.PER_SECOND),
                (int) (Math.floorMod(timestamp, Timestamps.PER_SECOND) * (1_000_000_000 / Timestamps.PER_SECOND)),
                ZoneOffset.UTC);
        try {
            return Strings.replaced(known.format(time), into);
        } catch (DateTimeException e) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The format '" + pattern.text() + "' asks for what a TIMESTAMP does not have.");
        }
    }

    /** Seconds since 1970 as text. */
    public Slice formatSeconds(long seconds, Slice pattern, SliceBuilder into) {
        return format(Dates.ofSeconds(seconds), pattern, into);
    }

    /** The same like a cast of a timestamp to text. */
    public Slice formatSeconds(long seconds, SliceBuilder into) {
        return TextFormat.ofTimestamp(Dates.ofSeconds(seconds), into);
    }

    /** The seconds since 1970 that a text stands for. */
    public long toSeconds(Slice text, Slice pattern) {
        DateTimeFormatter known = formatter(pattern);
        try {
            Instant instant = LocalDateTime.parse(text.text(), known).toInstant(ZoneOffset.UTC);
            return Math.floorDiv(Dates.ofSeconds(instant.getEpochSecond()), Timestamps.PER_SECOND);
        } catch (DateTimeException e) {
            throw new ValueException(
                    ErrorCode.INVALID_DATETIME,
                    "'" + text.text() + "' is not a time in the format '" + pattern.text() + "'.");
        }
    }

    private DateTimeFormatter formatter(Slice pattern) {
        DateTimeFormatter known = formatter;
        if (known == null || !Slice.equal(pattern, last)) {
            known = made(pattern);
            formatter = known;
            last.reset(pattern.length);
            last.append(pattern);
        }
        return known;
    }

    private static DateTimeFormatter made(Slice pattern) {
        try {
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern.text())
                    .parseDefaulting(ChronoField.ERA, 1)
                    .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
                    .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
                    .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'" + pattern.text() + "' is not a format of times. Use one such as 'yyyy-MM-dd HH:mm:ss'.");
        }
    }
}
