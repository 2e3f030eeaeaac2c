package io.millrace.functions;

import io.millrace.executor.type.Timestamps;

/**
 * The calendar and clock of one time zone: instants are timestamps in UTC, local times timestamps without a zone. A local time
 * that clocks skip is put forward by the length of the gap; one that they show twice is the earlier instant, unless the offset
 * of the value that was moved is the later one. As java.time does. Keeps the stretch of time of the last answer, as rows that
 * follow each other mostly lie in one: one for each call in a kernel, with one owner. Allocates nothing.
 */
public final class ZonedCalendar {
    private final Zone zone;

    /** The stretch of the last answer, {@code from <= instant < to}. */
    private long from;

    private long to;
    private long offset;

    /** The calendar of a zone. */
    public ZonedCalendar(Zone zone) {
        this.zone = zone;
        enter(zone.stretch(0));
    }

    /** What clocks show at an instant. */
    public long toLocal(long instant) {
        return instant + offset(instant);
    }

    /** How far clocks are ahead of UTC at an instant. */
    public long offset(long instant) {
        if (instant < from || instant >= to) {
            long shift = zone.shift(instant);
            enter(zone.stretch(instant - shift));
            if (shift != 0) {
                from = saturated(from, shift);
                to = saturated(to, shift);
            }
        }
        return offset;
    }

    /** The instant of a local time: the earlier one if clocks show it twice, put forward if they skip it. */
    public long toInstant(long local) {
        long shift = zone.shift(local);
        long moved = local - shift;
        int index = zone.localStretch(moved);
        long instant = moved - zone.offsets[index];
        return (instant >= zone.starts[index] ? instant : moved - zone.offsets[index - 1]) + shift;
    }

    /** The same, but the instant that has the preferred offset if clocks show the time twice and one of them has. */
    private long toInstant(long local, long preferred) {
        long shift = zone.shift(local);
        long moved = local - shift;
        int index = zone.localStretch(moved);
        long instant = moved - zone.offsets[index];
        if (instant < zone.starts[index]) {
            return moved - zone.offsets[index - 1] + shift;
        }
        boolean twice = index + 1 < zone.starts.length && moved - zone.offsets[index + 1] >= zone.starts[index + 1];
        return (twice && zone.offsets[index + 1] == preferred ? moved - preferred : instant) + shift;
    }

    /** The first instant at which clocks show a local time or a later one. */
    public long startOf(long local) {
        long shift = zone.shift(local);
        long moved = local - shift;
        int index = zone.localStretch(moved);
        return Math.max(moved - zone.offsets[index], zone.starts[index]) + shift;
    }

    /**
     * The instant at which clocks last came to a multiple of a unit (not above a day): the latest with this offset, else the first
     * at which they showed it or were put past it.
     */
    public long floor(long instant, long unit) {
        long now = offset(instant);
        long local = Dates.floor(instant + now, unit);
        return local - now >= from ? local - now : startOf(local);
    }

    /** The first instant from {@code instant} on that is its own {@link #floor}. */
    public long ceil(long instant, long unit) {
        if (floor(instant, unit) == instant) {
            return instant;
        }
        long next = Dates.floor(instant + offset, unit) + unit - offset;
        return next < to ? next : ceil(to, unit);
    }

    /**
     * An instant that is the start of a day, or else the start of a later day: at midnight, or when clocks are put past it.
     *
     * @param first the day that may have begun just now
     * @param next the other day
     */
    public long ceilDay(long instant, long first, long next) {
        if (startOf(first * Timestamps.PER_DAY) == instant) {
            return instant;
        }
        long start = startOf(next * Timestamps.PER_DAY);
        // Clocks that are put back over midnight show it again.
        return start >= instant ? start : Math.max(instant, toInstant(next * Timestamps.PER_DAY, offset(instant)));
    }

    /** Months later on the calendar, at the same time of day. */
    public long plusMonths(long instant, long months) {
        long now = offset(instant);
        return checked(toInstant(Dates.timestampPlusMonths(instant + now, months), now));
    }

    /**
     * Some milliseconds later, of which whole days go by the calendar: so one day later clocks show the same time, whether or not
     * they are changed in between.
     */
    public long plusDays(long instant, long millis) {
        long days = millis / Timestamps.PER_DAY * Timestamps.PER_DAY;
        if (days == 0) {
            return Dates.timestampPlus(instant, millis);
        }
        long now = offset(instant);
        return Dates.timestampPlus(toInstant(Dates.timestampPlus(instant + now, days), now), millis - days);
    }

    /** Months between two instants on the calendar. */
    public long monthsBetween(long later, long earlier) {
        return Dates.monthsBetween(toLocal(later), toLocal(earlier));
    }

    /** Milliseconds between what clocks show at two instants: of whole days if they show the same time. */
    public long daysBetween(long later, long earlier) {
        return toLocal(later) - toLocal(earlier);
    }

    /** 2026-01-31 12:34:56+01:00, with the digits of the fraction there are. */
    public Slice format(long instant, SliceBuilder into) {
        long ahead = offset(instant);
        return TextFormat.ofInstant(instant + ahead, ahead, into);
    }

    private static long checked(long instant) {
        Dates.checked(Timestamps.toDay(instant));
        return instant;
    }

    private static long saturated(long time, long shift) {
        return time == Long.MIN_VALUE || time == Long.MAX_VALUE ? time : time + shift;
    }

    private void enter(int index) {
        from = zone.starts[index];
        to = index + 1 < zone.starts.length ? zone.starts[index + 1] : Long.MAX_VALUE;
        offset = zone.offsets[index];
    }
}
