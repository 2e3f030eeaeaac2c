package io.millrace.planner.catalog;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The tables and views that a statement may name. One statement is planned against one immutable state of it: the same
 * question gives the same answer until the plan is done. May be asked from the planner's thread.
 */
public interface Catalog {
    /** The schema of names that are written without one. */
    String DEFAULT_SCHEMA = "";

    /** The relation of that name, without regard to case; the schema is {@link #DEFAULT_SCHEMA} or one of {@link #schemas}. */
    Optional<Relation> relation(String schema, String name);

    /** The names of all relations of a schema, to tell a user which of them they may have meant. */
    Collection<String> names(String schema);

    /** The time zone of a table's computed columns and checks: that of the session which created it. */
    default ZoneId timeZone(Relation relation) {
        return ZoneId.of("UTC");
    }

    /** The schemas that must be named, such as INFORMATION_SCHEMA. */
    default List<String> schemas() {
        return List.of();
    }
}
