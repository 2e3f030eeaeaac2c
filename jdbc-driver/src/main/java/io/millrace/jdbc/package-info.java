/**
 * The JDBC driver for {@code jdbc:millrace:} URLs. It builds on Avatica's JDBC classes and speaks Avatica's protocol; what
 * is its own are the connection to the server, results that never end, cancelling, conversions of values, and errors.
 */
package io.millrace.jdbc;
