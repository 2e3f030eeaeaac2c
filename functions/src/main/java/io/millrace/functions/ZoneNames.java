package io.millrace.functions;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calendars of the time zones that a column names. One for each call in a kernel; looks a name up again only when it differs from
 * that of the row before, and allocates then.
 */
public final class ZoneNames {
    /** There are about 600 names, and as many offsets as one likes to write. */
    private static final int MAX_KNOWN = 1024;

    private final Map<String, ZonedCalendar> known = new HashMap<>();
    private final SliceBuilder lastName = new SliceBuilder();
    private @Nullable ZonedCalendar last;

    /** Knows none yet. */
    public ZoneNames() {}

    /** The calendar of a zone; throws a ValueException if there is none of that name. */
    public ZonedCalendar calendar(Slice name) {
        ZonedCalendar same = last;
        if (same != null && Slice.equal(name, lastName)) {
            return same;
        }
        String text = name.text();
        ZonedCalendar found = known.get(text);
        if (found == null) {
            found = new ZonedCalendar(Zone.of(text));
            if (known.size() == MAX_KNOWN) {
                known.clear();
            }
            known.put(text, found);
        }
        last = found;
        lastName.reset(name.length);
        lastName.append(name);
        return found;
    }
}
