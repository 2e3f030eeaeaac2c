/** Files as streams of records: read once, followed as they grow, or replayed at the speed their rows happened. */
package io.millrace.connectors.file;
