/**
 * The Avatica endpoint: HTTP front, protocol messages, connections and statements of remote clients. Turns the 21
 * requests of the protocol into calls of {@link io.millrace.server.session.Session}; also serves drivers in the same
 * JVM, without HTTP.
 */
package io.millrace.server.wire;
