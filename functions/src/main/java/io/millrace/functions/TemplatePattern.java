package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.apache.calcite.util.format.postgresql.CompiledDateTimeFormat;
import org.apache.calcite.util.format.postgresql.PostgresqlDateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Times as text, and text as times, in a format of PostgreSQL's templates ({@code YYYY-MM-DD HH24:MI:SS}), made ready again only when the
 * format changes from one row to the next. One for each call in a kernel. Names are English. Allocates.
 */
public final class TemplatePattern {
    private final SliceBuilder last = new SliceBuilder();
    private @Nullable CompiledDateTimeFormat format;

    /** A format that is given with each row. */
    public TemplatePattern() {}

    /** A timestamp as text. */
    public Slice format(long timestamp, Slice pattern, SliceBuilder into) {
        CompiledDateTimeFormat known = compiled(pattern);
        ZonedDateTime time = Instant.ofEpochMilli(timestamp).atZone(ZoneOffset.UTC);
        try {
            return Strings.replaced(known.formatDateTime(time, Locale.ENGLISH), into);
        } catch (RuntimeException e) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The format '" + pattern.text() + "' asks for what a TIMESTAMP does not have.");
        }
    }

    private CompiledDateTimeFormat compiled(Slice pattern) {
        CompiledDateTimeFormat known = format;
        if (known == null || !Slice.equal(pattern, last)) {
            known = PostgresqlDateTimeFormatter.compilePattern(pattern.text());
            format = known;
            last.reset(pattern.length);
            last.append(pattern);
        }
        return known;
    }

    /** The timestamp that a text stands for. */
    public long toTimestamp(Slice text, Slice pattern) {
        CompiledDateTimeFormat known = compiled(pattern);
        try {
            ZonedDateTime time = known.parseDateTime(text.text(), ZoneOffset.UTC, Locale.ENGLISH);
            long millis = time.toInstant().toEpochMilli();
            Dates.checked(Timestamps.toDay(millis));
            return millis;
        } catch (ParseException | RuntimeException e) {
            throw new ValueException(
                    ErrorCode.INVALID_DATETIME,
                    "'" + text.text() + "' is not a time in the format '" + pattern.text() + "'.");
        }
    }

    /** The day that a text stands for. */
    public long toDate(Slice text, Slice pattern) {
        return Timestamps.toDay(toTimestamp(text, pattern));
    }
}
