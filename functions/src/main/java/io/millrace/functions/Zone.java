package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The offsets of a time zone as stretches of time in which the offset is the same, in milliseconds: where each stretch starts,
 * and its offset. What the zone's rules say of all the future is kept for 400 years only, after which the calendar, and so the
 * rules, repeat. Immutable, for any thread; a zone with daylight saving takes about 25 KiB and half a millisecond to make, and
 * is made once.
 */
public final class Zone {
    /** 146,097 days: whole weeks, so that rules about weekdays repeat as well. */
    static final long CYCLE = 146_097L * 86_400_000L;

    /** Only the regions that Java knows, so it is bounded; zones that are an offset are made anew. */
    private static final ConcurrentMap<String, Zone> REGIONS = new ConcurrentHashMap<>();

    private final String id;

    /** The instants at which the stretches start; the first is the lowest long. */
    final long[] starts;

    /** The offset of each stretch. */
    final long[] offsets;

    /** What a clock on the wall shows when each stretch ends, before it is put forward or back. */
    final long[] localEnds;

    /** From this instant, and this local time, on everything is as 400 years before. */
    final long repeatsFrom;

    private Zone(String id, ZoneRules rules) {
        this.id = id;
        List<ZoneOffsetTransition> transitions = new ArrayList<>(rules.getTransitions());
        long end = Long.MAX_VALUE;
        if (!rules.getTransitionRules().isEmpty()) {
            int last = transitions.isEmpty()
                    ? 1970
                    : transitions
                            .get(transitions.size() - 1)
                            .getDateTimeBefore()
                            .getYear();
            // A year in which only the rules act before the cycle and one behind it: both of its ends are well inside.
            for (int year = last + 1; year <= last + 403; year++) {
                int each = year;
                rules.getTransitionRules().forEach(rule -> transitions.add(rule.createTransition(each)));
            }
            transitions.sort(null);
            end = LocalDate.of(last + 402, 1, 1).toEpochDay() * 86_400_000L;
        }
        this.repeatsFrom = end;
        int count = transitions.size() + 1;
        starts = new long[count];
        offsets = new long[count];
        localEnds = new long[count];
        starts[0] = Long.MIN_VALUE;
        offsets[0] = transitions.isEmpty()
                ? rules.getOffset(Instant.EPOCH).getTotalSeconds() * 1000L
                : transitions.get(0).getOffsetBefore().getTotalSeconds() * 1000L;
        for (int i = 1; i < count; i++) {
            ZoneOffsetTransition transition = transitions.get(i - 1);
            starts[i] = transition.toEpochSecond() * 1000L;
            offsets[i] = transition.getOffsetAfter().getTotalSeconds() * 1000L;
            localEnds[i - 1] = starts[i] + offsets[i - 1];
        }
        localEnds[count - 1] = Long.MAX_VALUE;
    }

    /** The zone of a name such as Europe/Berlin, UTC or +02:00; without regard to case and to blanks around it. */
    public static Zone of(String name) {
        ZoneId zone = id(name);
        return zone.normalized() instanceof ZoneOffset
                ? new Zone(zone.getId(), zone.getRules())
                : REGIONS.computeIfAbsent(zone.getId(), id -> new Zone(id, zone.getRules()));
    }

    /** Java's zone of a name; throws a ValueException if there is none. */
    public static ZoneId id(String name) {
        String trimmed = name.strip();
        try {
            return ZoneId.of(trimmed);
        } catch (DateTimeException e) {
            // The usual names differ in nothing but case.
            for (String known : ZoneId.getAvailableZoneIds()) {
                if (known.equalsIgnoreCase(trimmed)) {
                    return ZoneId.of(known);
                }
            }
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Time zone '" + trimmed + "' is not known. Name one as in 'Europe/Berlin', 'UTC' or '+02:00'.");
        }
    }

    /** The zone's name. */
    public String id() {
        return id;
    }

    /** How far an instant or a local time is behind the years that are kept: a multiple of the cycle. */
    long shift(long time) {
        return time < repeatsFrom ? 0 : (Math.floorDiv(time - repeatsFrom, CYCLE) + 1) * CYCLE;
    }

    /** The stretch of an instant that is not shifted any more. */
    int stretch(long instant) {
        int found = Arrays.binarySearch(starts, instant);
        return found >= 0 ? found : -found - 2;
    }

    /** The first stretch whose clock has not been put to another offset before it shows a local time. */
    int localStretch(long local) {
        int found = Arrays.binarySearch(localEnds, local);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
