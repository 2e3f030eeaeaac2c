/**
 * {@code ./millrace demo}: a server of its own, the quickstart's views over a replayed week of earthquakes, and at the end
 * a comparison with what H2 computes over the same rows. Uses the server as every client does, through JDBC.
 */
@NullMarked
package io.millrace.server.demo;

import org.jspecify.annotations.NullMarked;
