package io.millrace.server.statement;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What SET changes of a session, and what statements ask of it; each change holds for the statements that begin after it. For any thread. */
public interface SessionSettings {
    /** Sets the zone of local times; null for that of the connection. */
    void timeZone(@Nullable ZoneId zone);

    /** Sets what becomes of views whose state would grow for ever. */
    void unboundedState(UnboundedState wanted);

    /** What becomes of views whose state would grow for ever. */
    UnboundedState unboundedState();
}
