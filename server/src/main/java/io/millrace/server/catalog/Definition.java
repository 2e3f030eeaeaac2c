package io.millrace.server.catalog;

import io.millrace.executor.connector.Positions;
import io.millrace.planner.catalog.RelationKind;
import java.time.ZoneId;

/**
 * A table or view as it is kept: everything else about it follows from its statement.
 *
 * @param id no other table or view of this catalog ever had it; 0 before it is kept
 * @param name as declared
 * @param kind what it is
 * @param sql the CREATE statement
 * @param timeZone the zone of local times in it: that of the session that created it
 * @param start where the history of a stream starts, fixed when it was created; none for others
 */
public record Definition(long id, String name, RelationKind kind, String sql, ZoneId timeZone, Positions start) {
    Definition withId(long given) {
        return new Definition(given, name, kind, sql, timeZone, start);
    }
}
