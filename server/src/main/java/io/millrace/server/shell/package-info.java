/** {@code ./millrace sql}: sqlline, set up for Millrace; and files of SQL statements. */
@NullMarked
package io.millrace.server.shell;

import org.jspecify.annotations.NullMarked;
