/** The incremental engine: columns, operators, state and ticks. It knows no SQL, no network and no formats. */
package io.millrace.executor;
