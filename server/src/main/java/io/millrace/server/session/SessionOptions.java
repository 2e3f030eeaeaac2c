package io.millrace.server.session;

import java.time.ZoneId;

/**
 * What a client says about itself when it opens a session.
 *
 * @param user the name the client gave, or an empty string; not proven by anything yet
 * @param timeZone the zone of local times in this session's statements, until one sets another
 */
public record SessionOptions(String user, ZoneId timeZone) {
    /** A nameless session in UTC. */
    public static final SessionOptions DEFAULT = new SessionOptions("", ZoneId.of("UTC"));
}
