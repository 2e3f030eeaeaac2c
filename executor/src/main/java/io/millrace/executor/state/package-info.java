/** What operators remember: rows in copy-on-write chunks, and indexes over them. */
package io.millrace.executor.state;
