/** The JDBC driver for {@code jdbc:millrace:} URLs. */
package io.millrace.jdbc;
