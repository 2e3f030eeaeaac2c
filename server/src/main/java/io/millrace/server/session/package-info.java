/**
 * What a client of the server can do, whatever the wire: open a session, prepare and execute statements, read rows,
 * describe the catalog. The wire packages call these interfaces; first step of the way of a statement.
 */
package io.millrace.server.session;
